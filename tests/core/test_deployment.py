"""The production form as far as it can be judged without a container engine."""

import re

import pytest
import yaml
from celery import current_app

from ocop_cantho.management.commands.serve import commands
from tests.harness.ours import PROJECT

COMPOSE_TEXT = (PROJECT / "docker-compose.yml").read_text(encoding="utf-8")
SERVICES = yaml.safe_load(COMPOSE_TEXT)["services"]
EXAMPLE = (PROJECT / "deploy/env.example").read_text(encoding="utf-8")


def test_every_variable_must_be_given_and_is_in_the_example():
    used = set(re.findall(r"\$\{(\w+)", COMPOSE_TEXT))
    assert set(re.findall(r"\$\{(\w+):\?\}", COMPOSE_TEXT)) == used
    assert {line.split("=")[0] for line in EXAMPLE.splitlines() if "=" in line} == used


def test_example_holds_no_secret():
    assert [line for line in EXAMPLE.splitlines() if re.search(r"(SECRET|PASSWORD)\w*=.", line)] == []


def test_every_queue_has_a_worker():
    workers = [service["command"] for name, service in SERVICES.items() if name.startswith("worker-")]
    queues = [command[command.index("-Q") + 1] for command in workers]
    assert sorted(",".join(queues).split(",")) == ["fast", "imports", "reports"]


def test_served_here_long_work_keeps_nothing_short_waiting():
    given = commands(8000)
    queues = {name: command[command.index("-Q") + 1] for name, command in given.items() if "-Q" in command}
    assert queues == {"worker": "fast", "worker-long": "reports,imports"}

    def queue_of(task):
        return current_app.amqp.router.route({}, task)["queue"].name

    short = ("reports.tasks.send_dispatch", "reports.tasks.build_due", "core.tasks.look_after_jobs")
    long = ("reports.tasks.build_report", "reports.tasks.build_yearbook", "core.tasks.nightly_backup")
    assert [queue_of(task) for task in short + long] == ["fast"] * 3 + ["reports"] * 3
    current_app.loader.import_default_modules()
    assert set(short + long) <= set(current_app.tasks)


@pytest.mark.parametrize("name", sorted(set(SERVICES) - {"web"}))
def test_every_service_says_how_its_health_is_seen(name):
    assert SERVICES[name]["healthcheck"]


def test_image_checks_the_health_of_the_web_and_runs_without_root():
    dockerfile = (PROJECT / "Dockerfile").read_text(encoding="utf-8")
    assert "\nHEALTHCHECK " in dockerfile
    assert dockerfile.rindex("\nUSER ocop") < dockerfile.index("\nCMD ")


def test_database_sorts_and_capitalises_as_in_development():
    database = SERVICES["postgres"]
    assert database["image"] == "postgres:18"
    assert (
        database["environment"]["POSTGRES_INITDB_ARGS"]
        == "--locale-provider=builtin --builtin-locale=C.UTF-8"
    )


def test_every_volume_is_declared_and_every_folder_mounted_exists():
    mounts = [mount.split(":")[0] for service in SERVICES.values() for mount in service.get("volumes", [])]
    named = {mount for mount in mounts if not mount.startswith(".")}
    assert named == set(yaml.safe_load(COMPOSE_TEXT)["volumes"])
    assert [mount for mount in mounts if mount.startswith(".") and not (PROJECT / mount).exists()] == []


def test_images_name_their_version_and_what_is_waited_for_is_there():
    images = {service["image"] for service in SERVICES.values()}
    assert [image for image in images if ":" not in image and image != "ocop-cantho"] == []
    waited = {name for service in SERVICES.values() for name in service.get("depends_on", {})}
    assert waited <= set(SERVICES)


def test_what_stays_up_is_started_again_and_what_runs_once_is_not():
    once = {name for name, service in SERVICES.items() if service["restart"] == "no"}
    assert once == {"prepare", "wal-folder"}
    assert {service["restart"] for name, service in SERVICES.items() if name not in once} == {
        "unless-stopped"
    }


def test_only_the_proxy_is_reachable_from_outside():
    assert [name for name, service in SERVICES.items() if "ports" in service] == ["proxy"]


@pytest.mark.parametrize("name", ["requirements.lock", "requirements-dev.lock"])
def test_lock_names_hashes_and_no_address(name):
    text = (PROJECT / name).read_text(encoding="utf-8")
    assert "://" not in text
    pins = re.findall(r"^[\w.-]+==\S+.*$", text, re.MULTILINE)
    assert len(pins) > 50
    assert [pin for pin in pins if not pin.endswith("\\")] == [], "a pin without its hashes"
