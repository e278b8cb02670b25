"""What `manage.py` does before Django: see that a database and a broker are there, and leave none behind."""

import contextlib
import os
import warnings
from collections.abc import Iterator, Sequence

from core.embedded import postgres, redis

WITHOUT_SERVICES = frozenset(
    {
        *(
            "check",
            "collectstatic",
            "compilemessages",
            "diffsettings",
            "help",
            "makemessages",
            "makemigrations",
        ),
        *("copy_log", "fetch_log", "score_sheet", "startapp", "verify_code", "version"),
    }
)
"""Commands that look at no data, and should not wait for a database to start."""


@contextlib.contextmanager
def services(arguments: Sequence[str]) -> Iterator[None]:
    """Provide DATABASE_URL and REDIS_URL for one run of `manage.py`; `arguments` are its `sys.argv`.

    Servers of one's own, and production settings, are left alone. Raises EmbeddedServiceError.
    """
    if _settings_module(arguments).endswith(".prod"):
        yield
        return
    wanted = {"DATABASE_URL": postgres, "REDIS_URL": redis}
    wanted = {name: service for name, service in wanted.items() if name not in os.environ}
    with contextlib.ExitStack() as leases:
        for name, service in wanted.items():
            os.environ[name] = service.url()
            if _needs_services(arguments):
                leases.enter_context(service.lease())
            else:
                # makemigrations compares with the database where it can, and else only says that it could not.
                warnings.filterwarnings(
                    "ignore", message="Got an error checking a consistent migration history"
                )
        yield


def _settings_module(arguments: Sequence[str]) -> str:
    for index, word in enumerate(arguments):
        if word.startswith("--settings="):
            return word.removeprefix("--settings=")
        if word == "--settings" and index + 1 < len(arguments):
            return arguments[index + 1]
    return os.environ.get("DJANGO_SETTINGS_MODULE", "")


def _needs_services(arguments: Sequence[str]) -> bool:
    command = arguments[1] if len(arguments) > 1 else "help"
    if {"--help", "-h", "--version"} & set(arguments) or command.startswith("-"):
        return False
    return command not in WITHOUT_SERVICES or any(word.startswith("--database") for word in arguments)
