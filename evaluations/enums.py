from django.db import models


class Office(models.TextChoices):
    """A seat on a council."""

    CHAIR = "chair", "Chủ tịch Hội đồng"
    VICE_CHAIR = "vice_chair", "Phó Chủ tịch Hội đồng"
    MEMBER = "member", "Thành viên"
    SECRETARY = "secretary", "Thư ký"


class RoundMode(models.TextChoices):
    MEETING = "meeting", "Họp Hội đồng"
    WRITTEN = "written", "Lấy ý kiến bằng văn bản"


class RoundState(models.TextChoices):
    PREPARING = "preparing", "Đang chuẩn bị"
    OPEN = "open", "Đang chấm điểm"
    CLOSED = "closed", "Đã khóa phiếu"
    DECIDED = "decided", "Đã có quyết định"


class EntryState(models.TextChoices):
    WAITING = "waiting", "Chờ chấm"
    ELIMINATED = "eliminated", "Bị loại"
    TALLIED = "tallied", "Đã tổng hợp điểm"
    SENT_UP = "sent_up", "Đã đề nghị cấp trên đánh giá"
    NOT_SENT_UP = "not_sent_up", "Không đề nghị cấp trên đánh giá"
    DECIDED = "decided", "Đã quyết định"


class ReportState(models.TextChoices):
    """Of the advisory team's report."""

    DRAFT = "draft", "Đang lập"
    HANDED_IN = "handed_in", "Đã nộp cho Hội đồng"


class Verdict(models.TextChoices):
    """What the advisory team says of the evidence for a criterion."""

    MEETS = "meets", "Đạt"
    FAILS = "fails", "Không đạt"
    MORE = "more", "Cần bổ sung"


class SheetState(models.TextChoices):
    OPEN = "open", "Đang chấm"
    SUBMITTED = "submitted", "Đã gửi"
    SUPERSEDED = "superseded", "Đã có phiên bản mới"


class SheetSource(models.TextChoices):
    ONLINE = "online", "Chấm trực tuyến"
    PAPER = "paper", "Nhập từ phiếu giấy"
