"""Sections on the register: the situation, recognitions, producers, what ended and what will end."""

from core.text import fold
from products.models import DossierState
from reports.domain.book import Blocks, Book, Measure, points, say
from reports.domain.lists.programme import ELIMINATED, FAILED, PASSED
from reports.domain.lists.register import AGAIN, EXPIRY_DAYS, NEW, STARS, UPGRADED
from reports.domain.sections.declaration import Section
from reports.domain.words import shown_day

REGISTER = ("product", "producer", "unit", "stars", "number", "decided_on", "expires_on")


def stars_said(book: Book, prefix: str, of: str, what: str) -> str:
    """ "58 sản phẩm 4 sao, 34 sản phẩm 3 sao", every number a figure; the highest first, none left out."""
    said = []
    for number, label in reversed(STARS.items()):
        code = f"{prefix}_{'tiem_nang_5' if number == 'potential_five' else number}_sao"
        if book.figure(code, f"{what}, {label.lower()}", of, {"stars": label}):
            said.append(f"{{{{ so.{code} }}}} sản phẩm {label.lower()}")
    return ", ".join(said)


def situation(book: Book) -> Blocks:
    frame = book.frame
    start = book.figure("sp_dau_ky", "Sản phẩm đang được công nhận đầu kỳ", "before")
    end = book.figure("tong_san_pham", "Sản phẩm đang được công nhận cuối kỳ", "products")
    book.figure("tong_chu_the", "Chủ thể có sản phẩm đang được công nhận", "producers")
    before = stars_said(book, "sp_dau_ky", "before", "Sản phẩm đầu kỳ")
    now = stars_said(book, "sp", "products", "Sản phẩm cuối kỳ")
    opening = "Đầu năm" if frame.period.code == "" else "Đầu kỳ"
    where = "thành phố" if frame.units is None else ", ".join(unit.name for unit in frame.units)
    blocks = [
        say(
            f"{_by_plan(book)}Văn phòng Điều phối nông thôn mới báo cáo kết quả {frame.period.label} như sau "
            f"(số liệu từ ngày {frame.period.first:%d/%m/%Y} đến ngày {frame.day:%d/%m/%Y})."
        )
    ]
    if frame.plan is not None and frame.plan.general_aim and frame.period.code == "":
        blocks.append(say(f"Mục tiêu chung của kế hoạch: {frame.plan.general_aim}"))
    blocks.append(
        say(
            f"{opening}, {where} có {{{{ so.sp_dau_ky }}}} sản phẩm OCOP đang được công nhận"
            f"{f' ({before})' if start else ''}. Đến ngày {frame.day:%d/%m/%Y} có {{{{ so.tong_san_pham }}}} "
            f"sản phẩm{f' ({now})' if end else ''}, của {{{{ so.tong_chu_the }}}} chủ thể."
        )
    )
    return blocks


def _by_plan(book: Book) -> str:
    plan = book.frame.plan
    if plan is None:
        return ""
    day = f", ngày {plan.decided_on:%d/%m/%Y}" if plan.decided_on else ""
    number = f" (số {plan.decision_no}{day})" if plan.decision_no else ""
    return f"Thực hiện {plan.title}{number}, "


def by_area(book: Book) -> Blocks:
    """The register by unit: chart and table."""
    frame = book.frame
    areas = list(frame.areas.values())
    areas += sorted({str(name) for name in book.values("products", "area")} - set(areas))
    table = book.unit_pivot(
        "sp_don_vi",
        sheet="San pham theo don vi",
        caption=f"Sản phẩm đang được công nhận theo {frame.level_name} đến ngày {frame.day:%d/%m/%Y}",
        head="Đơn vị",
        units=areas,
        measures=[
            *(Measure(label, "products", {"stars": label}) for label in STARS.values()),
            Measure("Tổng", "products"),
        ],
    )
    chart = book.chart(
        "sp_don_vi",
        of="sp_don_vi",
        caption=f"Biểu đồ: Sản phẩm đang được công nhận theo {frame.level_name} và hạng sao",
        series=range(1, len(STARS) + 1),
    )
    return [chart, *table] if book.charts["sp_don_vi"]["bars"] else table


def by_sector(book: Book) -> Blocks:
    """Products by the law's sectors and stars."""
    table = book.pivot(
        "sp_nganh",
        sheet="San pham theo nganh",
        caption=f"Sản phẩm đang được công nhận theo ngành sản phẩm đến ngày {book.frame.day:%d/%m/%Y}",
        head="Ngành sản phẩm",
        groups=[
            (str(name), {"sector": name}) for name in sorted(map(str, book.values("products", "sector")))
        ],
        measures=[
            *(Measure(label, "products", {"stars": label}) for label in STARS.values()),
            Measure("Tổng", "products"),
        ],
    )
    chart = book.chart(
        "sp_nganh",
        of="sp_nganh",
        caption="Biểu đồ: Sản phẩm đang được công nhận theo ngành và hạng sao",
        series=range(1, len(STARS) + 1),
    )
    return [chart, table] if book.charts["sp_nganh"]["bars"] else [table]


def evaluation(book: Book) -> Blocks:
    total = book.figure("luot_cong_nhan", "Lượt công nhận trong kỳ", "recognised")
    cases = {"moi": NEW, "nang_hang": UPGRADED, "danh_gia_lai": AGAIN}
    for code, case in cases.items():
        book.figure(f"cong_nhan_{code}", f"{case} trong kỳ", "recognised", {"case": case})
    stars = stars_said(book, "cong_nhan", "recognised", "Công nhận trong kỳ")
    blocks: Blocks = []
    if book.figure("ho_so", "Hồ sơ lập trong kỳ", "dossiers"):
        blocks.append(say(f"Hồ sơ lập trong kỳ trên phần mềm: {{{{ so.ho_so }}}} ({_dossier_states(book)})."))
    when = "năm" if book.frame.period.code == "" else "kỳ"
    blocks.append(
        say(
            f"Trong {when} có {{{{ so.luot_cong_nhan }}}} lượt công nhận từ 3 sao trở lên"
            + (f": {stars}" if total else "")
            + "; trong đó {{ so.cong_nhan_moi }} sản phẩm được công nhận lần đầu, "
            "{{ so.cong_nhan_nang_hang }} lượt nâng hạng, {{ so.cong_nhan_danh_gia_lai }} lượt đánh giá lại."
        )
    )
    return [*blocks, rounds_table(book), *by_area(book), *by_sector(book)]


def _dossier_states(book: Book) -> str:
    said = []
    for label in DossierState.labels:
        code = f"ho_so_{fold(label).replace(' ', '_')}"
        if book.figure(code, f"Hồ sơ: {label.lower()}", "dossiers", {"state": label}):
            said.append(f"{label.lower()} {{{{ so.{code} }}}}")
    return "; ".join(said)


def rounds_table(book: Book) -> dict:
    """What became of the products of each round."""
    return book.pivot(
        "dot_danh_gia",
        sheet="Dot danh gia",
        caption="Các đợt đánh giá tổ chức trên phần mềm",
        head="Đợt",
        groups=[(str(name), {"round": name}) for name in book.values("rounds", "round")],
        measures=[
            Measure("Sản phẩm", "entries"),
            Measure("Đạt từ 3 sao", "entries", {"result": PASSED}),
            Measure("Không đạt", "entries", {"result": FAILED}),
            Measure("Bị loại", "entries", {"result": ELIMINATED}),
        ],
    )


def producers(book: Book) -> Blocks:
    kinds = sorted(map(str, book.values("producers", "kind")))
    table = book.pivot(
        "chu_the",
        sheet="Chu the",
        caption="Chủ thể có sản phẩm đang được công nhận, theo loại hình",
        head="Loại hình",
        groups=[(kind, {"kind": kind}) for kind in kinds],
        measures=[
            Measure("Chủ thể", "producers"),
            Measure("Sản phẩm", "producers", measure="products"),
            Measure("Nữ đại diện", "producers", {"woman": "Có"}),
            Measure("Dân tộc thiểu số", "producers", {"minority": "Có"}),
            Measure("Người khuyết tật", "producers", {"disability": "Có"}),
        ],
    )
    return [table]


def inspections(book: Book) -> Blocks:
    ended = book.figure("het_han", "Sản phẩm hết hạn công nhận trong kỳ", "ended")
    withdrawn = book.figure("thu_hoi", "Quyết định công nhận bị thu hồi trong kỳ", "withdrawn")
    if not (ended or withdrawn):
        return [say("Trong kỳ không có sản phẩm hết hạn mà chưa được đánh giá lại, không có thu hồi.")]
    said = say(
        "Trong kỳ có {{ so.het_han }} sản phẩm hết thời hạn công nhận mà chưa được công nhận lại, "
        "{{ so.thu_hoi }} trường hợp bị thu hồi giấy chứng nhận."
    )
    lines = [
        f"{row['product']}: {row['why']} ({shown_day(str(row['withdrawn_on']))})."
        for row in book.rows("withdrawn")
    ]
    return [said, points(*lines)] if lines else [said]


def outlook(book: Book) -> Blocks:
    following = book.frame.year + 1
    if book.frame.period.code:
        count = book.figure("sap_het_han", f"Sản phẩm hết hạn trong {EXPIRY_DAYS} ngày tới", "expiring")
        said = f"Trong {EXPIRY_DAYS} ngày tới có {{{{ so.sap_het_han }}}} sản phẩm hết thời hạn công nhận"
    else:
        count = book.figure("sap_het_han", f"Sản phẩm hết hạn trong năm {following}", "expiring_next_year")
        said = f"Năm {following} có {{{{ so.sap_het_han }}}} sản phẩm hết thời hạn công nhận"
    tail = ", cần hướng dẫn chủ thể lập hồ sơ đánh giá lại đúng hạn." if count else "."
    return [say(said + tail)]


SITUATION = Section("situation", "Tình hình chung", situation, "Đặc điểm, tình hình")
EVALUATION = Section(
    "evaluation", "Chu trình OCOP, đánh giá, phân hạng sản phẩm", evaluation, "Về đánh giá, phân hạng"
)
PRODUCERS = Section("producers", "Phát triển tổ chức kinh tế tham gia Chương trình", producers, "Về chủ thể")
INSPECTIONS = Section("inspections", "Kiểm tra, giám sát, thu hồi", inspections, "Về kiểm tra, giám sát")
OUTLOOK = Section("outlook", "Phương hướng, nhiệm vụ thời gian tới", outlook, "Nhiệm vụ, giải pháp")
PROPOSALS = Section("proposals", "Đề xuất, kiến nghị", lambda book: [], "Đề xuất, kiến nghị")
