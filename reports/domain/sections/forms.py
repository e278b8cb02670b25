"""Biểu 01 to 10: the tables the office is asked for again and again."""

from reports.domain.book import Blocks, Book, Measure, say
from reports.domain.lists.people import YES
from reports.domain.lists.programme import ELIMINATED, FAILED, PASSED
from reports.domain.lists.register import AGAIN, IN_TIME, LATE, NEW, STARS, UPGRADED
from reports.domain.sections.register import by_sector, producers
from reports.domain.sections.work import groups_table, split_table


def form_01(book: Book) -> Blocks:
    """Products by star and unit, with what changed in the period."""
    areas = list(book.frame.areas.values())
    lists = ("products", "recognised", "ended", "withdrawn")
    areas += sorted({str(name) for of in lists for name in book.values(of, "area")} - set(areas))
    return book.unit_pivot(
        "bieu_01",
        sheet="Bieu 01",
        caption=f"Đơn vị tính: sản phẩm; số liệu đến ngày {book.frame.day:%d/%m/%Y}",
        head="Đơn vị",
        head_width=20,
        units=areas,
        measures=[
            Measure("Tổng", "products"),
            *(Measure(label, "products", {"stars": label}) for label in STARS.values()),
            Measure("Công nhận mới", "recognised", {"case": NEW}),
            Measure("Nâng hạng", "recognised", {"case": UPGRADED}),
            Measure("Đánh giá lại", "recognised", {"case": AGAIN}),
            Measure("Hết hạn", "ended"),
            Measure("Thu hồi", "withdrawn"),
        ],
    )


def form_02(book: Book) -> Blocks:
    book.figure("tong_san_pham", "Sản phẩm đang được công nhận cuối kỳ", "products")
    return [
        book.listing(
            "products",
            caption=f"Sản phẩm đang được công nhận đến ngày {book.frame.day:%d/%m/%Y}",
            columns=(
                *("product", "sector", "producer", "producer_kind", "unit", "points", "stars", "number"),
                *("decided_on", "expires_on", "revenue", "workers", "traced"),
            ),
            bands="area",
        )
    ]


def form_03(book: Book) -> Blocks:
    return [
        *producers(book),
        book.listing(
            "producers",
            caption="Danh sách chủ thể",
            columns=(
                "producer",
                "kind",
                "unit",
                "workers",
                "local_workers",
                "woman",
                "minority",
                "disability",
                "products",
            ),
        ),
    ]


def form_04(book: Book) -> Blocks:
    return by_sector(book)


def form_05(book: Book) -> Blocks:
    table = book.pivot(
        "bieu_05",
        sheet="Bieu 05",
        caption="Kết quả từng đợt đánh giá",
        head="Đợt",
        groups=[(str(name), {"round": name}) for name in book.values("rounds", "round")],
        measures=[
            Measure("Hồ sơ đưa ra Hội đồng", "entries"),
            Measure("Đạt từ 3 sao", "entries", {"result": PASSED}),
            *(Measure(f"{n} sao", "entries", {"stars": f"{n} sao"}) for n in (3, 4, 5)),
            Measure("Không đạt", "entries", {"result": FAILED}),
            Measure("Bị loại", "entries", {"result": ELIMINATED}),
        ],
    )
    entries = book.listing(
        "entries",
        caption="Điểm và hạng của từng sản phẩm",
        columns=("product", "producer", "area", "kind", "points", "stars", "result"),
        bands="round",
    )
    return [table, entries]


def form_06(book: Book) -> Blocks:
    table = book.pivot(
        "bieu_06",
        sheet="Bieu 06",
        caption="Lớp tập huấn theo loại",
        head="Loại lớp",
        groups=[(str(kind), {"kind": kind}) for kind in sorted(map(str, book.values("classes", "kind")))],
        measures=[
            Measure("Số lớp", "classes"),
            Measure("Học viên", "classes", measure="enrolled"),
            Measure("Hoàn thành", "classes", measure="completed"),
            Measure("Kinh phí (đồng)", "classes", measure="cost", kind="money", width=20),
        ],
    )
    listed = book.listing(
        "classes",
        caption="Danh sách lớp",
        columns=("name", "kind", "starts_on", "ends_on", "venue", "enrolled", "completed", "cost"),
    )
    return [table, listed]


def form_07(book: Book) -> Blocks:
    table = book.pivot(
        "bieu_07",
        sheet="Bieu 07",
        caption="Xúc tiến, truyền thông theo hình thức",
        head="Hình thức",
        groups=[(str(name), {"medium": name}) for name in sorted(map(str, book.values("media", "medium")))],
        measures=[
            Measure("Số lần", "media"),
            Measure("Số người tiếp cận, tham gia", "media", measure="reach"),
            Measure("Kinh phí (đồng)", "media", measure="cost", kind="money", width=20),
        ],
    )
    listed = book.listing(
        "media", caption="Danh sách", columns=("title", "medium", "outlet", "on", "reach", "cost")
    )
    return [table, listed]


def form_08(book: Book) -> Blocks:
    if book.frame.plan is None:
        return [say("Chưa có kế hoạch năm nên không có số liệu kinh phí.")]
    return [split_table(book), groups_table(book), by_source(book)]


def by_source(book: Book) -> dict:
    """Money by source at each stage."""
    stages = book.values("money", "stage")
    return book.pivot(
        "kinh_phi_nguon",
        sheet="Kinh phi theo nguon",
        caption="Kinh phí theo nguồn vốn (đồng)",
        head="Nguồn vốn",
        groups=[(str(name), {"source": name}) for name in book.values("money", "source")],
        measures=[Measure(str(one), "money", {"stage": one}, "amount", "money") for one in stages],
    )


def form_09(book: Book) -> Blocks:
    columns = ("product", "producer", "unit", "stars", "number", "decided_on", "expires_on")
    return [
        book.listing("withdrawn", caption="Thu hồi trong kỳ", columns=(*columns[:5], "withdrawn_on", "why")),
        book.listing("ended", caption="Hết hạn trong kỳ, chưa được công nhận lại", columns=columns),
    ]


def form_10(book: Book) -> Blocks:
    windows = book.values("expiring", "window")
    table = book.pivot(
        "bieu_10",
        sheet="Bieu 10",
        caption=f"Giấy chứng nhận hết hạn trong 180 ngày kể từ {book.frame.day:%d/%m/%Y}",
        head="Thời hạn nộp hồ sơ đánh giá lại",
        groups=[(name, {"window": name}) for name in (LATE, IN_TIME) if name in windows],
        measures=[
            *(Measure(label, "expiring", {"stars": label}) for label in STARS.values()),
            Measure("Tổng", "expiring"),
        ],
    )
    listed = book.listing(
        "expiring",
        caption="Danh sách, hết hạn sớm nhất trước",
        columns=("product", "producer", "unit", "stars", "number", "expires_on", "days_left"),
        bands="window",
    )
    return [table, listed]


def targets_by_area(book: Book) -> Blocks:
    """What each unit adds to the targets on products and producers."""
    areas = list(book.frame.areas.values())
    table = book.unit_pivot(
        "chi_tieu_don_vi",
        sheet="Chi tieu theo don vi",
        caption=f"Kết quả theo {book.frame.level_name} đến ngày {book.frame.day:%d/%m/%Y}",
        head="Đơn vị",
        head_width=28,
        units=areas,
        measures=[
            Measure("Sản phẩm từ 3 sao", "products"),
            Measure("Công nhận mới trong kỳ", "recognised", {"case": NEW}),
            Measure("Hồ sơ trong kỳ", "dossiers"),
            Measure("Chủ thể", "producers"),
        ],
    )
    enough = sum(row[1] >= 2 for row in book.tables["chi_tieu_don_vi"]["rows"])
    book.said("don_vi_du_hai", "Đơn vị có từ 2 sản phẩm", str(enough))
    said = say("{{ so.don_vi_du_hai }} đơn vị có ít nhất 2 sản phẩm được công nhận từ 3 sao.")
    if not book.rows("shares"):
        return [said, *table]
    given = book.listing(
        "shares",
        caption="Chỉ tiêu giao từng đơn vị và kết quả",
        columns=("unit", "wanted", "reached", "met"),
        bands="target",
    )
    return [said, *table, given]


def trained_people(book: Book) -> Blocks:
    return [
        book.listing(
            "trained",
            caption="Người và chủ thể chưa được đào tạo trong năm",
            columns=("name", "of", "unit"),
            where={"trained": "Chưa"},
            bands="group",
        ),
        book.listing(
            "trained",
            caption="Người và chủ thể đã được đào tạo trong năm",
            columns=("name", "of", "unit"),
            where={"trained": YES},
            bands="group",
        ),
    ]


def ministry_table(*codes: str, note: str = ""):  # type: ignore[no-untyped-def]
    """The ministry's tables as they stand, under what is not known of them."""

    def write(book: Book) -> Blocks:
        told = [say(note)] if note else []
        return told + [
            book.listing(
                code,
                caption=book.frozen(code)["label"],
                columns=[column["code"] for column in book.frozen(code)["columns"]],
            )
            for code in codes
        ]

    return write
