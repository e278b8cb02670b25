"""An office's table into the register: the same reading and the same acts as the page."""

import json
from argparse import ArgumentParser
from datetime import date
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from django.utils import timezone

from core.errors import ActRefused
from core.spreadsheets.importing import Examined, Options, examine, is_applied
from core.spreadsheets.reading import read_book
from exchange.domain.kinds import importer_of
from exchange.models import ImportKind


class Command(BaseCommand):
    """Standard output carries JSON and nothing else; what people read goes to standard error."""

    help = "Nhập bảng tính (.xlsx, .xls, .ods, .csv) vào sổ; --dry-run chỉ kiểm tra."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("kind", help=f"loại dữ liệu: {', '.join(ImportKind.values)}")
        parser.add_argument("file", type=Path, help="tệp bảng tính")
        parser.add_argument("--dry-run", action="store_true", help="chỉ đọc và kiểm tra, không ghi gì")
        parser.add_argument("--as-of", help="ngày (năm-tháng-ngày) mà tên đơn vị hành chính trong tệp theo")
        parser.add_argument("--json", type=Path, metavar="OUT", help="ghi kết quả từng hàng ra tệp này")
        parser.add_argument("--accept-doubtful", action="store_true", help="ghi cả các hàng cần xem lại")

        parser.add_argument(
            "--reason", default="", help="lý do bổ sung, cho dự toán của kế hoạch đã ban hành"
        )
        parser.add_argument("--decision-no", default="", help="số quyết định bổ sung dự toán")

    def handle(self, *, kind: str, file: Path, **options: Any) -> None:
        today = timezone.localdate()
        said_why = {name: options[name] for name in ("reason", "decision_no")}
        chosen = Options(as_of=_day(options["as_of"], today), today=today, name=file.name, extra=said_why)
        try:
            importer = importer_of(kind)
            book = read_book(_bytes(file), file.name)
            with transaction.atomic():
                examined = examine(importer, book, chosen)
                said = examined.as_json() | {"dry_run": options["dry_run"], "applied": 0}
                if not options["dry_run"]:
                    rows = _rows(examined, accept=options["accept_doubtful"])
                    trace = importer.apply(rows, chosen, None)
                    said |= {
                        "applied": len(rows),
                        "made": {name: len(keys) for name, keys in trace.made.items()},
                    }
        except ActRefused as refusal:
            raise CommandError(str(refusal), returncode=2) from refusal
        self._answer(said, options["json"])

    def _answer(self, said: dict[str, Any], out: Path | None) -> None:
        counts = said["counts"]
        self.stderr.write(
            f"{counts['new']} mới, {counts['changed']} thay đổi, {counts['unchanged']} không đổi, "
            f"{counts['doubtful']} cần xem lại, {counts['error']} lỗi; đã ghi {said['applied']} hàng."
        )
        if out is None:
            self.stdout.write(json.dumps(said, ensure_ascii=False, indent=1))
            return
        try:
            out.write_text(json.dumps(said, ensure_ascii=False, indent=1), encoding="utf-8")
        except OSError as error:
            raise CommandError(f"Không ghi được tệp {out}: {error.strerror}.") from error
        told = {name: said[name] for name in ("kind", "sheet", "header_row", "counts", "applied", "dry_run")}
        self.stdout.write(json.dumps(told, ensure_ascii=False))


def _rows(examined: Examined, *, accept: bool) -> list[Any]:
    places = {row.place for row in examined.rows} if accept else set()
    return [row for row in examined.rows if is_applied(row, places)]


def _day(text: str | None, today: date) -> date:
    try:
        return date.fromisoformat(text) if text else today
    except ValueError:
        raise CommandError(
            f"--as-of “{text}” phải có dạng năm-tháng-ngày, ví dụ 2022-12-31.", returncode=2
        ) from None


def _bytes(file: Path) -> bytes:
    try:
        return file.read_bytes()
    except FileNotFoundError:
        raise CommandError(f"Không có tệp {file}.", returncode=2) from None
    except OSError as error:
        raise CommandError(f"Không đọc được tệp {file}: {error.strerror}.", returncode=2) from error
