"""Which code is ours: the harness judges the project's templates and pages, not those of packages."""

from pathlib import Path

from django.apps import AppConfig, apps

PROJECT = Path(__file__).resolve().parents[2]


def is_ours(path: str | Path | None) -> bool:
    """Whether a file belongs to the project (a virtual environment inside its folder does not)."""
    if not path:
        return False
    file = Path(path)
    return file.is_relative_to(PROJECT) and "site-packages" not in file.parts


def our_apps() -> list[AppConfig]:
    """The project's own applications."""
    return [app for app in apps.get_app_configs() if is_ours(app.path)]
