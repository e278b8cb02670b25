"""A wrong command line is answered in Vietnamese, whatever command it was meant for."""

import subprocess
import sys

import pytest

from tests.harness.ours import PROJECT


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["build_report", "annual"], "lỗi: còn thiếu tham số: --year, --output"),
        (["load_demo", "--year", "abc"], "lỗi: tham số --year: giá trị 'abc' không đúng kiểu int"),
        (["score_sheet", "--inptu", "x.json"], "lỗi: còn thiếu tham số: --input"),
    ],
)
def test_a_wrong_command_line_is_answered_in_vietnamese(arguments, said):
    answer = subprocess.run(
        [sys.executable, "manage.py", *arguments], cwd=PROJECT, capture_output=True, text=True, check=False
    )
    assert answer.returncode == 2
    assert said in answer.stderr
    assert "--help" in answer.stderr
