"""Settings common to every way of running; each of dev, test and prod says what differs."""

from importlib.util import find_spec
from pathlib import Path

import environ
import pgtrigger
from celery.schedules import crontab
from csp.constants import NONCE, NONE, SELF

BASE_DIR = Path(__file__).resolve().parents[2]
VAR_DIR = BASE_DIR / "var"
env = environ.Env()

INSTALLED_APPS = [
    "ocop_cantho",
    "unfold.apps.BasicAppConfig",
    "unfold.contrib.filters",
    "unfold.contrib.import_export",
    "ocop_cantho.apps.OfficeAdminConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
    "django.contrib.humanize",
    "django.forms",
    "core",
    "localities",
    "accounts",
    "regimes",
    "producers",
    "products",
    "evaluations",
    "training",
    "programme",
    "budget",
    "reports",
    "exchange",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "ocop_cantho.apps.LockOutConfig",
    "csp",
    "django_celery_beat",
    "django_filters",
    "django_htmx",
    "django_tables2",
    "import_export",
    "pgtrigger",
    "pghistory",
    "rules.apps.AutodiscoverRulesConfig",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "csp.middleware.CSPMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.auth.middleware.LoginRequiredMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "accounts.middleware.IdleMiddleware",
    "accounts.middleware.SecondFactorMiddleware",
    "accounts.middleware.SupportMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "ocop_cantho.confirming.ConfirmIdentityMiddleware",
    "pghistory.middleware.HistoryMiddleware",
    "ocop_cantho.personal.watching.PersonalViewMiddleware",
    "axes.middleware.AxesMiddleware",
]

ROOT_URLCONF = "ocop_cantho.urls"
WSGI_APPLICATION = "ocop_cantho.wsgi.application"
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "ocop_cantho.navigation.navigation",
                "accounts.interfaces.context.account",
                "ocop_cantho.guide.help_link",
            ],
        },
    }
]

# One engine everywhere; manage.py starts an embedded one where DATABASE_URL is not set.
DATABASES = {
    "default": {
        **env.db("DATABASE_URL", default="postgres:///ocop"),
        "CONN_MAX_AGE": 60,
        "CONN_HEALTH_CHECKS": True,
        "ATOMIC_REQUESTS": False,
    }
}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

REDIS_URL = env("REDIS_URL", default="redis://localhost:6379/0")
CACHES = {"default": {"BACKEND": "django.core.cache.backends.redis.RedisCache", "LOCATION": REDIS_URL}}
if REDIS_URL.startswith(("redis+socket://", "unix://")):
    # kombu and redis-py write the address of a Unix socket differently.
    _path = REDIS_URL.split("://", 1)[1].split("?", 1)[0]
    CACHES["default"]["LOCATION"] = f"unix://{_path}"
    REDIS_URL = f"redis+socket://{_path}"

CELERY_BROKER_URL = REDIS_URL
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_TASK_DEFAULT_QUEUE = "fast"
CELERY_TASK_ROUTES = {
    "core.tasks.nightly_backup": {"queue": "reports"},
    "core.tasks.weekly_drill": {"queue": "reports"},
    "products.tasks.make_bundle": {"queue": "reports"},
    "reports.tasks.build_report": {"queue": "reports"},
    "reports.tasks.build_yearbook": {"queue": "reports"},
    "*.tasks.import_*": {"queue": "imports"},
}
CELERY_BEAT_SCHEDULER = "django_celery_beat.schedulers:DatabaseScheduler"
CELERY_BEAT_SCHEDULE = {
    "Nhắc hoạt động, đề án đến hạn": {
        "task": "programme.tasks.remind_activities",
        "schedule": crontab(hour=7, minute=0),
    },
    "Dọn phiên đăng nhập": {"task": "accounts.tasks.tidy_sessions", "schedule": crontab(hour=2, minute=45)},
    "Dọn bản sao dữ liệu cá nhân": {
        "task": "ocop_cantho.tasks.tidy_personal_copies",
        "schedule": crontab(hour=2, minute=55),
    },
    "Dọn tệp tải dở": {"task": "products.tasks.tidy_partial_uploads", "schedule": crontab(hour=2, minute=50)},
    "Gửi thư thông báo": {"task": "accounts.tasks.send_notification_letters", "schedule": 600.0},
    "Nhắc hạn hồ sơ": {
        "task": "products.tasks.send_reminders",
        "schedule": crontab(hour=6, minute=30),
    },
    "Nhắc giấy chứng nhận sắp hết hạn": {
        "task": "evaluations.tasks.tell_of_ends",
        "schedule": crontab(hour=6, minute=0),
    },
    "Sao lưu hằng đêm": {"task": "core.tasks.nightly_backup", "schedule": crontab(hour=1, minute=30)},
    "Báo cáo sao lưu, diễn tập hằng tháng": {
        "task": "ocop_cantho.tasks.report_backups",
        "schedule": crontab(hour=8, minute=0, day_of_month="1"),
    },
    "Diễn tập khôi phục hằng tuần": {
        "task": "core.tasks.weekly_drill",
        "schedule": crontab(hour=3, minute=30, day_of_week="sunday"),
    },
}
CELERY_TIMEZONE = "Asia/Ho_Chi_Minh"

LANGUAGE_CODE = "vi"
LANGUAGES = [("vi", "Tiếng Việt")]
LOCALE_PATHS = [BASE_DIR / "locale"]
FORMAT_MODULE_PATH = ["ocop_cantho.formats"]
TIME_ZONE = "Asia/Ho_Chi_Minh"
USE_I18N = True
USE_TZ = True
USE_THOUSAND_SEPARATOR = True

AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "rules.permissions.ObjectPermissionBackend",
    "accounts.backends.AccountBackend",
]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 12},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
    {"NAME": "accounts.validators.TriedFirstValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "home"
LOGOUT_REDIRECT_URL = "/"

ACCOUNT_ADAPTER = "accounts.adapters.AccountAdapter"
ACCOUNT_FORMS = {
    "login": "accounts.interfaces.forms.LoginForm",
    "change_password": "accounts.interfaces.forms.ChangePasswordForm",
    "set_password": "accounts.interfaces.forms.SetPasswordForm",
    "reset_password": "accounts.interfaces.forms.ResetPasswordForm",
    "reset_password_from_key": "accounts.interfaces.forms.ResetPasswordKeyForm",
    "reauthenticate": "accounts.interfaces.forms.ReauthenticateForm",
}
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*", "password2*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_UNIQUE_EMAIL = True
ACCOUNT_EMAIL_VERIFICATION = "none"  # accounts are made by the office, never by sign-up
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False  # the page says the same for every address
ACCOUNT_LOGOUT_ON_GET = False
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_RATE_LIMITS = {"login_failed": None}  # axes counts failures, in the database
MFA_ADAPTER = "accounts.mfa.MFAAdapter"
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes"]
MFA_FORMS = {
    "authenticate": "accounts.interfaces.mfa_forms.AuthenticateForm",
    "reauthenticate": "accounts.interfaces.mfa_forms.ReauthenticateForm",
    "activate_totp": "accounts.interfaces.mfa_forms.ActivateTOTPForm",
}
MFA_TOTP_ISSUER = "OCOP Cần Thơ"

AXES_FAILURE_LIMIT = 5
AXES_COOLOFF_TIME = 0.5  # hours
AXES_RESET_ON_SUCCESS = True
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_USERNAME_FORM_FIELD = "login"
AXES_USERNAME_CALLABLE = "accounts.adapters.attempted_name"
AXES_LOCKOUT_TEMPLATE = "account/locked_out.html"
AXES_HTTP_RESPONSE_CODE = 429

AXES_CLIENT_IP_CALLABLE = "accounts.middleware.address_of"
BEHIND_PROXY = False  # whether X-Forwarded-For is our own proxy's word

# The office, chairmen and members sign in with a second factor; demonstration accounts are spared it.
REQUIRE_SECOND_FACTOR = env.bool("OCOP_REQUIRE_MFA", default=False)
# Before roles change, something is issued or revoked: the password or a code again, then not for a while.
CONFIRM_IDENTITY = True
ACCOUNT_REAUTHENTICATION_TIMEOUT = 15 * 60
# Minutes without a request after which somebody is signed out.
IDLE_MINUTES = env.int("IDLE_MINUTES", default=30)
IDLE_MINUTES_OF = {"producer": 120}
HIJACK_PERMISSION_CHECK = "accounts.domain.support.may_look_as"

SESSION_ENGINE = "accounts.backends"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_SAMESITE = "Lax"
CSRF_FAILURE_VIEW = "core.views.csrf_failure"
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "script-src": [SELF, NONCE],
        "style-src": [SELF, NONCE],
        "img-src": [SELF, "data:", "blob:"],
        "object-src": [NONE],
        "base-uri": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
    }
}

STATIC_URL = "/static/"
STATIC_ROOT = VAR_DIR / "static"
# Bootstrap comes as the package `bootstrap`, which is not a Django app.
_bootstrap = Path(find_spec("bootstrap").submodule_search_locations[0])
STATICFILES_DIRS = [
    BASE_DIR / "static",
    ("bootstrap/css", _bootstrap / "css"),
    ("bootstrap/js", _bootstrap / "js"),
]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
MEDIA_ROOT = VAR_DIR / "media"
MEDIA_URL = ""  # files are only ever served by views that check who asks
FILE_UPLOAD_HANDLERS = [
    "core.upload_handlers.SizeLimitHandler",
    "django.core.files.uploadhandler.MemoryFileUploadHandler",
    "django.core.files.uploadhandler.TemporaryFileUploadHandler",
]
FILE_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 2000

DJANGO_TABLES2_TEMPLATE = "tables/table.html"
EMAIL_SUBJECT_PREFIX = "[OCOP Cần Thơ] "
DEFAULT_FROM_EMAIL = "OCOP Cần Thơ <khong-tra-loi@localhost>"
# Where the public verification pages live; printed into QR codes.
PUBLIC_BASE_URL = env("PUBLIC_BASE_URL", default="http://localhost:8000")
# Signs the codes on certificates: 32 random bytes in base64. Empty: a laptop makes its own under var/.
CERTIFICATE_SIGNING_KEY = env("CERTIFICATE_SIGNING_KEY", default="")
# Public keys of retired signing keys, in base64: certificates printed with them stay genuine.
CERTIFICATE_OLD_PUBLIC_KEYS = env.list("CERTIFICATE_OLD_PUBLIC_KEYS", default=[])

# Backups: where the nightly ones go (none where empty), how many stay, and what they are encrypted with.
BACKUP_DIR = env("BACKUP_DIR", default="")
BACKUP_KEEP = env.int("BACKUP_KEEP", default=14)
BACKUP_PASSPHRASE = env("BACKUP_PASSPHRASE", default="")
# Where a copy of each nightly backup goes, off this machine; none where no bucket is named.
BACKUP_COPY = (
    {
        "bucket": env("BACKUP_S3_BUCKET"),
        "endpoint_url": env("BACKUP_S3_ENDPOINT_URL"),
        "access_key": env("BACKUP_S3_ACCESS_KEY"),
        "secret_key": env("BACKUP_S3_SECRET_KEY"),
        "region": env("BACKUP_S3_REGION", default="us-east-1"),
    }
    if env("BACKUP_S3_BUCKET", default="")
    else {}
)

IMPORT_EXPORT_USE_TRANSACTIONS = True
# History is written once for a statement, not once for each of its rows: see docs/decisions/0047.
PGHISTORY_LEVEL = pgtrigger.Statement
UNFOLD = {
    "SITE_TITLE": "OCOP Cần Thơ",
    "SITE_HEADER": "OCOP Cần Thơ",
    "SITE_SUBHEADER": "Quản trị chương trình",
    "SITE_URL": "/",
    "SHOW_HISTORY": True,
    "SHOW_VIEW_ON_SITE": False,
    "SITE_SYMBOL": "spa",
    "BORDER_RADIUS": "6px",
    "DASHBOARD_CALLBACK": "ocop_cantho.dashboard.fill",
    "SIDEBAR": {
        "show_search": True,
        "show_all_applications": False,
    },
    "COLORS": {
        # the green of the other pages
        "primary": {
            "50": "240 253 244",
            "100": "220 252 231",
            "200": "187 247 208",
            "300": "134 239 172",
            "400": "74 222 128",
            "500": "34 160 84",
            "600": "21 128 61",
            "700": "20 100 52",
            "800": "22 83 45",
            "900": "20 68 40",
            "950": "5 46 22",
        },
    },
}
