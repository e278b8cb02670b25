"""The test suite: fast hashing, tasks run in place, mail kept in memory."""

import tempfile
from pathlib import Path

from ocop_cantho.settings.base import *
from ocop_cantho.settings.base import DATABASES, TEMPLATES

DEBUG = False
SECRET_KEY = "only-for-tests-" + "x" * 50
ALLOWED_HOSTS = ["localhost", "127.0.0.1", "testserver"]
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
DATABASES["default"]["TEST"] = {"MIGRATE": False}  # see tests/harness/database.py
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
CELERY_TASK_ALWAYS_EAGER = True
CELERY_TASK_EAGER_PROPAGATES = True
MEDIA_ROOT = Path(tempfile.gettempdir()) / "ocop-test-media"
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = True
CONFIRM_IDENTITY = False  # switched on by the tests that are about it
AXES_ENABLED = False  # switched on by the tests that are about it
TEMPLATES[0]["OPTIONS"]["string_if_invalid"] = ""
DEMONSTRATION = True
CERTIFICATE_SIGNING_KEY = "QUJDREVGR0hJSktMTU5PUFFSU1RVVldYWVphYmNkZWY="  # 32 letters
