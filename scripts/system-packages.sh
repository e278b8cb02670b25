#!/usr/bin/env bash
# Sees that the system packages are there: Pango for PDFs; for tests also a browser and poppler.
# usage: system-packages.sh runtime|development
set -euo pipefail

has_library() { ldconfig -p 2>/dev/null | grep -q "$1" || find /usr/lib /lib -name "$1*" -print -quit 2>/dev/null | grep -q .; }

missing=()
has_library libpango-1.0.so.0 || missing+=(libpango-1.0-0)
has_library libpangoft2-1.0.so.0 || missing+=(libpangoft2-1.0-0)
has_library libharfbuzz-subset.so.0 || missing+=(libharfbuzz-subset0)
if [ "${1:-runtime}" = development ]; then
  command -v chromium >/dev/null || missing+=(chromium)
  command -v pdftoppm >/dev/null || missing+=(poppler-utils)
fi
[ ${#missing[@]} -gt 0 ] || exit 0

install="apt-get install -y --no-install-recommends ${missing[*]}"
if [ "$(id -u)" = 0 ]; then sudo=""; elif sudo -n true 2>/dev/null; then sudo="sudo"; else
  echo "Thiếu gói hệ thống: ${missing[*]}. Hãy chạy: sudo $install" >&2
  # without a browser only the browser tests are left out; without Pango no PDF can be made
  case " ${missing[*]} " in *libpango*|*libharfbuzz*) exit 1 ;; *) exit 0 ;; esac
fi
echo "Đang cài gói hệ thống: ${missing[*]} …"
$sudo apt-get update -qq
DEBIAN_FRONTEND=noninteractive $sudo $install -qq >/dev/null
