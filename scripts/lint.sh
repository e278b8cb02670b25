#!/usr/bin/env bash
# Format, lint, types, layers, migrations, deployment settings, and that no address slipped into a lock file.
set -uo pipefail
cd "$(dirname "$0")/.."
bin=.venv/bin
failed=0
step() { local name=$1; shift; if ! "$@"; then echo "✗ $name" >&2; failed=1; else echo "✓ $name"; fi; }

step "ruff format" $bin/ruff format --check --quiet .
step "ruff check" $bin/ruff check --quiet --output-format concise .
step "djlint" $bin/djlint --quiet --lint templates
step "mypy" $bin/mypy
step "import-linter" $bin/lint-imports --no-cache
step "migrations" $bin/python manage.py makemigrations --check --dry-run
step "deployment settings" scripts/check-deploy.sh
step "lock files hold no address" sh -c '! grep -n "://" requirements.lock requirements-dev.lock'
exit $failed
