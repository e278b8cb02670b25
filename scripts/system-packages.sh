#!/usr/bin/env bash
# Sees that the system packages are there: Pango for PDFs; for tests also a browser and poppler.
# usage: system-packages.sh runtime|development
set -euo pipefail

has_library() { ldconfig -p 2>/dev/null | grep -qF "$1" || [ -n "$(find /usr/lib /lib /usr/local/lib -name "$1*" -print -quit 2>/dev/null)" ]; }

missing=()
has_library libpango-1.0.so.0 || missing+=(libpango-1.0-0)
has_library libpangoft2-1.0.so.0 || missing+=(libpangoft2-1.0-0)
has_library libharfbuzz-subset.so.0 || missing+=(libharfbuzz-subset0)
needed=${#missing[@]}
if [ "${1:-runtime}" = development ]; then
  [ -x /usr/bin/chromium ] || [ -n "${CHROMIUM:-}" ] || missing+=(chromium)
  command -v pdftoppm >/dev/null || missing+=(poppler-utils)
  has_library libatomic.so.1 || missing+=(libatomic1) # the browser's driver is linked to it
fi
[ ${#missing[@]} -gt 0 ] || exit 0

# Without Pango no PDF can be made, so nothing works as promised; without a browser only its tests are left out.
give_up() {
  if [ "$needed" -gt 0 ]; then
    echo "Thiếu gói hệ thống để lập PDF. Hãy chạy: sudo apt-get install -y --no-install-recommends ${missing[*]}" >&2
    exit 1
  fi
  echo "Không cài được ${missing[*]}: các kiểm thử bằng trình duyệt và ảnh PDF sẽ bị bỏ qua." \
    "Để chạy đủ: sudo apt-get install -y --no-install-recommends ${missing[*]}" >&2
  exit 0
}

command -v apt-get >/dev/null || give_up
if [ "$(id -u)" = 0 ]; then sudo=(); elif sudo -n true 2>/dev/null; then sudo=(sudo); else give_up; fi
log=$(mktemp)
trap 'rm -f "$log"' EXIT
echo "Đang cài gói hệ thống: ${missing[*]} …"
apt() { "${sudo[@]}" env DEBIAN_FRONTEND=noninteractive apt-get -qq "$@" >>"$log" 2>&1 </dev/null; }
if ! { apt update && apt install -y --no-install-recommends "${missing[@]}"; }; then
  tail -n 3 "$log" >&2
  give_up
fi
