#!/usr/bin/env bash
# `check --deploy` with production settings and throw-away values for what production must be given.
set -euo pipefail
cd "$(dirname "$0")/.."
export DJANGO_SETTINGS_MODULE=ocop_cantho.settings.prod
export CERTIFICATE_SIGNING_KEY="$(head -c 32 /dev/urandom | base64)"
export SECRET_KEY="$(head -c 48 /dev/urandom | base64 | tr -d '\n')"
export ALLOWED_HOSTS=ocop.example PUBLIC_BASE_URL=https://ocop.example
export DATABASE_URL=postgres://app@localhost/ocop REDIS_URL=redis://localhost:6379/0
export BACKUP_DIR=/backups BACKUP_PASSPHRASE=only-for-this-check-of-settings
export EMAIL_URL=smtp://localhost:25 DEFAULT_FROM_EMAIL=ocop@ocop.example
.venv/bin/python manage.py check --deploy --fail-level WARNING 2>&1 | grep -v "no issues" || test "${PIPESTATUS[0]}" = 0
