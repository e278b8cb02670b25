"""A list of administrative units: new ones entered, gaps filled, what the register says never rewritten."""

import io
import unicodedata
from datetime import date, datetime

import pytest
from django.core.exceptions import PermissionDenied
from openpyxl import Workbook

from accounts.models import Role
from core.errors import ActRefused
from exchange.domain import imports
from exchange.interfaces.forms import UploadForm
from localities.domain.moving import steps_for
from localities.domain.recording import fill_in_units
from localities.models import Era, Unit, UnitSuccession
from tests.factories.accounts import UserFactory
from tests.factories.producers import ProducerFactory
from tests.imports.books import as_csv
from tests.imports.test_awkward import book
from tests.imports.test_kinds import actions, problems, read

pytestmark = pytest.mark.usefixtures("units")

DAY = date(2027, 3, 1)
HEAD = [
    "TT",
    "Mã ĐVHC",
    "Tên đơn vị",
    "Cấp",
    "Thuộc",
    "Có hiệu lực từ",
    "Đến hết ngày",
    "Đơn vị cũ",
    "Căn cứ",
]
MERGED = "Phường Cái Khế, phường Ninh Kiều"
NEW = [1, "39901", "Phường Sông Hậu", "Phường", "TP. Cần Thơ", "01/01/2027", None, MERGED, "NQ 9/NQ-UBTVQH16"]
ENDS = ["31120", "Phường Cái Khế", "Phường", "Thành phố Cần Thơ", None, "31/12/2026", None, None]
LAST = ["31135", "Phường Ninh Kiều", "Phường", "92", "01/07/2025", datetime(2026, 12, 31), None, None]
ROWS = (NEW, [2, *ENDS], [3, *LAST])


def look(*rows, head=HEAD, as_of=DAY):
    return read("units", book(*rows, head=head), as_of=as_of)[0]


def tables():
    return [list(model.objects.order_by("pk").values()) for model in (Unit, UnitSuccession)]


def write(content, office):
    run = imports.take_in(kind="units", content=content, name="dvhc.xlsx", as_of=DAY, actor=office)
    promised = imports.promise_of(imports.look_at(run))
    return imports.apply_import(run_id=run.pk, actor=office, promised=promised)


def test_a_merger_is_entered_moved_by_and_taken_back():
    office, before = UserFactory(role=Role.OFFICE_ADMIN), tables()
    run = write(book(*ROWS, head=HEAD), office)
    made = Unit.objects.get(code="39901")
    assert (made.name, made.short_name, made.level, made.era, made.parent.name, made.legal_basis) == (
        *("Phường Sông Hậu", "Sông Hậu", "commune", Era.FROM_2025, "Thành phố Cần Thơ", "NQ 9/NQ-UBTVQH16"),
    )
    assert made.path == f"{made.parent.path}from-2025-07:39901/"
    old = Unit.objects.filter(code__in=("31120", "31135"), era=Era.FROM_2025)
    assert [(step.unit.code, step.to, step.effective_on) for step in steps_for(old, on=DAY)] == [
        ("31120", made, date(2027, 1, 1)),
        ("31135", made, date(2027, 1, 1)),
    ]
    again = look(*ROWS)
    assert [action for _, action in actions(again)] == ["unchanged"] * 3
    imports.undo_import(run_id=run.pk, actor=office)
    assert tables() == before


def test_what_was_built_on_or_rewritten_since_is_not_taken_back():
    office = UserFactory(role=Role.OFFICE_ADMIN)
    run = write(book(*ROWS, head=HEAD), office)
    producer = ProducerFactory(unit=Unit.objects.get(code="39901"))
    with pytest.raises(ActRefused, match="đã có dữ liệu dựa trên"):
        imports.undo_import(run_id=run.pk, actor=office)
    producer.delete()
    Unit.objects.filter(code="31120", era=Era.FROM_2025).update(valid_to=date(2026, 12, 30))
    with pytest.raises(ActRefused, match="đã có người sửa sau khi nhập: Phường Cái Khế"):
        imports.undo_import(run_id=run.pk, actor=office)


@pytest.mark.parametrize(
    ("cell", "value", "said"),
    [
        (1, None, "Chưa ghi mã đơn vị"),
        (1, "39A01", "Mã đơn vị “39A01” phải là chữ số."),
        (1, "31120", "Sổ ghi “Phường Cái Khế”, tệp ghi “Phường Sông Hậu”. Đơn vị đã có không sửa bằng tệp"),
        (2, None, "Chưa ghi tên đơn vị."),
        (2, "Xã Cái Khế", "“Xã Cái Khế”"),
        (3, "Cấp huyện", "không cùng cấp"),
        (4, "Tỉnh Lạ", "Không có đơn vị “Tỉnh Lạ” vào ngày 01/03/2027."),
        (4, "Phường Tân An", "không phải cấp trên của “Phường Sông Hậu”"),
        (4, None, "Chưa ghi đơn vị cấp trên."),
        (5, None, "Chưa ghi ngày đơn vị có hiệu lực."),
        (8, "x" * 301, "Dài hơn 300 ký tự."),
        (5, 2027, "không phải ngày đủ ngày, tháng, năm"),
        (6, "01/06/2026", "Ngày kết thúc phải sau ngày bắt đầu."),
        (7, "Xã Không Có Thật", "Không có đơn vị “Xã Không Có Thật” vào ngày 31/12/2026."),
    ],
)
def test_an_unknown_or_unclear_unit_is_an_error(cell, value, said):
    row = list(NEW)
    row[cell] = value
    if cell == 2 and value:
        row[1] = "31120"
    (read_row,) = look(row).rows
    assert (str(read_row.action), said in problems(read_row)) == ("error", True), problems(read_row)


def test_an_existing_unit_is_completed_never_rewritten_and_likeness_is_asked_about():
    Unit.objects.filter(code="31147", era=Era.FROM_2025).update(legal_basis="")
    found = look(
        ["1", "31120", "P. Cái Khế", None, "TPCT", "01/07/2025", None, None, None],
        ["2", "31147", "Phường Tân An", None, None, None, "31/12/2026", None, "NQ 9"],
        ["3", "31135", "Phường Ninh Kiều", None, None, "01/07/2024", None, None, None],
        ["4", "39902", "Phường Cái Khê", None, "TP Cần Thơ", "01/01/2027", None, None, None],
        ["5", "39902", "Phường Khác", None, "TP Cần Thơ", "01/01/2027", None, None, None],
    )
    assert actions(found) == [(2, "unchanged"), (3, "changed"), (4, "error"), (5, "doubtful"), (6, "error")]
    assert "Sổ chưa ghi đến hết ngày; sẽ ghi 31/12/2026." in problems(found.rows[1])
    assert "Sổ ghi “01/07/2025”, tệp ghi “01/07/2024”" in problems(found.rows[2])
    assert "Gần giống “Phường Cái Khế” (mã 31120)" in problems(found.rows[3])
    assert "Cùng một đơn vị với hàng 5" in problems(found.rows[4])
    twice = look(["1", None, "Phường Tân An", *[None] * 6], ["2", "31147", "Phường Tân An", *[None] * 6])
    assert actions(twice) == [(2, "error"), (3, "unchanged")]
    kept = Unit.objects.get(code="31120", era=Era.FROM_2025)
    with pytest.raises(ActRefused, match="không sửa được bằng tệp"):
        fill_in_units(changes={kept.pk: {"name": "Phường Khác"}})


def test_a_unit_does_not_end_before_those_below_it():
    city = ["1", "92", "Thành phố Cần Thơ", None, None, "01/07/2025", "31/12/2026", None, None]
    (row,) = look(city).rows
    assert "trực thuộc vẫn còn sau ngày này" in problems(row)
    unit = Unit.objects.get(code="92", era=Era.FROM_2025)
    with pytest.raises(ActRefused, match="vẫn còn sau ngày đơn vị cấp trên"):
        fill_in_units(changes={unit.pk: {"valid_to": date(2026, 12, 31)}})


def test_every_unit_of_the_register_listed_by_its_own_words_is_unchanged():
    rows = [
        [unit.code, unit.name, unit.parent.code if unit.parent else "", unit.valid_from, unit.valid_to]
        for unit in Unit.objects.select_related("parent").order_by("pk")
    ]
    head = ["Mã đơn vị", "Tên đơn vị hành chính", "Đơn vị cấp trên", "Từ ngày", "Đến ngày"]
    found = look(*rows, head=head)
    assert found.counts["unchanged"] == len(rows) == len(found.rows), [
        (row.record.row, row.values["name"]) for row in found.rows if row.action != "unchanged"
    ][:5]


def test_a_split_a_new_district_and_its_communes_in_a_list_of_the_old_times():
    rows = [
        ["Mã", "Tên đơn vị", "Cấp trên", "Ngày hiệu lực", "Sáp nhập từ"],
        [
            "9990101",
            "Xã Nhơn Ái Một",
            "Huyện Phong Điền Mới",
            "01/02/2020",
            "một phần xã Nhơn Ái, huyện Phong Điền",
        ],
        ["99901", "Huyện Phong Điền Mới", "TP. Cần Thơ", "01/02/2020", None],
    ]
    found, chosen = read("units", as_csv(rows), as_of=date(2022, 12, 31))
    assert actions(found) == [(2, "new"), (3, "new")], problems(found.rows[0])
    found.importer.apply(found.rows, chosen, None)
    link = UnitSuccession.objects.get(successor__code="9990101")
    assert found.rows[0].plan.parent is found.rows[1].plan
    assert (str(link.predecessor), link.is_part, link.successor.parent.code) == ("Xã Nhơn Ái", True, "99901")
    assert link.is_default == (link.predecessor.successions.count() == 1)


def test_a_unit_waits_for_the_one_above_it_in_the_same_file():
    rows = [
        ["Mã", "Tên đơn vị", "Cấp trên", "Ngày hiệu lực"],
        ["9990101", "Xã Mới", "Huyện Phong Điên", "01/02/2020"],
        ["99901", "Huyện Phong Điên", "TP. Cần Thơ", "01/02/2020"],
        ["9990201", "Xã Khác", "Huyện Sai Ngày", "01/02/2020"],
        ["99902", "Huyện Sai Ngày", "TP. Cần Thơ", "31/02/2020"],
    ]
    found, chosen = read("units", as_csv(rows), as_of=date(2022, 12, 31))
    assert [action for _, action in actions(found)] == ["new", "doubtful", "error", "error"]
    with pytest.raises(ActRefused, match=r"“Huyện Phong Điên” \(hàng 3\) chưa được nhận"):
        found.importer.apply(found.rows[:1], chosen, None)
    found.importer.apply(found.rows[:2], chosen, None)
    assert Unit.objects.get(code="9990101").path.endswith(":99901/before-2025-07:9990101/")


def test_a_messy_book_of_two_sheets_is_read_to_its_last_row():
    made = Workbook()
    sheet = made.active
    nfd = [
        unicodedata.normalize("NFD", text) for text in ("DANH MỤC ĐƠN VỊ HÀNH CHÍNH", "(Kèm theo Nghị quyết)")
    ]
    for text in nfd:
        sheet.append([text])
    sheet.append(["STT", "Đơn vị hành chính", None, "Thời gian", None, "Đơn vị cấp trên"])
    sheet.append([None, "Mã", "Tên", "Từ ngày", "Đến ngày", None])
    sheet.merge_cells("B3:C3")
    sheet.merge_cells("D3:E3")
    for area in ("A3:A4", "F3:F4"):
        sheet.merge_cells(area)
    sheet.append([1, 2, 3, 4, 5, 6])
    sheet.append(["I", "Thành phố Cần Thơ"])
    sheet.append([1, 39901, unicodedata.normalize("NFD", "Phường  Sông Hậu "), 46388, None, None])
    sheet.append([2, "39902", "X. Phù Sa", "1.1.2027", "-", None])
    sheet.append([None, "Tổng cộng: 2 đơn vị"])
    sheet.append([None, None, None, "NGƯỜI LẬP BIỂU"])
    sheet.column_dimensions["B"].hidden = True
    made.create_sheet("Ghi chú").append(["Danh sách cập nhật tháng 1"])
    out = io.BytesIO()
    made.save(out)
    found, chosen = read("units", out.getvalue(), as_of=DAY)
    assert actions(found) == [(7, "new"), (8, "new")], [problems(row) for row in found.rows]
    explained = {row.record.row for row in found.rows} | {line.row for line in found.skipped if line.row}
    assert explained == set(range(1, 11))
    found.importer.apply(found.rows, chosen, None)
    told = (
        Unit.objects.filter(code__startswith="3990")
        .order_by("pk")
        .values_list("name", "valid_from", "parent__code")
    )
    assert list(told) == [("Phường Sông Hậu", date(2027, 1, 1), "92"), ("Xã Phù Sa", date(2027, 1, 1), "92")]


def test_units_are_the_administrators_business():
    staff, admin = UserFactory(role=Role.OFFICE_STAFF), UserFactory(role=Role.OFFICE_ADMIN)
    offered = [dict(UploadForm(user=user).fields["kind"].choices) for user in (staff, admin)]
    assert [("ratings" in kinds, "units" in kinds) for kinds in offered] == [(True, False), (True, True)]
    with pytest.raises(PermissionDenied, match="đơn vị hành chính chỉ quản trị"):
        write(book(*ROWS, head=HEAD), staff)
