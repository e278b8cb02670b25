"""Production. Every setting without a safe default must be given, or the start is refused."""

import base64

from ocop_cantho.settings.base import *
from ocop_cantho.settings.base import DATABASES, STORAGES, env

DEBUG = False
SECRET_KEY = env("SECRET_KEY")
if len(SECRET_KEY) < 50:
    raise environ.ImproperlyConfigured("SECRET_KEY phải có ít nhất 50 ký tự ngẫu nhiên.")
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS")
CSRF_TRUSTED_ORIGINS = [f"https://{host}" for host in ALLOWED_HOSTS]
PUBLIC_BASE_URL = env("PUBLIC_BASE_URL")
CERTIFICATE_SIGNING_KEY = env("CERTIFICATE_SIGNING_KEY")
try:
    _key = base64.b64decode(CERTIFICATE_SIGNING_KEY, validate=True)
except ValueError:
    _key = b""
if len(_key) != 32 or len(set(_key)) < 8:
    raise environ.ImproperlyConfigured(
        "CERTIFICATE_SIGNING_KEY phải là 32 byte ngẫu nhiên dạng base64 (openssl rand -base64 32)."
    )
env("DATABASE_URL"), env("REDIS_URL")  # named here so that a missing one stops the start
DATABASES["default"]["OPTIONS"] = {
    **DATABASES["default"].get("OPTIONS", {}),
    # a database machine that has gone is noticed and not waited for: who saves marks tries again by itself
    "connect_timeout": 5,
    "tcp_user_timeout": 10_000,
    "options": f"-c statement_timeout={env.int('STATEMENT_TIMEOUT_MS', default=30_000)} "
    f"-c lock_timeout={env.int('LOCK_TIMEOUT_MS', default=5_000)}",
}

SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
BEHIND_PROXY = True
ALLAUTH_TRUSTED_PROXY_COUNT = 1
REQUIRE_SECOND_FACTOR = env.bool("OCOP_REQUIRE_MFA", default=True)
SECURE_SSL_REDIRECT = True
SECURE_REDIRECT_EXEMPT = [r"^suc-khoe/$"]
SECURE_HSTS_SECONDS = 365 * 24 * 3600
SECURE_HSTS_INCLUDE_SUBDOMAINS = True
SECURE_HSTS_PRELOAD = True
SESSION_COOKIE_SECURE = True
CSRF_COOKIE_SECURE = True
STORAGES = {
    **STORAGES,
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
if env("S3_BUCKET", default=""):
    STORAGES["default"] = {
        "BACKEND": "storages.backends.s3.S3Storage",
        "OPTIONS": {
            "bucket_name": env("S3_BUCKET"),
            "endpoint_url": env("S3_ENDPOINT_URL"),
            "access_key": env("S3_ACCESS_KEY"),
            "secret_key": env("S3_SECRET_KEY"),
            "querystring_auth": True,
        },
    }
BACKUP_DIR = env("BACKUP_DIR")
BACKUP_PASSPHRASE = env("BACKUP_PASSPHRASE")
if BACKUP_DIR and len(BACKUP_PASSPHRASE) < 20:
    raise environ.ImproperlyConfigured("BACKUP_PASSPHRASE phải có ít nhất 20 ký tự.")
EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
globals().update(env.email("EMAIL_URL"))
DEFAULT_FROM_EMAIL = env("DEFAULT_FROM_EMAIL")
DEMONSTRATION = False
