"""Reports to the city People's Committee and the ministry."""

from reports.domain.book import Blocks, Book, say
from reports.domain.kinds.declaration import AnnexKind, Group, Kind
from reports.domain.sections import register, work
from reports.enums import Rhythm

RESULTS = Group(
    "Kết quả thực hiện",
    (
        work.DIRECTION,
        work.COMMUNICATION,
        work.TRAINING,
        register.EVALUATION,
        register.PRODUCERS,
        register.INSPECTIONS,
        work.MONEY,
    ),
)
WHOLE = (register.SITUATION, RESULTS, work.ASSESSMENT, register.OUTLOOK, register.PROPOSALS)
PROGRAMME = "thực hiện Chương trình Mỗi xã một sản phẩm (OCOP)"


def register_by_area(book: Book) -> Blocks:
    if not book.rows("products"):
        return [say("Không có sản phẩm nào đang được công nhận.")]
    return [
        book.listing(
            "products",
            caption=f"Danh sách đến ngày {book.frame.day:%d/%m/%Y}",
            columns=register.REGISTER,
            bands="area",
        )
    ]


def recognised_in_period(book: Book) -> Blocks:
    if not book.rows("recognised"):
        return [say("Trong kỳ không có sản phẩm nào được công nhận.")]
    return [
        book.listing(
            "recognised",
            caption=f"Công nhận trong {book.frame.period.label}",
            columns=(*register.REGISTER[:5], "decided_on", "case"),
        )
    ]


def ending(book: Book) -> Blocks:
    of = "expiring" if book.frame.period.code else "expiring_next_year"
    return (
        [book.listing(of, caption="Danh sách, hết hạn sớm nhất trước", columns=register.REGISTER)]
        if book.rows(of)
        else []
    )


ALL_PRODUCTS = AnnexKind("Danh sách sản phẩm OCOP đang được công nhận theo {level}", register_by_area)
NEW_PRODUCTS = AnnexKind("Danh sách sản phẩm được công nhận trong kỳ", recognised_in_period)
ENDING = AnnexKind("Sản phẩm sắp hết thời hạn công nhận", ending)

KINDS = (
    Kind(
        code="annual",
        label="Báo cáo năm",
        title="Báo cáo kết quả thực hiện Chương trình OCOP {period}",
        subject=f"Kết quả {PROGRAMME} {{period}}",
        rhythm=Rhythm.YEAR,
        body=WHOLE,
        annexes=(ALL_PRODUCTS, ENDING),
        needs_plan=True,
        due_days=15,
        scheduled=True,
        hint="Từ 15/12 năm trước đến 14/12; gửi UBND thành phố, đủ các mục, kèm danh sách sản phẩm.",
    ),
    Kind(
        code="six_month",
        label="Báo cáo 6 tháng",
        title="Báo cáo thực hiện Chương trình OCOP {period}",
        subject=f"Kết quả {PROGRAMME} {{period}}",
        rhythm=Rhythm.HALF,
        body=WHOLE,
        annexes=(NEW_PRODUCTS, ENDING),
        scheduled=True,
        hint="Kỳ H1: 15/12 đến 14/6; H2: 15/6 đến 14/12.",
    ),
    Kind(
        code="quarterly",
        label="Báo cáo quý",
        title="Báo cáo thực hiện Chương trình OCOP {period}",
        subject=f"Tình hình {PROGRAMME} {{period}}",
        rhythm=Rhythm.QUARTER,
        body=(register.SITUATION, RESULTS, work.ASSESSMENT, register.OUTLOOK, register.PROPOSALS),
        annexes=(NEW_PRODUCTS, ENDING),
        scheduled=True,
        hint="Quý tính từ ngày 15 tháng trước quý đến ngày 14 tháng cuối quý.",
    ),
    Kind(
        code="monthly",
        label="Báo cáo tháng",
        title="Báo cáo thực hiện Chương trình OCOP {period}",
        subject=f"Tình hình {PROGRAMME} {{period}}",
        rhythm=Rhythm.MONTH,
        body=(register.SITUATION, RESULTS, register.OUTLOOK, register.PROPOSALS),
        annexes=(NEW_PRODUCTS,),
        due_days=3,
        scheduled=True,
        hint="Tháng tính từ ngày 15 tháng trước đến ngày 14.",
    ),
    Kind(
        code="ministry",
        label="Báo cáo Bộ và Văn phòng Điều phối Trung ương",
        title="Báo cáo Bộ kết quả thực hiện Chương trình OCOP {period}",
        subject=f"Kết quả {PROGRAMME} {{period}} trên địa bàn thành phố Cần Thơ",
        rhythm=Rhythm.ANY,
        body=WHOLE,
        annexes=(ALL_PRODUCTS, ENDING),
        to="ministry",
        due_days=10,
        hint="Cả năm, 6 tháng, quý hoặc tháng; gửi Bộ Nông nghiệp và Môi trường.",
    ),
    Kind(
        code="adhoc",
        label="Báo cáo đột xuất",
        title="Báo cáo đột xuất về Chương trình OCOP {period}",
        subject=f"Tình hình {PROGRAMME} {{period}}",
        rhythm=Rhythm.FREE,
        body=WHOLE,
        annexes=(ALL_PRODUCTS, NEW_PRODUCTS),
        hint="Tự chọn ngày đầu, ngày cuối, địa bàn và các mục.",
    ),
)
