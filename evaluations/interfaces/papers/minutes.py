"""The minutes of the council's meeting, and its tables of marks."""

import io

import segno
from django.utils import timezone

from core.documents import Annex, Block, Column, Heading, OfficialDocument, Paragraph, Picture, Points, Table
from core.documents.pdf import vietnamese_date
from evaluations.arithmetic import quorum
from evaluations.domain.queries.papers import EntryFacts, RoundFacts
from evaluations.domain.queries.seal import seal_of
from evaluations.domain.tallies import METHOD
from evaluations.enums import Office, RoundMode
from evaluations.interfaces.papers.heads import (
    council_head,
    flags,
    producer_name,
    product_name,
    stars_text,
    unit_name,
)
from evaluations.models import CouncilMember

NOTHING = "Không có."


def minutes(facts: RoundFacts) -> OfficialDocument:
    """Biên bản: who took part, by which rules, each product's result, what was disputed, what was concluded."""
    round_ = facts.round
    chair, secretary = facts.presiding, facts.seat(Office.SECRETARY)
    written = round_.mode == RoundMode.WRITTEN
    return OfficialDocument(
        **council_head(facts.round),
        symbol="/BB-HĐ",
        kind="BIÊN BẢN",
        subject=f"{'Lấy ý kiến' if written else 'Họp'} Hội đồng đánh giá, phân hạng sản phẩm OCOP\n{round_.name}",
        day=facts.day if facts.is_complete else None,
        note="" if facts.is_complete else "BẢN NHÁP: chưa tổng hợp điểm của mọi sản phẩm.",
        body=(
            *_meeting(facts),
            *_attendance(facts),
            *_content(facts),
            *_conclusion(facts),
            *_seal(facts),
        ),
        cosigner_position="THƯ KÝ",
        cosigner=secretary.user.name if secretary else "",
        signer_position="CHỦ TỌA",
        signer=chair.user.name if chair else "",
        recipients=("Chủ tịch UBND thành phố (để báo cáo)", "Thành viên Hội đồng", "Lưu: VT, hồ sơ Hội đồng"),
        annexes=(Annex("BẢNG TỔNG HỢP ĐIỂM CỦA CÁC THÀNH VIÊN", (totals_table(facts),), landscape=True),),
    )


def _meeting(facts: RoundFacts) -> list[Block]:
    round_ = facts.round
    when = f"{timezone.localtime(round_.meeting_at):%H giờ %M, ngày %d/%m/%Y}" if round_.meeting_at else ""
    lines = [
        f"Thời gian: {when or vietnamese_date('', facts.day).removeprefix(', ')}.",
        *([f"Địa điểm: {round_.venue}."] if round_.venue else []),
        f"Hình thức: {round_.get_mode_display().lower()}.",
        (
            f"Căn cứ: Quyết định số {round_.council.decision_no} ngày {round_.council.decided_on:%d/%m/%Y} thành lập "
            f"{round_.council.name}; {round_.regime}."
        ),
    ]
    if round_.opened_at and round_.closed_at:
        opened, closed = timezone.localtime(round_.opened_at), timezone.localtime(round_.closed_at)
        lines.append(f"Mở chấm điểm lúc {opened:%H:%M %d/%m/%Y}, khóa phiếu lúc {closed:%H:%M %d/%m/%Y}.")
    return [Heading("I. Thời gian, địa điểm, căn cứ"), Points(tuple(lines))]


def _attendance(facts: RoundFacts) -> list[Block]:
    rows = tuple(
        (index, member.user.name, _office(member), member.agency, _part(facts, member))
        for index, member in enumerate(facts.members, start=1)
    )
    present, all_ = len(facts.present), len(facts.scoring)
    needed = quorum(all_, facts.round.quorum_percent)
    columns = (
        Column("STT", "count", 7),
        Column("Họ và tên", width=27),
        Column("Chức danh", width=22),
        Column("Cơ quan", width=28),
        Column("Tham gia", width=16),
    )
    says = "đủ" if present >= needed else "không đủ"
    return [
        Heading("II. Thành phần"),
        Table("Thanh phan", "Thành viên Hội đồng", columns, rows),
        Paragraph(
            f"Có phiếu hợp lệ: {present}/{all_} thành viên chấm điểm; quy chế yêu cầu ít nhất "
            f"{facts.round.quorum_percent} % ({needed} thành viên): {says} điều kiện."
        ),
    ]


def _office(member: CouncilMember) -> str:
    return member.get_office_display() + (" (được ủy quyền)" if member.is_delegated else "")


def _part(facts: RoundFacts, member: CouncilMember) -> str:
    if member not in facts.scoring:
        return "không chấm điểm"
    count = facts.sheets_of[member.pk]
    return f"{count}/{len(facts.tallied)} phiếu" if count else "vắng"


def _content(facts: RoundFacts) -> list[Block]:
    round_ = facts.round
    return [
        Heading("III. Nội dung và kết quả"),
        Heading("1. Quy tắc tính điểm", 2),
        Paragraph(
            f"{METHOD} Chênh lệch tổng điểm giữa hai thành viên không quá {round_.max_spread} điểm; vượt thì "
            "Hội đồng thảo luận, thành viên có thể chấm lại, cả hai bản phiếu đều được lưu. Yêu cầu tối thiểu "
            "được coi là đạt khi quá nửa số phiếu hợp lệ đạt; ý kiến khác nhau thì Hội đồng kết luận."
        ),
        Heading("2. Kết quả từng sản phẩm", 2),
        results_table(facts),
        Heading("3. Hồ sơ bị loại, không chấm điểm", 2),
        _told(f"{product_name(row)}: {row.entry.elimination_reason}" for row in facts.eliminated),
        Heading("4. Thành viên đứng ngoài vì xung đột lợi ích", 2),
        _told(_recusals(facts)),
        Heading("5. Chênh lệch quá giới hạn và phiếu chấm lại", 2),
        _told(_spreads(facts)),
        Heading("6. Yêu cầu tối thiểu có ý kiến khác nhau", 2),
        *_disputes(facts),
    ]


def _told(lines: object) -> Block:
    told = tuple(f"{line.rstrip('.;')};" for line in lines)  # type: ignore[attr-defined]
    return Points((*told[:-1], f"{told[-1][:-1]}.")) if told else Paragraph(NOTHING)


def _recusals(facts: RoundFacts) -> list[str]:
    return [
        f"{product_name(row)}: {recusal.member.user.name}, lý do: {recusal.reason}"
        + (f" (Chủ tịch Hội đồng cho phép chấm: {recusal.waiver_reason})" if recusal.waived_by_id else "")
        for row in facts.entries
        for recusal in row.recusals
    ]


def _spreads(facts: RoundFacts) -> list[str]:
    wide = [
        f"{product_name(row)}: hai phiếu cách nhau {row.payload['spread']} điểm"
        for row in facts.tallied
        if row.payload["over_spread"]
    ]
    again = [
        f"{product_name(row)}: {sheet.member.user.name} chấm lại (bản {sheet.number}), lý do: {sheet.reopen_reason}"
        for row in facts.entries
        for sheet in row.rescored
    ]
    return wide + again


def _disputes(facts: RoundFacts) -> list[Block]:
    """The votes that could have moved a star; where a higher star was out of reach they changed nothing."""
    rows = tuple(
        line
        for row in facts.tallied
        for line in _votes(row)
        if line[2] <= (row.tally.stars_by_points if row.tally else 0)
    )
    if not rows:
        return [Paragraph(NOTHING)]
    columns = (
        Column("Sản phẩm", width=27),
        Column("Tiêu chí", width=9),
        Column("Hạng", "count", 8),
        Column("Từ điểm", "count", 9),
        Column("Số phiếu đạt", width=11),
        Column("Kết luận", width=36),
    )
    return [Table("Y kien khac nhau", "Những yêu cầu quyết định đến hạng sao", columns, rows)]


def _votes(row: EntryFacts) -> list[tuple[str, str, int, int, str, str]]:
    reasons = {(one.criterion.code, one.stars): one for one in row.conclusions}
    lines = []
    for vote in row.disputed:
        found = reasons.get((vote["criterion"], vote["stars"]))
        met = "đạt" if vote["met"] else "không đạt"
        how = f"Hội đồng kết luận {met}: {found.reason}" if found else f"{met}, theo đa số phiếu"
        count = f"{vote['reached']}/{vote['sheets']}"
        lines.append((product_name(row), vote["criterion"], vote["stars"], vote["min_points"], count, how))
    return lines


def results_table(facts: RoundFacts) -> Table:
    """Every product of the round: valid sheets, exact mean cut to two decimals, star, remarks."""
    rows = tuple(
        (
            row.entry.order,
            f"{product_name(row)} ({producer_name(row)}, {unit_name(row)})",
            len(row.totals) if row.tally else None,
            row.payload.get("mean"),
            f"{row.tally.stars_by_points} sao" if row.tally else None,
            stars_text(row),
            "; ".join(flags(row)),
        )
        for row in facts.entries
    )
    columns = (
        Column("STT", "count", 8),
        Column("Sản phẩm (chủ thể, địa bàn)", width=32),
        Column("Số phiếu", "count", 8),
        Column("Điểm trung bình", "share", 11),
        Column("Hạng theo điểm", width=10),
        Column("Hạng đề nghị", width=13),
        Column("Ghi chú", width=18),
    )
    return Table("Ket qua", "Kết quả đánh giá, phân hạng", columns, rows)


def totals_table(facts: RoundFacts) -> Table:
    """Products down, members across: each member's total, the mean and the spread."""
    members = [member for member in facts.scoring if facts.sheets_of[member.pk]]
    columns = (
        Column("STT", "count", 5),
        Column("Sản phẩm", width=22),
        *(Column(member.user.name, "count") for member in members),
        Column("Trung bình", "share", 8),
        Column("Chênh lệch", "count", 7),
        Column("Hạng", width=9),
    )
    rows = tuple(
        (
            row.entry.order,
            product_name(row),
            *(row.totals.get(member.pk) for member in members),
            row.payload["mean"],
            row.payload["spread"],
            stars_text(row),
        )
        for row in facts.tallied
    )
    return Table("Tong diem", "Tổng điểm của từng thành viên (ô trống: không có phiếu hợp lệ)", columns, rows)


def _conclusion(facts: RoundFacts) -> list[Block]:
    counted = facts.by_stars()
    lines = [
        f"Đề nghị công nhận hạng {stars} sao: {counted[stars]} sản phẩm" for stars in (4, 3) if counted[stars]
    ]
    if counted[5]:
        lines.insert(
            0,
            f"Tiềm năng 5 sao (từ 90 điểm), đề nghị UBND thành phố phê duyệt kết quả và trình Bộ: "
            f"{counted[5]} sản phẩm",
        )
    below = counted[1] + counted[2]
    if below:
        lines.append(f"Không đủ điều kiện công nhận (1, 2 sao): {below} sản phẩm")
    if facts.eliminated:
        lines.append(f"Bị loại: {len(facts.eliminated)} sản phẩm")
    return [
        Heading("IV. Kết luận"),
        Paragraph(f"Hội đồng đã đánh giá {len(facts.tallied)}/{len(facts.entries)} sản phẩm của đợt:"),
        _told(lines),
        Paragraph(
            "Biên bản được lập từ bảng tổng hợp điểm đã khóa, đọc lại cho các thành viên cùng nghe và thống nhất."
        ),
    ]


def _seal(facts: RoundFacts) -> list[Block]:
    """What proves later that no mark was changed: the round's seal, and the digest of each tally."""
    blocks: list[Block] = [Heading("V. Niêm phong điểm")]
    if seal := seal_of(facts.round):
        sealed = timezone.localtime(seal.sealed_at)
        code = io.BytesIO()
        segno.make(seal.text, error="m").save(code, kind="png", scale=8, border=2)
        blocks += [
            Paragraph(
                f"Dấu niêm phong lần {seal.number}: {seal.sheets} phiếu, {seal.lines} lần lưu, khóa lúc "
                f"{sealed:%H:%M:%S ngày %d/%m/%Y}. Ai sửa, xóa hay chèn điểm về sau đều làm dấu này không khớp."
            ),
            Paragraph(seal.grouped),
            Picture(code.getvalue(), "Mã QR của dấu niêm phong điểm"),
        ]
    if facts.tallied:
        rows = tuple(
            (row.entry.order, product_name(row), row.tally.digest) for row in facts.tallied if row.tally
        )
        columns = (Column("STT", "count", 8), Column("Sản phẩm", width=32), Column("SHA-256", width=60))
        caption = "Mã của phiếu, điểm và kết luận từng sản phẩm lúc tổng hợp"
        blocks.append(Table("Niem phong", caption, columns, rows))
    return blocks if len(blocks) > 1 else []


def summary(facts: RoundFacts) -> OfficialDocument:
    """The summary table of the whole round, to be signed by chairman and secretary."""
    chair, secretary = facts.presiding, facts.seat(Office.SECRETARY)
    return OfficialDocument(
        **council_head(facts.round),
        symbol="/TH-HĐ",
        kind="BẢNG TỔNG HỢP",
        subject=f"Điểm đánh giá, phân hạng sản phẩm OCOP\n{facts.round.name}",
        day=facts.day,
        body=(results_table(facts),),
        cosigner_position="THƯ KÝ",
        cosigner=secretary.user.name if secretary else "",
        signer_position="CHỦ TỌA",
        signer=chair.user.name if chair else "",
        recipients=("Lưu: hồ sơ Hội đồng",),
        annexes=(Annex("TỔNG ĐIỂM CỦA CÁC THÀNH VIÊN", (totals_table(facts),), landscape=True),),
    )
