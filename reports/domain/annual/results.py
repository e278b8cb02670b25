"""Part II of the annual report: what was done in the year."""

from core.documents import Block, Column, Heading, Paragraph, Points, Source, Table
from core.money import dong_in_words, format_dong, format_number
from reports.domain.annual.registers import unit_chart, unit_table
from reports.domain.annual.snapshot import Snapshot
from reports.domain.annual.words import in_brackets, known_sum, shown_day, stars_said


def results(snapshot: Snapshot) -> list[Block]:
    return [
        Heading("II. Kết quả thực hiện"),
        *_direction(snapshot),
        *_communication(snapshot),
        *_training(snapshot),
        *_evaluation(snapshot),
        *_producers(snapshot),
        *_money(snapshot),
    ]


def _direction(snapshot: Snapshot) -> list[Block]:
    said = [
        f"{one['name']} (Quyết định số {one['number']} ngày {shown_day(one['day'])}), gồm {one['seats']} thành viên."
        for one in snapshot["councils"]
    ]
    return [
        Heading("1. Công tác chỉ đạo, điều hành", 2),
        Points(tuple(said)) if said else Paragraph("Trong năm không có Hội đồng nào tổ chức đợt đánh giá."),
    ]


def _communication(snapshot: Snapshot) -> list[Block]:
    heading = Heading("2. Tuyên truyền, xúc tiến", 2)
    rows = snapshot["media"]
    if not rows:
        return [heading, Paragraph("Chưa có tin, bài, sự kiện nào được ghi nhận trong năm.")]
    return [
        heading,
        Table(
            "Tuyen truyen",
            "Tuyên truyền, xúc tiến theo hình thức",
            (
                Column("Hình thức", width=40),
                Column("Số tin, bài, sự kiện", kind="count"),
                Column("Số người tiếp cận, tham gia", kind="count"),
                Column("Kinh phí (đồng)", "money"),
            ),
            tuple((row["label"], row["items"], row["reach"], row["cost"]) for row in rows),
            total=("Tổng", *(known_sum(row[key] for row in rows) for key in ("items", "reach", "cost"))),
        ),
    ]


def _training(snapshot: Snapshot) -> list[Block]:
    training = snapshot["training"]
    kinds = training["kinds"]
    keys = ("held", "enrolled", "completed", "cost")
    said = [
        f"{label}: {format_number(row['trained'])} / {format_number(row['wanted'])}"
        + (f", đạt {row['share']}" if row["share"] else "")
        for label, row in (
            ("Cán bộ quản lý các cấp được đào tạo, tập huấn", training["managers"]),
            ("Chủ thể tham gia có lãnh đạo được đào tạo, tập huấn", training["leaders"]),
        )
    ]
    return [
        Heading("3. Đào tạo, tập huấn", 2),
        Table(
            "Dao tao",
            "Các lớp đã tổ chức theo loại",
            (
                Column("Loại lớp", width=36),
                Column("Số lớp", kind="count"),
                Column("Lượt học viên", kind="count"),
                Column("Lượt hoàn thành", kind="count"),
                Column("Kinh phí (đồng)", "money", 20),
            ),
            tuple((row["kind"], *(row[key] for key in keys)) for row in kinds),
            total=("Tổng", *(sum(row[key] for row in kinds) for key in keys)),
            source=Source("class_list"),
        ),
        Points(tuple(f"{line}." for line in said)),
    ]


def _evaluation(snapshot: Snapshot) -> list[Block]:
    recognised, rounds, dossiers = snapshot["recognised"], snapshot["rounds"], snapshot["dossiers"]
    keys = ("entries", "eliminated", "decided", "recognised")
    blocks: list[Block] = [Heading("4. Chu trình OCOP, đánh giá, phân hạng sản phẩm", 2)]
    if dossiers:
        states = "; ".join(f"{label.lower()} {format_number(count)}" for label, count in dossiers.items())
        total = format_number(sum(dossiers.values()))
        blocks.append(Paragraph(f"Hồ sơ lập trong năm trên phần mềm: {total} ({states})."))
    again = recognised["total"] - recognised["new"]
    blocks.append(
        Paragraph(
            f"Trong năm có {format_number(recognised['total'])} lượt công nhận từ 3 sao trở lên"
            + (f": {stars_said(recognised['stars'])}" if recognised["total"] else "")
            + f"; trong đó {format_number(recognised['new'])} sản phẩm được công nhận lần đầu"
            + (f", {format_number(again)} lượt nâng hạng hoặc đánh giá lại." if again else ".")
        )
    )
    blocks.append(
        Table(
            "Dot danh gia",
            "Các đợt đánh giá tổ chức trên phần mềm",
            (
                Column("Đợt", width=34),
                Column("Trạng thái", width=20),
                Column("Sản phẩm", kind="count"),
                Column("Bị loại", kind="count"),
                Column("Có kết luận", kind="count"),
                Column("Từ 3 sao", kind="count"),
            ),
            tuple((row["name"], row["state"], *(row[key] for key in keys)) for row in rounds),
            source=Source("round_list"),
        )
    )
    return [*blocks, unit_chart(snapshot), unit_table(snapshot)]


def _producers(snapshot: Snapshot) -> list[Block]:
    rows = snapshot["producers"]
    return [
        Heading("5. Phát triển tổ chức kinh tế tham gia Chương trình", 2),
        Table(
            "Chu the",
            "Chủ thể có sản phẩm đang được công nhận, theo loại hình",
            (
                Column("Loại hình", width=60),
                Column("Chủ thể", kind="count"),
                Column("Sản phẩm", kind="count"),
            ),
            tuple((row["kind"], row["producers"], row["products"]) for row in rows),
            total=("Tổng", *(sum(row[key] for row in rows) for key in ("producers", "products"))),
            source=Source("producer_list"),
        ),
    ]


def _money(snapshot: Snapshot) -> list[Block]:
    stages, groups = snapshot["budget"]["stages"], snapshot["budget"]["groups"]
    planned = stages[0]
    keys = ("planned", "allocated", "disbursed")
    blocks: list[Block] = [
        Heading("6. Kinh phí", 2),
        Paragraph(
            f"Kế hoạch kinh phí năm {snapshot['year']}: {format_dong(planned['total'])} "
            f"({dong_in_words(planned['total'])}), trong đó ngân sách nhà nước {format_dong(planned['state'])}"
            f"{in_brackets(planned['state_share'])}, huy động xã hội hóa {format_dong(planned['mobilised'])}"
            f"{in_brackets(planned['mobilised_share'])}."
        ),
        Table(
            "Kinh phi",
            "Cơ cấu nguồn kinh phí qua các khâu (đồng)",
            (
                Column("Khâu", width=14),
                Column("Ngân sách nhà nước", "money"),
                Column("Tỷ lệ", "share", 12),
                Column("Xã hội hóa", "money"),
                Column("Tỷ lệ", "share", 12),
                Column("Tổng", "money"),
            ),
            tuple(
                (
                    row["stage"],
                    row["state"],
                    row["state_share"],
                    row["mobilised"],
                    row["mobilised_share"],
                    row["total"],
                )
                for row in stages
            ),
            source=Source("budget"),
        ),
    ]
    if groups:
        blocks.append(
            Table(
                "Kinh phi theo noi dung",
                "Kinh phí theo nhóm nội dung (đồng)",
                (
                    Column("Nhóm nội dung", width=40),
                    *(Column(label, "money") for label in ("Dự toán", "Phân bổ", "Giải ngân")),
                ),
                tuple((row["name"], *(row[key] for key in keys)) for row in groups),
                total=("Tổng", *(sum(row[key] for row in groups) for key in keys)),
                source=Source("budget"),
            )
        )
    warnings = tuple(row["warning"] for row in stages if row["warning"])
    return [*blocks, Points(warnings)] if warnings else blocks
