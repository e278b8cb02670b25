from django.db import models


class ReportRunState(models.TextChoices):
    DRAFT = "draft", "Dự thảo"
    REVIEWED = "reviewed", "Đã soát xét"
    SIGNED = "signed", "Đã ký"
    ISSUED = "issued", "Đã ban hành"


class SignatureKind(models.TextChoices):
    """How a report was signed: on paper, then scanned, or by a certificate inside the PDF."""

    NONE = "", "Chưa ký"
    SCAN = "scan", "Bản ký giấy, quét lại"
    CERTIFICATE = "certificate", "Chữ ký số"


class DispatchState(models.TextChoices):
    WAITING = "waiting", "Chờ gửi"
    SENT = "sent", "Đã gửi"
    FAILED = "failed", "Chưa gửi được"
    RECEIVED = "received", "Đã nhận"


class Cutoff(models.TextChoices):
    """Which days a period has: those of Nghị định 09/2019/NĐ-CP, Điều 12, or those of the calendar."""

    DECREE = "decree", "Theo Nghị định 09/2019: từ ngày 15 đến ngày 14"
    CALENDAR = "calendar", "Theo ngày dương lịch"


class Rhythm(models.TextChoices):
    """How often a kind of report is made."""

    MONTH = "month", "Hằng tháng"
    QUARTER = "quarter", "Hằng quý"
    HALF = "half", "6 tháng"
    YEAR = "year", "Hằng năm"
    ANY = "any", "Theo yêu cầu"
    FREE = "free", "Đột xuất, tự chọn kỳ"
