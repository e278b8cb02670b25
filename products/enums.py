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


class Declaration(models.TextChoices):
    """The boxes of form 02, part I.7."""

    BUSINESS_REGISTRATION = "business_registration", "a) Giấy đăng ký kinh doanh"
    QUALITY_DECLARED = "quality_declared", "b) Đã công bố chất lượng sản phẩm theo quy định"
    FOOD_SAFETY = (
        "food_safety",
        "c) Giấy chứng nhận cơ sở đủ điều kiện vệ sinh an toàn thực phẩm theo quy định của pháp luật",
    )
    PRODUCTION = (
        "production",
        "c) Giấy chứng nhận cơ sở đủ điều kiện sản xuất bắt buộc theo quy định cho sản phẩm",
    )
    TRADEMARK = "trademark", "d) Giấy chứng nhận đăng ký nhãn hiệu"
    MARK_USE = (
        "mark_use",
        "d) Văn bản ghi nhận quyền sử dụng chỉ dẫn địa lý, nhãn hiệu tập thể, nhãn hiệu chứng nhận",
    )
    PATENT = "patent", "d) Bằng sáng chế"
    DESIGN = "design", "d) Bằng độc quyền kiểu dáng công nghiệp"
    COPYRIGHT = "copyright", "d) Giấy chứng nhận bản quyền tác giả"
    OTHER = "other", "d) Quyền sở hữu trí tuệ khác"


class Light(models.TextChoices):
    """How near a deadline is."""

    GREEN = "good", "Còn hạn"
    AMBER = "wait", "Sắp đến hạn"
    RED = "bad", "Quá hạn"
