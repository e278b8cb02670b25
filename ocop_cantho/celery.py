"""The Celery application: long work runs here, in queues by kind (fast, reports, imports)."""

import os

from celery import Celery

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "ocop_cantho.settings.dev")

app = Celery("ocop_cantho")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
