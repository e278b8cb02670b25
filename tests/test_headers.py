"""What browsers are told to refuse, and what production insists on."""

import json
import os
import subprocess
import sys

import pytest
from django.urls import reverse

from tests.factories.accounts import UserFactory
from tests.harness.ours import PROJECT

ASKED = """
import json
from django.conf import settings as s
names = ("SECURE_HSTS_SECONDS", "SECURE_SSL_REDIRECT", "SESSION_COOKIE_SECURE", "CSRF_COOKIE_SECURE",
         "SESSION_COOKIE_HTTPONLY", "REQUIRE_SECOND_FACTOR", "DEMONSTRATION", "DEBUG", "IDLE_MINUTES")
print(json.dumps({name: getattr(s, name) for name in names}))
"""
GIVEN = {
    "DJANGO_SETTINGS_MODULE": "ocop_cantho.settings.prod",
    "SECRET_KEY": "x" * 60,
    "ALLOWED_HOSTS": "ocop.example",
    "PUBLIC_BASE_URL": "https://ocop.example",
    "DATABASE_URL": "postgres://app@localhost/ocop",
    "REDIS_URL": "redis://localhost:6379/0",
    "EMAIL_URL": "smtp://localhost:25",
    "DEFAULT_FROM_EMAIL": "ocop@ocop.example",
    "CERTIFICATE_SIGNING_KEY": "MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU2Nzg5MDE=",
    "BACKUP_DIR": "/backups",
    "BACKUP_PASSPHRASE": "một câu đủ dài để mã hóa",
}


def production(**changed):
    environment = {"PATH": os.environ["PATH"], **GIVEN, **changed}
    return subprocess.run(
        [sys.executable, "-c", ASKED],
        env=environment,
        cwd=PROJECT,
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.mark.django_db
def test_pages_run_no_code_written_into_them(client):
    client.force_login(UserFactory())
    for page in (reverse("home"), reverse("register"), reverse("guide")):
        headers = client.get(page).headers
        policy = dict(part.strip().split(" ", 1) for part in headers["Content-Security-Policy"].split(";"))
        assert "unsafe" not in headers["Content-Security-Policy"]
        assert policy["script-src"].split()[0] == "'self'"
        assert (policy["object-src"], policy["frame-ancestors"]) == ("'none'", "'none'")
        assert headers["X-Content-Type-Options"] == "nosniff"


def test_production_is_strict_without_being_asked():
    assert json.loads(production().stdout) == {
        "SECURE_HSTS_SECONDS": 365 * 24 * 3600,
        "SECURE_SSL_REDIRECT": True,
        "SESSION_COOKIE_SECURE": True,
        "CSRF_COOKIE_SECURE": True,
        "SESSION_COOKIE_HTTPONLY": True,
        "REQUIRE_SECOND_FACTOR": True,
        "DEMONSTRATION": False,
        "DEBUG": False,
        "IDLE_MINUTES": 30,
    }


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"BACKUP_PASSPHRASE": "ngắn"}, "BACKUP_PASSPHRASE phải có ít nhất 20 ký tự"),
        ({"SECRET_KEY": "ngắn"}, "SECRET_KEY phải có ít nhất 50 ký tự"),
        ({"CERTIFICATE_SIGNING_KEY": "ngắn"}, "CERTIFICATE_SIGNING_KEY"),
    ],
)
def test_production_refuses_to_start_on_a_weak_setting(changed, said):
    refused = production(**changed)
    assert refused.returncode != 0
    assert said in refused.stderr
