import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "ocop_cantho.settings.prod")

application = get_wsgi_application()

from core.heap import settle  # noqa: E402 (the settings come first)

settle()
