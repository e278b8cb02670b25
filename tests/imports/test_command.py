"""`import_excel`: the contract that programs rely on."""

import json
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from products.models import Product, Rating
from tests.imports.books import as_csv
from tests.imports.test_awkward import GOOD, HEAD, book

pytestmark = pytest.mark.usefixtures("units", "regime")


def run(kind, file, **options):
    out = StringIO()
    call_command(
        "import_excel", kind, str(file), as_of="2022-12-31", stdout=out, stderr=StringIO(), **options
    )
    return json.loads(out.getvalue())


@pytest.fixture
def file(tmp_path):
    path = tmp_path / "danh sách.xlsx"
    path.write_bytes(
        book(
            GOOD,
            [2, "Bánh tét", "HTX Kim Nhiên", "Xã Lạ", 3, "15/QĐ-UBND", "30/11/2021", None],
            [3, "Trà mãng cầu", "HTX Kim Nhiên", "X. Thới Hưng", 4, "15/QĐ-UBND", "30/11/2021", None],
            ["Tổng cộng", None, None, None, 2, None, None, None],
        )
    )
    return path


def test_dry_run_tells_everything_and_writes_nothing(file, tmp_path):
    said = run("products", file, dry_run=True, json=tmp_path / "out.json")
    assert said["counts"] == {"new": 1, "changed": 0, "unchanged": 0, "doubtful": 1, "error": 1}
    full = json.loads((tmp_path / "out.json").read_text(encoding="utf-8"))
    assert (full["sheet"], full["header_row"]) == ("Sheet", 1)
    assert {name: column["column"] for name, column in full["mapping"].items()} == {
        "product": "B",
        "producer": "C",
        "unit": "D",
        "stars": "E",
        "decision_no": "F",
        "decision_date": "G",
        "expires_on": "H",
    }
    first = full["rows"][0]
    assert (first["row"], first["action"]) == (2, "new")
    wanted = (
        "product",
        "producer",
        "representative",
        "unit_code",
        "stars",
        "decision_no",
        "decision_date",
        "expires_on",
    )
    assert {name: first["values"][name] for name in wanted} == {
        "product": "Trà mãng cầu",
        "producer": "HTX Kim Nhiên",
        "representative": "",
        "unit_code": "31264",
        "stars": 4,
        "decision_no": "15/QĐ-UBND",
        "decision_date": "2021-11-30",
        "expires_on": "2024-11-30",
    }
    assert [row["action"] for row in full["rows"]] == ["new", "error", "doubtful"]
    assert "Xã Lạ" in full["rows"][1]["problems"][0]
    assert [(line["row"], line["reason"]) for line in full["skipped"]] == [
        (1, "hàng tiêu đề của bảng"),
        (5, "hàng cộng"),
    ]
    assert not Product.objects.exists()


def test_applying_writes_the_good_rows_once(file):
    assert run("products", file)["applied"] == 1
    assert (Product.objects.count(), Rating.objects.count()) == (1, 1)
    again = run("products", file)
    assert (again["applied"], again["counts"]["unchanged"]) == (0, 2)


@pytest.mark.parametrize(
    ("kind", "content", "said"),
    [
        ("sach", b"TT;Ten", "Không có loại dữ liệu “sach”"),
        ("products", b"", "trống"),
        ("products", b"%PDF-1.4", "không phải bảng tính"),
        ("products", b"PK\x03\x04rest", "bị hỏng"),
        ("products", as_csv([HEAD[:1], ["x"]]), "Không tìm thấy bảng sản phẩm"),
    ],
)
def test_what_cannot_be_read_is_refused_in_words(tmp_path, kind, content, said):
    path = tmp_path / "tep.xlsx"
    path.write_bytes(content)
    with pytest.raises(CommandError, match=said) as refused:
        run(kind, path, dry_run=True)
    assert refused.value.returncode == 2
