"""The state of the programme at a glance, with the lists and tables of the reports, for whoever asks."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from core.documents import Block
from localities.models import Unit
from products.domain.queries.register import STAR_KEYS, stars_count
from reports.domain.book import SHOWN, Blocks, Book
from reports.domain.document import Maker
from reports.domain.frame import Frame
from reports.domain.lists.programme import MET
from reports.domain.lists.register import STARS
from reports.domain.map import Spot, spots
from reports.domain.narrative import address_of
from reports.domain.periods import period
from reports.domain.sections import forms, register, work
from reports.enums import Cutoff

if TYPE_CHECKING:
    from accounts.models import User

YEARS_BACK = 5
CARDS = (
    ("tong_san_pham", "Sản phẩm đang được công nhận"),
    ("luot_cong_nhan", "Lượt công nhận trong năm"),
    ("tong_chu_the", "Chủ thể có sản phẩm"),
    ("ho_so", "Hồ sơ trong năm"),
    ("sap_het_han", "Hết hạn trong 180 ngày"),
    ("chi_tieu_dat", "Chỉ tiêu đã đạt"),
    ("so_lop", "Lớp đã tổ chức"),
    ("giai_ngan", "Đã giải ngân"),
)
MONEY_ROLES = ("office_admin", "office_staff", "leader")


@dataclass(frozen=True)
class Card:
    """A figure to be seen from afar; ``link`` opens its rows, ``of`` is what it is a part of."""

    label: str
    shown: str
    link: str
    of: str = ""


@dataclass(frozen=True)
class Board:
    """Everything a dashboard shows; ``blocks`` by heading in their order."""

    year: int
    day: date
    cards: list[Card]
    spots: list[Spot]
    parts: list[tuple[str, tuple[Block, ...]]]


def frame_of(user: "User", year: int) -> Frame:
    """The calendar year so far; an officer's own ground, the whole city for office and leaders."""
    units: tuple[Unit, ...] | None = None
    if user.role == "local_officer":
        units = tuple(Unit.objects.filter(path__in=user.ground))
    return Frame(year, period("", year=year, cutoff=Cutoff.CALENDAR), units)


def dashboard(*, user: "User", year: int) -> Board:
    """What ``user`` may see of ``year``: money for office and leaders, the rest for officers' own units."""
    book = Book(frame_of(user, year), fleeting=True)
    watches = user.role in MONEY_ROLES
    parts: list[tuple[str, Blocks]] = [
        ("Chỉ tiêu của kế hoạch", _targets(book)),
        ("Sản phẩm theo địa bàn", _register(book)),
        ("Sản phẩm theo ngành", register.by_sector(book)),
    ]
    if watches:
        parts.append(("Qua các năm", _over_time(book)))
    parts += [
        ("Các đợt đánh giá", [_evaluations(book)]),
        ("Giấy chứng nhận sắp hết hạn", _expiring(book)),
        ("Đào tạo, tập huấn", work.training(book) if watches else _classes(book)),
    ]
    if watches and book.frame.plan is not None:
        parts.append(("Kinh phí", [work.split_table(book), work.groups_table(book)]))
        book.figure("giai_ngan", "Đã giải ngân", "money", {"stage": "Giải ngân"}, measure="amount")
        book.figure("phan_bo", "Đã phân bổ", "money", {"stage": "Phân bổ"}, measure="amount")
    maker = Maker(
        {
            "figures": book.figures,
            "tables": book.tables,
            "charts": book.charts,
            "lists": book.lists | book.beginnings,
            "narrative": {},
        },
        SHOWN,
    )
    return Board(
        year,
        book.frame.day,
        _cards(book.figures),
        spots(book),
        [(title, maker.blocks(blocks)) for title, blocks in parts if blocks],
    )


def rows_of(*, user: "User", year: int, code: str) -> dict[str, Any]:
    """The list behind a figure of the dashboard, as it is now."""
    return Book(frame_of(user, year)).frozen(code)


def lists_for(user: "User") -> set[str]:
    """The lists a dashboard of this person opens."""
    open_to_all = {
        "products",
        "recognised",
        "producers",
        "dossiers",
        "entries",
        "rounds",
        "expiring",
        "targets",
    }
    open_to_all |= {"behind_targets", "classes"}
    return open_to_all | {"money", "trained"} if user.role in MONEY_ROLES else open_to_all


def _targets(book: Book) -> Blocks:
    if book.frame.plan is None:
        return []
    book.figure("chi_tieu", "Chỉ tiêu", "targets")
    book.figure("chi_tieu_dat", "Chỉ tiêu đã đạt", "targets", {"met": MET})
    table = work.targets_table(book)
    if book.frame.units is not None:  # the rows behind the city's targets are not all of an officer's ground
        book.tables["chi_tieu"]["behind"] = None
    return [table]


def _register(book: Book) -> Blocks:
    blocks = register.by_area(book)
    book.figure("tong_san_pham", "Sản phẩm", "products")
    book.figure("tong_chu_the", "Chủ thể", "producers")
    return blocks


def _evaluations(book: Book) -> dict[str, Any]:
    book.figure("luot_cong_nhan", "Lượt công nhận", "recognised")
    book.figure("ho_so", "Hồ sơ", "dossiers")
    return register.rounds_table(book)


def _expiring(book: Book) -> Blocks:
    blocks = forms.form_10(book)
    book.figure("sap_het_han", "Sắp hết hạn", "expiring")
    return blocks


def _classes(book: Book) -> Blocks:
    book.figure("so_lop", "Lớp", "classes")
    return forms.form_06(book)[:1]


def _over_time(book: Book) -> Blocks:
    """Products at the end of each year, and today."""
    labels = [STARS[key] for key in STAR_KEYS]
    rows: list[list[Any]] = []
    for year in range(book.frame.year - YEARS_BACK + 1, book.frame.year):
        counted = stars_count(day=date(year, 12, 31))
        rows.append([str(year), *(counted[key] for key in STAR_KEYS), sum(counted.values())])
    now = [book.count("products", {"stars": label}) for label in labels]
    rows.append([str(book.frame.year), *now, sum(now)])
    table = book.table(
        "qua_cac_nam",
        sheet="Qua cac nam",
        caption="Sản phẩm đang được công nhận cuối mỗi năm (năm nay: đến hôm nay)",
        columns=[
            ("Năm", "text", None),
            *((label, "count", None) for label in labels),
            ("Tổng", "count", None),
        ],
        rows=rows,
    )
    chart = book.chart(
        "qua_cac_nam",
        of="qua_cac_nam",
        caption="Biểu đồ: Sản phẩm đang được công nhận qua các năm",
        series=range(1, len(labels) + 1),
    )
    book.charts["qua_cac_nam"]["bars"].sort()  # by year, not by length
    return [chart, table] if book.charts["qua_cac_nam"]["bars"] else [table]


def _cards(figures: Mapping[str, Mapping[str, Any]]) -> list[Card]:
    wholes = {"chi_tieu_dat": "chi_tieu", "giai_ngan": "phan_bo"}
    found = []
    for code, label in CARDS:
        if (figure := figures.get(code)) is None:
            continue
        whole = figures.get(wholes.get(code, ""))
        link = address_of(figure["list"], dict(figure["where"])) if figure["value"] else ""
        found.append(Card(label, figure["shown"], link, whole["shown"] if whole else ""))
    return found
