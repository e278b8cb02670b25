import io
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from hypothesis import HealthCheck, given, settings

from regimes.arithmetic import score
from tests.regimes.sheets import QD26, QD1048, best_picks, filled_sheets, spec

ROOT = Path(__file__).resolve().parents[2]
CASE = {"id": "a", "regime": QD26, "set": 1, "picks": {"1.1": 3}}


def manage(*arguments, stdin=None):
    """The command as checks call it; the database addresses lead nowhere."""
    return subprocess.run(
        [sys.executable, "manage.py", "score_sheet", *arguments],
        cwd=ROOT,
        input=stdin,
        capture_output=True,
        check=False,
        env={
            **os.environ,
            "DATABASE_URL": "postgres://nobody@127.0.0.1:1/nothing",
            "REDIS_URL": "redis://127.0.0.1:1/0",
            "DJANGO_SETTINGS_MODULE": "ocop_cantho.settings.dev",
        },
    )


@pytest.fixture
def run(tmp_path):
    """Run the command on a value or on raw bytes; the parsed result."""

    def run_on(value):
        path = tmp_path / "cases.json"
        path.write_bytes(value if isinstance(value, bytes) else json.dumps(value).encode())
        output = io.StringIO()
        call_command("score_sheet", "--input", str(path), stdout=output)
        return json.loads(output.getvalue())

    return run_on


def test_prints_json_only_and_needs_no_database(tmp_path):
    path = tmp_path / "cases.json"
    path.write_text(json.dumps([{**CASE, "picks": best_picks(spec(1))}]), encoding="utf-8")
    done = manage("--input", str(path))
    assert (done.returncode, done.stderr) == (0, b"")
    assert json.loads(done.stdout) == [
        {
            "id": "a",
            "parts": {"A": 40, "B": 25, "C": 35},
            "total": 100,
            "stars_by_points": 5,
            "unmet": [],
            "stars": 5,
        }
    ]


def test_a_refusal_goes_to_standard_error_with_exit_code_2():
    done = manage("--input", "-", stdin=json.dumps([{**CASE, "picks": {"1.1": 0}}]).encode())
    assert (done.returncode, done.stdout) == (2, b"")
    assert done.stderr.decode() == (
        "CommandError: Trường hợp a: tiêu chí 1.1 của phiếu số 1 có các lựa chọn từ 1 đến 3, không có lựa chọn 0.\n"
    )


def test_lists_every_missed_requirement_by_stars_and_sheet_order(run):
    [result] = run([{**CASE, "set": 26, "picks": {"3.5": 1, "1.1": 2}}])
    assert result == {
        "id": "a",
        "parts": {"A": 4, "B": 0, "C": 0},
        "total": 4,
        "stars_by_points": 1,
        "unmet": [
            {"criterion": "3.4", "stars": 4, "min_points": 3},
            {"criterion": "3.5", "stars": 4, "min_points": 2},
        ],
        "stars": 1,
    }


def test_keeps_the_order_and_the_ids_of_the_cases(run):
    cases = [{**CASE, "id": id_} for id_ in ("z", 7, "Hồ sơ số 1")]
    assert [result["id"] for result in run(cases)] == ["z", 7, "Hồ sơ số 1"]


def test_scores_both_regimes_that_have_sheets(run):
    cases = [
        {"id": 1, "regime": QD26, "set": 13, "picks": {"6.1.5": 3}},
        {"id": 2, "regime": QD1048, "set": 6, "picks": {"6.1.5": 3}},
    ]
    assert [(r["parts"]["C"], r["unmet"] == []) for r in run(cases)] == [(2, False), (2, True)]


def test_an_empty_list_is_an_empty_list(run):
    assert run([]) == []


def test_a_byte_order_mark_is_no_fault(run):
    assert len(run(b"\xef\xbb\xbf" + json.dumps([CASE]).encode())) == 1


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(filled_sheets())
def test_agrees_with_the_module(run, case):
    sheet, picks = case
    expected = score(sheet, picks)
    [result] = run([{"id": 1, "regime": sheet.rules.regime, "set": sheet.number, "picks": picks}])
    assert (result["total"], result["stars_by_points"], result["stars"]) == (
        expected.total,
        expected.stars_by_points,
        expected.stars,
    )
    assert result["parts"] == expected.parts


MISSING_10 = (
    "phiếu số 10 (Gạo, ngũ cốc) của 1048/QĐ-TTg chưa có. Nguồn dữ liệu chỉ có tên bộ, không có tiêu chí nào."
)


@pytest.mark.parametrize(
    ("cases", "message"),
    [
        ({"id": 1}, "Dữ liệu vào phải là một danh sách các trường hợp (JSON [ ... ])."),
        ([1], "Phần tử thứ 1: phải là một đối tượng JSON có id, regime, set, picks."),
        ([{}], "Phần tử thứ 1: thiếu id, hoặc id không phải chữ hay số nguyên."),
        ([{**CASE, "id": ""}], "Phần tử thứ 1: thiếu id, hoặc id không phải chữ hay số nguyên."),
        ([{**CASE, "id": None}], "Phần tử thứ 1: thiếu id, hoặc id không phải chữ hay số nguyên."),
        ([{"id": "a"}], "Trường hợp a: thiếu picks, regime, set."),
        ([CASE, CASE], "Trường hợp a: mã trường hợp bị trùng."),
        (
            [{**CASE, "regime": "26/2026"}],
            (
                "Trường hợp a: không có quy định '26/2026'; các quy định: "
                "1048/QĐ-TTg, 148/QĐ-TTg, 1489/QĐ-TTg, 26/2026/QĐ-TTg."
            ),
        ),
        ([{**CASE, "set": "1"}], "Trường hợp a: set phải là số thứ tự của phiếu, không phải '1'."),
        ([{**CASE, "set": True}], "Trường hợp a: set phải là số thứ tự của phiếu, không phải True."),
        ([{**CASE, "set": 27}], "Trường hợp a: 26/2026/QĐ-TTg không có phiếu số 27, chỉ có từ 1 đến 26."),
        ([{**CASE, "set": 0}], "Trường hợp a: 26/2026/QĐ-TTg không có phiếu số 0, chỉ có từ 1 đến 26."),
        ([{**CASE, "regime": QD1048, "set": 10}], f"Trường hợp a: {MISSING_10}"),
        (
            [{**CASE, "regime": "148/QĐ-TTg"}],
            (
                "Trường hợp a: các phiếu của 148/QĐ-TTg chưa có. Chưa tìm được toàn văn phiếu đánh giá nào của "
                "Quyết định 148/QĐ-TTg; nhập sau khi có văn bản."
            ),
        ),
        ([{**CASE, "picks": [1]}], 'Trường hợp a: picks phải là đối tượng {"mã tiêu chí": số lựa chọn}.'),
        ([{**CASE, "picks": {"6.9": 1}}], "Trường hợp a: phiếu số 1 không có tiêu chí 6.9."),
        (
            [{**CASE, "picks": {"1.1": "2"}}],
            "Trường hợp a: lựa chọn của tiêu chí 1.1 phải là số nguyên, không phải '2'.",
        ),
        (
            [{**CASE, "picks": {"1.1": -1}}],
            "Trường hợp a: tiêu chí 1.1 của phiếu số 1 có các lựa chọn từ 1 đến 3, không có lựa chọn -1.",
        ),
        (b"[{", "Tệp {file} không phải JSON: dòng 1, cột 3 viết sai."),
        (b"\xff", "Tệp {file} không phải văn bản UTF-8."),
        (b"[" * 200_000, "Tệp {file} lồng quá nhiều tầng."),
        (b'[{"id": 1, "id": 2}]', "Khóa 'id' viết hai lần trong cùng một đối tượng JSON."),
    ],
)
def test_bad_input_is_refused_by_name(run, tmp_path, cases, message):
    with pytest.raises(CommandError) as refusal:
        run(cases)
    assert refusal.value.returncode == 2
    said = str(refusal.value).replace(str(tmp_path / "cases.json"), "{file}")
    assert said[: len(message)] == message


def test_a_file_that_is_not_there_is_refused(tmp_path):
    with pytest.raises(CommandError) as refusal:
        call_command("score_sheet", "--input", str(tmp_path / "none.json"))
    assert refusal.value.returncode == 2
    assert str(refusal.value) == f"Không có tệp {tmp_path / 'none.json'}."
