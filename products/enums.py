from django.db import models


class RatingState(models.TextChoices):
    """What a rating says. A city result of 90 and more is not five stars until the ministry decides."""

    RECOGNISED = "recognised", "Được công nhận"
    POTENTIAL_FIVE = "potential_five", "Tiềm năng 5 sao"
    WITHDRAWN = "withdrawn", "Đã thu hồi"


class DossierState(models.TextChoices):
    DRAFT = "draft", "Đang soạn"
    HANDED_IN = "handed_in", "Đã nộp cấp xã"
    COMMUNE_REVIEW = "commune_review", "Cấp xã đang xem xét"
    PROPOSED = "proposed", "Đã đề nghị cấp thành phố"
    OFFICE_CHECK = "office_check", "Văn phòng đang kiểm tra"
    RETURNED = "returned", "Trả lại để bổ sung"
    ACCEPTED = "accepted", "Đã tiếp nhận"
    IN_ROUND = "in_round", "Trong đợt đánh giá"
    CONCLUDED = "concluded", "Đã có kết quả"
    WITHDRAWN = "withdrawn", "Đã rút"
