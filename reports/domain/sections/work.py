"""Sections on the year's work: direction, communication, training, targets, money."""

from budget.arithmetic import Split
from budget.domain.queries.split import Stage, split
from budget.models import FundingSide
from core.money import dong_in_words
from core.numbers import format_percent
from reports.domain.book import Blocks, Book, Measure, points, say
from reports.domain.lists import Value
from reports.domain.lists.money import SETTLED
from reports.domain.lists.people import LEADERS, MANAGERS, YES
from reports.domain.lists.programme import MET, MISSED
from reports.domain.sections.declaration import Section
from reports.domain.words import shown_day


def direction(book: Book) -> Blocks:
    lines = [
        f"{row['name']} (Quyết định số {row['number']} ngày {shown_day(str(row['decided_on']))}), "
        f"gồm {row['seats']} thành viên."
        for row in book.rows("councils")
    ]
    if not lines:
        return [say("Trong kỳ không có Hội đồng nào tổ chức đợt đánh giá.")]
    return [points(*lines)]


def communication(book: Book) -> Blocks:
    if not book.figure("tin_bai", "Tin, bài, sự kiện trong kỳ", "media"):
        return [say("Chưa có tin, bài, sự kiện nào được ghi nhận trong kỳ.")]
    return [
        say("Đã có {{ so.tin_bai }} tin, bài, sự kiện."),
        book.pivot(
            "tuyen_truyen",
            sheet="Tuyen truyen",
            caption="Tuyên truyền, xúc tiến theo hình thức",
            head="Hình thức",
            groups=[
                (str(name), {"medium": name}) for name in sorted(map(str, book.values("media", "medium")))
            ],
            measures=[
                Measure("Số tin, bài, sự kiện", "media"),
                Measure("Số người tiếp cận, tham gia", "media", measure="reach"),
                Measure("Kinh phí (đồng)", "media", measure="cost", kind="money"),
            ],
        ),
    ]


def training(book: Book) -> Blocks:
    book.figure("so_lop", "Lớp đã tổ chức trong kỳ", "classes")
    table = book.pivot(
        "dao_tao",
        sheet="Dao tao",
        caption="Các lớp đã tổ chức theo loại",
        head="Loại lớp",
        groups=[(str(kind), {"kind": kind}) for kind in sorted(map(str, book.values("classes", "kind")))],
        measures=[
            Measure("Số lớp", "classes"),
            Measure("Lượt học viên", "classes", measure="enrolled"),
            Measure("Lượt hoàn thành", "classes", measure="completed"),
            Measure("Kinh phí (đồng)", "classes", measure="cost", kind="money", width=20),
        ],
    )
    lines = [
        _covered(book, "can_bo", "Cán bộ quản lý các cấp được đào tạo, tập huấn", MANAGERS),
        _covered(book, "lanh_dao", "Chủ thể tham gia có lãnh đạo được đào tạo, tập huấn", LEADERS),
    ]
    return [say("Đã tổ chức {{ so.so_lop }} lớp đào tạo, tập huấn."), table, points(*lines)]


def _covered(book: Book, code: str, label: str, group: str) -> str:
    whole = book.figure(f"{code}_can_dao_tao", f"{group} cần đào tạo", "trained", {"group": group})
    part = book.figure(
        f"{code}_da_dao_tao", f"{group} đã đào tạo", "trained", {"group": group, "trained": YES}
    )
    share = book.share(f"{code}_ty_le", f"{group}: tỷ lệ đã đào tạo", part, whole)
    said = f"{label}: {{{{ so.{code}_da_dao_tao }}}} / {{{{ so.{code}_can_dao_tao }}}}"
    return f"{said}, đạt {{{{ so.{code}_ty_le }}}}." if share else f"{said}."


def assessment(book: Book) -> Blocks:
    plan = book.frame.plan
    if plan is None:
        return [say("Chưa có kế hoạch năm nên không có chỉ tiêu để so sánh.")]
    book.figure("chi_tieu", "Chỉ tiêu của kế hoạch", "targets")
    book.figure("chi_tieu_dat", "Chỉ tiêu đạt", "targets", {"met": MET})
    missed = [row for row in book.rows("targets") if row["met"] == MISSED]
    book.frozen("behind_targets")
    blocks = [
        say("Đạt {{ so.chi_tieu_dat }} trên {{ so.chi_tieu }} chỉ tiêu của kế hoạch."),
        targets_table(book),
    ]
    if missed:
        lines = [f"{row['target']}: kế hoạch {row['wanted']}, kết quả {row['reached']}." for row in missed]
        blocks += [say("Chỉ tiêu chưa đạt:"), points(*lines)]
    return blocks


def targets_table(book: Book) -> dict:
    """Targets beside results, what is missing and where it is heading; each result opens the rows counted in it."""
    rows = book.rows("targets")
    return book.table(
        "chi_tieu",
        sheet="Chi tieu",
        caption="Chỉ tiêu của kế hoạch và kết quả",
        columns=[
            ("Chỉ tiêu", "text", 32),
            ("Đơn vị tính", "text", 14),
            ("Kế hoạch", "text", 11),
            ("Kết quả", "text", 12),
            ("Còn thiếu", "text", 10),
            ("Dự báo cả năm", "text", 10),
            ("Đánh giá", "text", 11),
        ],
        rows=[
            [row[name] for name in ("target", "measure", "wanted", "reached", "gap", "ahead", "met")]
            for row in rows
        ],
        row_where=[{"target": row["target"]} for row in rows],
        behind=[None, None, None, {"list": "behind_targets", "where": {}, "measure": ""}, None, None, None],
    )


def money(book: Book) -> Blocks:
    plan = book.frame.plan
    if plan is None:
        return [say("Chưa có kế hoạch năm nên không có dự toán.")]
    sides = dict(FundingSide.choices)
    state, mobilised = sides[FundingSide.STATE], sides[FundingSide.MOBILISED]
    planned = {"stage": Stage.PLANNED.label}
    whole = book.figure("du_toan", "Tổng dự toán", "money", planned, measure="amount")
    for code, side in (("ngan_sach", state), ("xa_hoi_hoa", mobilised)):
        part = book.figure(
            f"du_toan_{code}", f"Dự toán: {side}", "money", {**planned, "side": side}, measure="amount"
        )
        book.share(f"du_toan_{code}_ty_le", f"Dự toán: tỷ lệ {side.lower()}", part, whole)
    book.said("du_toan_bang_chu", "Tổng dự toán bằng chữ", dong_in_words(whole))
    said = "Tổng kinh phí theo kế hoạch: {{ so.du_toan }} ({{ so.du_toan_bang_chu }})"
    if whole:
        said += (
            "; trong đó ngân sách nhà nước {{ so.du_toan_ngan_sach }} ({{ so.du_toan_ngan_sach_ty_le }}), "
            "xã hội hóa {{ so.du_toan_xa_hoi_hoa }} ({{ so.du_toan_xa_hoi_hoa_ty_le }})"
        )
    warnings = [found.warning for stage in Stage if (found := split(plan, stage)).warning]
    blocks = [say(f"{said}."), split_table(book), groups_table(book)]
    return [*blocks, points(*warnings)] if warnings and book.frame.period.code == "" else blocks


def split_table(book: Book) -> dict:
    """State and mobilised money at each stage, with the shares."""
    sides = dict(FundingSide.choices)
    rows: list[list[Value]] = []
    wheres: list[dict[str, Value]] = []
    stages = [stage.label for stage in Stage] + ([SETTLED] if book.count("money", {"stage": SETTLED}) else [])
    for stage in stages:
        where: dict[str, Value] = {"stage": stage}
        sums = {
            side: book.sum("money", "amount", {**where, "side": label}) or 0 for side, label in sides.items()
        }
        found = Split(sums[FundingSide.STATE], sums[FundingSide.MOBILISED])
        shares = [
            format_percent(share) if share is not None else ""
            for share in (found.state_share, found.mobilised_share)
        ]
        rows.append([stage, found.state, shares[0], found.mobilised, shares[1], found.total])
        wheres.append(where)
    behind = {"list": "money", "measure": "amount"}
    state, mobilised = ({**behind, "where": {"side": label}} for label in sides.values())
    return book.table(
        "co_cau_von",
        sheet="Co cau von",
        caption="Cơ cấu nguồn vốn theo khâu (đồng)",
        columns=[
            ("Khâu", "text", None),
            ("Ngân sách nhà nước", "money", None),
            ("Tỷ lệ", "share", 12),
            ("Xã hội hóa", "money", None),
            ("Tỷ lệ", "share", 12),
            ("Tổng", "money", None),
        ],
        rows=rows,
        row_where=wheres,
        behind=[None, state, None, mobilised, None, {**behind, "where": {}}],
    )


def groups_table(book: Book) -> dict:
    return book.pivot(
        "kinh_phi_nhom",
        sheet="Kinh phi theo noi dung",
        caption="Kinh phí theo nhóm nội dung (đồng)",
        head="Nhóm nội dung",
        groups=[(str(name), {"group": name}) for name in book.values("money", "group")],
        measures=[
            Measure(stage.label, "money", {"stage": stage.label}, "amount", "money") for stage in Stage
        ],
        head_width=40,
    )


DIRECTION = Section("direction", "Công tác chỉ đạo, điều hành", direction, "Về chỉ đạo, điều hành")
COMMUNICATION = Section(
    "communication", "Tuyên truyền, xúc tiến thương mại", communication, "Về tuyên truyền, xúc tiến"
)
TRAINING = Section("training", "Đào tạo, tập huấn", training, "Về đào tạo, tập huấn")
MONEY = Section("money", "Kinh phí thực hiện", money, "Về kinh phí")
ASSESSMENT = Section("assessment", "Đánh giá chung", assessment, "Hạn chế, nguyên nhân, bài học")
