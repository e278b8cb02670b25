# The production image: one image, run as web, worker or beat.
FROM python:3.11-slim-bookworm AS libraries
COPY requirements.lock /
RUN python -m venv /venv && /venv/bin/pip install --no-cache-dir --require-hashes --no-deps -r /requirements.lock

FROM python:3.11-slim-bookworm
RUN apt-get update \
 && apt-get install -y --no-install-recommends libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0 \
 && rm -rf /var/lib/apt/lists/* \
 && useradd --system --create-home --uid 10001 ocop
COPY --from=libraries /venv /venv
WORKDIR /app
COPY . .
# The volumes take the owner of these folders; the code itself stays read-only for the application.
RUN /venv/bin/python scripts/compile_catalogues.py && mkdir -p var/media var/static var/backups && chown -R ocop var
ENV PATH=/venv/bin:$PATH PYTHONUNBUFFERED=1 DJANGO_SETTINGS_MODULE=ocop_cantho.settings.prod
USER ocop
EXPOSE 8000
HEALTHCHECK --interval=30s --timeout=5s --start-period=40s \
  CMD ["python", "-c", "import urllib.request as u; u.urlopen(u.Request('http://127.0.0.1:8000/suc-khoe/', headers={'Host': __import__('os').environ['ALLOWED_HOSTS'].split(',')[0]}), timeout=4)"]
CMD ["gunicorn", "-c", "python:ocop_cantho.web_server", "--bind", "0.0.0.0:8000"]
