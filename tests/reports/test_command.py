"""`build_report`: a file, and one line of JSON about it."""

import json

import pytest
from django.core.management import CommandError, call_command

from reports.models import ReportRun
from tests.factories import reports as make

pytestmark = pytest.mark.django_db


def build_report(capsys, path, **options):
    call_command("build_report", "annual", year=2022, output=path, **options)
    return json.loads(capsys.readouterr().out)


def test_a_report_becomes_a_file(capsys, tmp_path):
    make.year_2022()
    said = build_report(capsys, tmp_path / "bao-cao.pdf")
    run = ReportRun.objects.get()
    assert said == {
        "kind": "annual",
        "year": 2022,
        "period": "",
        "version": 1,
        "digest": run.digest,
        "output": str(tmp_path / "bao-cao.pdf"),
    }
    assert (tmp_path / "bao-cao.pdf").read_bytes()[:5] == b"%PDF-"
    build_report(capsys, tmp_path / "bao-cao.json")
    assert json.loads((tmp_path / "bao-cao.json").read_text()) == run.snapshot


@pytest.mark.parametrize(
    ("name", "options", "said"),
    [
        ("bao-cao.odt", {}, "đuôi phải là một trong .pdf, .xlsx, .docx, .json"),
        ("khong-co/bao-cao.pdf", {}, "Hãy tạo thư mục trước"),
        ("bao-cao.pdf", {"period": "Q1"}, "Hãy bỏ kỳ đã chọn"),
        ("bao-cao.pdf", {}, "Chưa có kế hoạch năm 2022"),
    ],
)
def test_bad_input_is_refused_and_writes_nothing(capsys, tmp_path, name, options, said):
    with pytest.raises(CommandError, match=said):
        build_report(capsys, tmp_path / name, **options)
    assert list(tmp_path.iterdir()) == []
    assert ReportRun.objects.count() == 0
