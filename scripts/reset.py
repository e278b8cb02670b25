"""Empty the demonstration data of this machine: the embedded database, its files and reports."""

import shutil
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from core.embedded import postgres, redis

VAR = Path(__file__).resolve().parents[1] / "var"


def main() -> None:
    """Ask, then remove."""
    if "--yes" not in sys.argv:
        print("Toàn bộ dữ liệu minh họa trên máy này (cơ sở dữ liệu, tệp, báo cáo) sẽ bị xóa.")
        try:
            answer = input("Gõ “xóa” rồi nhấn Enter để xóa, phím khác để thôi: ")
        except EOFError:
            answer = ""
        if answer.strip().lower() not in {"xóa", "xoá", "xoa"}:
            sys.exit("Chưa xóa gì.")
    for folder in (postgres.home_folder(), redis.home_folder(), VAR):
        shutil.rmtree(folder, ignore_errors=True)
    print("Đã xóa. Lần chạy `make run` tới sẽ nạp lại dữ liệu minh họa.")


if __name__ == "__main__":
    main()
