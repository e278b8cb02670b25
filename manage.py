#!/usr/bin/env python3
"""Django's command line; where no DATABASE_URL is set it brings its own PostgreSQL."""

import gettext
import os
import sys
from pathlib import Path


def main() -> None:
    """Run one command."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "ocop_cantho.settings.dev")
    # what argparse says of a wrong command line, in the language of those who read it
    os.environ["LANGUAGE"] = "vi"
    gettext.bindtextdomain("messages", Path(__file__).with_name("locale"))
    try:
        from django.core.management import execute_from_command_line

        from core.embedded.commands import services
        from core.embedded.lease import EmbeddedServiceError
    except ModuleNotFoundError as error:
        sys.exit(f"Thiếu gói {error.name}. Hãy chạy `make setup`, rồi dùng .venv/bin/python manage.py …")
    try:
        with services(sys.argv):
            execute_from_command_line(sys.argv)
    except EmbeddedServiceError as error:
        sys.exit(str(error))
    except KeyboardInterrupt:
        sys.exit(130)


if __name__ == "__main__":
    main()
