"""`make reset`: asks first, and never touches data in use or on a server of one's own."""

import os
import shutil
import subprocess
import sys

import pytest

from core.embedded import postgres
from core.embedded.places import PROJECT, fingerprint, is_root, persistent_home


@pytest.fixture
def copy(tmp_path):
    """A project of its own, so that nobody's data can be lost."""
    folder = tmp_path / "du-an"
    for name in ("core/__init__.py", "core/embedded", "scripts/reset.py"):
        target = folder / name
        target.parent.mkdir(parents=True, exist_ok=True)
        (shutil.copytree if (PROJECT / name).is_dir() else shutil.copy)(PROJECT / name, target)
    (folder / "var/media").mkdir(parents=True)
    yield folder
    if is_root():
        shutil.rmtree(f"/var/lib/ocop-du-an-{fingerprint(folder)}", ignore_errors=True)


def home_of(copy):
    return persistent_home("postgres", reachable_by_nobody=True, project=copy)


def reset(copy, *arguments, answer="", **environment):
    clean = {name: value for name, value in os.environ.items() if name not in {"DATABASE_URL", "REDIS_URL"}}
    return subprocess.run(
        [sys.executable, "scripts/reset.py", *arguments],
        cwd=copy,
        env=clean | environment,
        input=answer,
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.mark.parametrize("answer", ["xóa\n", "XOÁ\n"])
def test_it_empties_after_the_word(copy, answer):
    done = reset(copy, answer=answer)
    assert done.returncode == 0
    assert done.stdout.endswith("Đã xóa. Lần chạy `make run` tới sẽ nạp lại dữ liệu minh họa.\n")
    assert not (copy / "var").exists()


@pytest.mark.parametrize("answer", ["", "không\n", "y\n"])
def test_another_answer_keeps_everything(copy, answer):
    done = reset(copy, answer=answer)
    assert (done.returncode, done.stderr) == (1, "Chưa xóa gì.\n")
    assert (copy / "var/media").exists()


def test_yes_answers_by_itself(copy):
    assert reset(copy, "--yes").returncode == 0
    assert not (copy / "var").exists()


def test_own_server_is_never_emptied(copy):
    done = reset(copy, "--yes", DATABASE_URL="postgres://may-chu/ocop")
    assert done.returncode == 1
    assert done.stderr.startswith("DATABASE_URL trỏ tới máy chủ riêng")
    assert (copy / "var/media").exists()


def test_running_application_is_left_alone(copy):
    with postgres.lease(home_of(copy)):
        done = reset(copy, "--yes")
    assert (done.returncode, done.stderr) == (
        1,
        "Ứng dụng đang chạy. Hãy dừng nó (Ctrl-C) rồi gõ lại `make reset`. Chưa xóa gì.\n",
    )
    assert (copy / "var/media").exists()
