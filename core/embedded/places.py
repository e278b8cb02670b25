"""Where embedded servers keep their files, and as whom they run."""

import hashlib
import os
import pwd
import re
import stat
import tempfile
from pathlib import Path
from typing import Any

from core.embedded.lease import EmbeddedServiceError

PROJECT = Path(__file__).resolve().parents[2]
VAR = PROJECT / "var"
LONGEST_SOCKET = 100
"""Bytes; the kernel allows 107 for a socket's whole path."""


def is_root() -> bool:
    """Whether this process runs as root, as which PostgreSQL refuses to run."""
    return os.geteuid() == 0


def unprivileged() -> dict[str, Any]:
    """Arguments for `subprocess` to run a program as `nobody` when we are root, else none."""
    if not is_root():
        return {}
    nobody = pwd.getpwnam("nobody")
    return {"user": nobody.pw_uid, "group": nobody.pw_gid, "extra_groups": []}


def own_folder(path: Path) -> Path:
    """Make `path` a folder that only the server's account can enter."""
    path.mkdir(parents=True, exist_ok=True)
    if is_root():
        nobody = pwd.getpwnam("nobody")
        os.chown(path, nobody.pw_uid, nobody.pw_gid)
    path.chmod(0o700)
    return path


def fingerprint(path: Path) -> str:
    """A short name for a folder, to tell the projects on one machine apart."""
    return hashlib.sha256(os.fsencode(path)).hexdigest()[:8]


def persistent_home(name: str, *, reachable_by_nobody: bool, project: Path = PROJECT) -> Path:
    """The folder of a server whose data stays: under `var/`, or under /var/lib where `nobody` must get at it."""
    if reachable_by_nobody and is_root():
        words = re.sub(r"[^a-z0-9]+", "-", project.name.lower()).strip("-") or "project"
        return Path("/var/lib") / f"ocop-{words}-{fingerprint(project)}" / name
    return project / "var" / name


def throw_away_home(name: str) -> Path:
    """A new temporary folder that `nobody`, too, can pass through."""
    # Root's TMPDIR may lie in a folder closed to others; /tmp never does.
    home = Path(tempfile.mkdtemp(prefix=f"ocop-{name}-", dir="/tmp" if is_root() else None))  # noqa: S108
    if is_root():
        home.chmod(0o711)
    return home


def socket_folder(home: Path) -> Path:
    """The folder for a server's socket: beside its data where the path is short and plain, else in /tmp.

    The answer depends on `home` only, so that a second process finds the first one's server.
    """
    folder = home / "run"
    if len(os.fsencode(folder)) + len("/.s.PGSQL.5432") <= LONGEST_SOCKET and re.fullmatch(
        r"[\w./-]+", str(folder), re.ASCII
    ):
        return folder
    return Path("/tmp") / f"ocop-{os.geteuid()}-{fingerprint(home)}"  # noqa: S108


def make_socket_folder(home: Path) -> Path:
    """Create :func:`socket_folder`, and refuse one in /tmp that somebody else has put there."""
    folder = socket_folder(home)
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    status = folder.lstat()
    owners = {os.geteuid(), unprivileged().get("user", os.geteuid())}
    if not stat.S_ISDIR(status.st_mode) or status.st_uid not in owners:
        raise EmbeddedServiceError(f"Thư mục {folder} thuộc về người khác. Hãy xóa thư mục này rồi chạy lại.")
    return own_folder(folder)
