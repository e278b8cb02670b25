"""States and kinds of the programme's year."""

from django.db import models


class PlanState(models.TextChoices):
    DRAFT = "draft", "Dự thảo"
    ISSUED = "issued", "Đã ban hành"
    CLOSED = "closed", "Đã khóa sổ"


class ActivityState(models.TextChoices):
    PLANNED = "planned", "Chưa thực hiện"
    RUNNING = "running", "Đang thực hiện"
    DONE = "done", "Hoàn thành"
    CANCELLED = "cancelled", "Không thực hiện"


class ActivityKind(models.TextChoices):
    """What the activity is to the programme; those of the council come again every year."""

    GENERAL = "general", "Hoạt động chung"
    COUNCIL = "council", "Kiện toàn Hội đồng"
    REGULATION = "regulation", "Rà soát Quy chế Hội đồng"
    GUIDANCE = "guidance", "Hướng dẫn địa phương"
    TRAINING = "training", "Đào tạo, tập huấn"
    COMMUNICATION = "communication", "Truyền thông, xúc tiến"
    EVALUATION = "evaluation", "Đánh giá, phân hạng"
    SUPPORT = "support", "Hỗ trợ chủ thể"


class OwnerKind(models.TextChoices):
    OFFICE = "office", "Văn phòng Điều phối"
    DEPARTMENT = "department", "Sở, ngành"
    UNIT = "unit", "UBND quận, huyện, xã, phường"
    OTHER = "other", "Đơn vị khác"


class TargetPeriod(models.TextChoices):
    """Until when a target is to be reached."""

    YEAR = "year", "Cả năm"
    FIRST_QUARTER = "q1", "Quý I"
    FIRST_HALF = "h1", "6 tháng đầu năm"
    NINE_MONTHS = "m9", "9 tháng đầu năm"


class SchemeState(models.TextChoices):
    """Where the scheme of a locality stands on its way through the office."""

    AWAITED = "awaited", "Chờ địa phương gửi"
    RECEIVED = "received", "Đã nhận, chờ góp ý"
    RETURNED = "returned", "Đã góp ý, chờ hoàn thiện"
    ACCEPTED = "accepted", "Thống nhất"


class CommendationState(models.TextChoices):
    PROPOSED = "proposed", "Đã đề nghị"
    AWARDED = "awarded", "Đã khen thưởng"
    DECLINED = "declined", "Không xét"
