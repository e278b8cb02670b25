import json
import sys
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from core.errors import ActRefused
from regimes.domain.scoring import BadCase, CaseScorer


class Command(BaseCommand):
    """Score filled sheets from a JSON file, without a database.

    Standard output carries the JSON result and nothing else; a refusal goes to standard error with
    exit code 2 and no result.
    """

    help = "Chấm điểm các phiếu trong một tệp JSON (không dùng cơ sở dữ liệu)."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--input",
            required=True,
            metavar="CASES.json",
            help='tệp JSON: [{"id", "regime", "set", "picks": {"1.1": 3}}]; "-" là đầu vào chuẩn',
        )

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            results = CaseScorer().score_all(self._cases(options["input"]))
        except ActRefused as refusal:
            raise CommandError(str(refusal), returncode=2) from refusal
        self.stdout.write(json.dumps(results, indent=1))

    @staticmethod
    def _cases(name: str) -> Any:
        try:
            text = (sys.stdin.buffer.read() if name == "-" else Path(name).read_bytes()).decode("utf-8-sig")
        except FileNotFoundError as error:
            raise BadCase(f"Không có tệp {name}.") from error
        except OSError as error:
            raise BadCase(f"Không đọc được tệp {name}: {error.strerror}.") from error
        except UnicodeDecodeError as error:
            raise BadCase(f"Tệp {name} không phải văn bản UTF-8.") from error
        try:
            return json.loads(text, object_pairs_hook=_without_doubles)
        except RecursionError as error:
            raise BadCase(f"Tệp {name} lồng quá nhiều tầng.") from error
        except json.JSONDecodeError as error:
            raise BadCase(
                f"Tệp {name} không phải JSON: dòng {error.lineno}, cột {error.colno} viết sai."
            ) from error


def _without_doubles(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """A JSON object; a key written twice would otherwise be scored by its last value."""
    found: dict[str, Any] = dict(pairs)
    if len(found) != len(pairs):
        keys = [key for key, _ in pairs]
        double = next(key for key in keys if keys.count(key) > 1)
        raise BadCase(f"Khóa {double!r} viết hai lần trong cùng một đối tượng JSON.")
    return found
