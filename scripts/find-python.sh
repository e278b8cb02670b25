#!/usr/bin/env bash
# Prints the first Python of at least 3.11 that can make a virtual environment (the one Debian 12 has comes first).
for name in python3.11 python3 python3.12 python3.13 python3.14; do
  if "$name" -c 'import sys, venv, ensurepip; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
    echo "$name"
    exit 0
  fi
done
echo "Cần Python 3.11 trở lên cùng gói venv. Hãy chạy: sudo apt-get install python3 python3-venv" >&2
exit 1
