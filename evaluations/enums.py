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


class ProposalState(models.TextChoices):
    """A product proposed to the ministry for five stars (QĐ 26/2026/QĐ-TTg, Điều 7.4)."""

    SENT = "sent", "Đã gửi Bộ"
    FIVE = "five", "Bộ công nhận 5 sao"
    LOWER = "lower", "Thành phố công nhận theo kết quả trung ương"
    HANDED_BACK = "handed_back", "Đánh giá lại ở thành phố"


class ComplaintState(models.TextChoices):
    RECEIVED = "received", "Đã nhận đơn"
    ACCEPTED = "accepted", "Đã thụ lý"
    REFUSED = "refused", "Không thụ lý"
    RESOLVED = "resolved", "Đã giải quyết"
    TAKEN_BACK = "taken_back", "Người gửi rút đơn"


class ComplaintOutcome(models.TextChoices):
    RIGHT = "right", "Đúng toàn bộ"
    PARTLY = "partly", "Đúng một phần"
    WRONG = "wrong", "Sai, giữ nguyên kết quả"


class WithdrawalGround(models.TextChoices):
    """The six grounds on which a certificate is withdrawn (QĐ 26/2026/QĐ-TTg, Điều 8.1)."""

    FALSE_DOSSIER = "false_dossier", "a) Thông tin, tài liệu không trung thực hoặc giả mạo hồ sơ"
    CRITERIA = "criteria", "b) Không còn đáp ứng các tiêu chí theo kết luận kiểm tra, giám sát"
    VIOLATION = (
        "violation",
        "c) Vi phạm pháp luật về chất lượng, an toàn thực phẩm, môi trường, sở hữu trí tuệ, nhãn hàng hóa",
    )
    BRAND = "brand", "d) Sử dụng nhãn hiệu OCOP không đúng quy định, gây nhầm lẫn"
    STOPPED = "stopped", "đ) Chủ thể không còn sản xuất sản phẩm"
    OTHER = "other", "e) Trường hợp khác theo kết luận và đề nghị của cơ quan nhà nước"


class MinistryPaper(models.TextChoices):
    """The documents of the bundle for the ministry (QĐ 26/2026/QĐ-TTg, Điều 6.3), beside the product's dossier."""

    LETTER = "letter", "Văn bản của UBND thành phố đề nghị Bộ đánh giá, phân hạng"
    ADVISORY = "advisory", "Báo cáo đánh giá của Tổ tư vấn"
    COUNCIL = "council", "Báo cáo đánh giá của Hội đồng"
    DECISION = "decision", "Quyết định phê duyệt kết quả đánh giá"
    OFFICE = "office", "Báo cáo đánh giá của cơ quan tham mưu quản lý OCOP"
    TESTS = "tests", "Văn bản xác nhận kiểm tra, kiểm nghiệm bổ sung"


class WithdrawalState(models.TextChoices):
    OPEN = "open", "Đang xử lý"
    WITHDRAWN = "withdrawn", "Đã thu hồi"
    DROPPED = "dropped", "Không thu hồi"


class CheckKind(models.TextChoices):
    PERIODIC = "periodic", "Định kỳ"
    SUDDEN = "sudden", "Đột xuất"


class CheckConclusion(models.TextChoices):
    KEPT = "kept", "Duy trì tốt các tiêu chí"
    MEND = "mend", "Phải khắc phục"
    WITHDRAW = "withdraw", "Đề nghị thu hồi giấy chứng nhận"
