"""A laptop: embedded services, plain HTTP, mail written to files."""

from importlib.util import find_spec

from ocop_cantho.settings.base import *
from ocop_cantho.settings.base import INSTALLED_APPS, VAR_DIR, env

# For those who write migrations; `make run` does not install it.
if find_spec("django_linear_migrations"):
    INSTALLED_APPS = [*INSTALLED_APPS, "django_linear_migrations"]

DEBUG = env.bool("DEBUG", default=False)
SECRET_KEY = env("SECRET_KEY", default="only-for-development-" + "x" * 40)
ALLOWED_HOSTS = ["localhost", "127.0.0.1", "[::1]", *env.list("ALLOWED_HOSTS", default=[])]
EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
EMAIL_FILE_PATH = VAR_DIR / "mail"
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = True
# Demonstration accounts and data may exist here; never in production.
DEMONSTRATION = True
