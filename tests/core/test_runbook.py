"""What the runbook tells the person at night to type is there: commands with their options, services, statements."""

import re
import shlex

import pytest
import yaml
from django.core.management import get_commands, load_command_class
from django.db import connection

from tests.harness.ours import PROJECT

TEXT = (PROJECT / "docs" / "runbook.md").read_text(encoding="utf-8")
SERVICES = set(yaml.safe_load((PROJECT / "docker-compose.yml").read_text(encoding="utf-8"))["services"])
MANAGE = sorted(set(re.findall(r"(?:manage|manage\.py) ([a-z_]+(?: [^`#\n]*)?)", TEXT)))
COMPOSE = sorted(set(re.findall(r"docker compose ((?:exec|restart|stop|up|ps|logs|run)\b[^`#|\n]*)", TEXT)))
SELECTS = sorted(set(re.findall(r'"(select [^"]+)"', TEXT)))
NOT_HERE = {"pg_terminate_backend(PID)"}  # ends somebody else's session
WITHOUT_SERVICE = re.compile(r"-\S+|15m|50|HOST|\d+|prepare")


@pytest.mark.parametrize("line", MANAGE)
def test_every_command_of_the_application_takes_what_the_runbook_gives_it(line):
    name, *given = shlex.split(line.replace("“", "").replace("”", ""))
    command = load_command_class(get_commands()[name], name)
    parsed = command.create_parser("manage.py", name).parse_args(given)
    assert parsed


def test_the_commands_that_matter_most_are_among_them():
    assert {line.split()[0] for line in MANAGE} >= {
        *("backup", "restore", "fetch_log", "migrate", "sendtestemail", "shell", "axes_reset_username")
    }


@pytest.mark.parametrize("line", COMPOSE)
def test_every_service_named_is_in_the_compose_file(line):
    act, *words = line.split()
    names = [word for word in words if not WITHOUT_SERVICE.fullmatch(word)]
    first = {"exec": 1, "run": 1}.get(act, len(names))  # after it comes what is run there
    if act == "run":
        names = [word for word in names if word in SERVICES][:1]
        assert names, line
    assert [name for name in names[:first] if name not in SERVICES] == []


@pytest.mark.django_db
@pytest.mark.parametrize("statement", SELECTS)
def test_every_question_to_the_database_is_answered(statement):
    if any(part in statement for part in NOT_HERE):
        statement = statement.replace("PID", "0")
    with connection.cursor() as cursor:
        cursor.execute(statement)
        assert cursor.description
