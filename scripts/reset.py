"""Empty the demonstration data of this machine: the embedded database, its files and reports."""

import fcntl
import os
import shutil
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from core.embedded import postgres, redis
from core.embedded.places import VAR, socket_folder

YES = frozenset({"xóa", "xoá", "xoa"})


def main() -> None:
    """Ask, then remove; a server of one's own is never touched."""
    if "DATABASE_URL" in os.environ:
        sys.exit("DATABASE_URL trỏ tới máy chủ riêng; lệnh này chỉ xóa dữ liệu nhúng. Chưa xóa gì.")
    homes = [postgres.home_folder(), redis.home_folder()]
    if any(in_use(home) for home in homes):
        sys.exit("Ứng dụng đang chạy. Hãy dừng nó (Ctrl-C) rồi gõ lại `make reset`. Chưa xóa gì.")
    if "--yes" not in sys.argv:
        print("Toàn bộ dữ liệu minh họa trên máy này (cơ sở dữ liệu, tệp, báo cáo) sẽ bị xóa.")
        try:
            answer = input("Gõ 'xóa' rồi nhấn Enter để xóa, phím khác để thôi: ")
        except (EOFError, KeyboardInterrupt):
            answer = ""
        if answer.strip().lower() not in YES:
            sys.exit("Chưa xóa gì.")
    for folder in (*(socket_folder(home) for home in homes), *homes, VAR):
        shutil.rmtree(folder, ignore_errors=True)
    print("Đã xóa. Lần chạy `make run` tới sẽ nạp lại dữ liệu minh họa.")


def in_use(home: Path) -> bool:
    """Whether a process uses the server in `home`."""
    if not (home / "users.lock").exists():
        return False
    with (home / "users.lock").open("a") as users:
        try:
            fcntl.flock(users, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return True
    return False


if __name__ == "__main__":
    main()
