#!/bin/sh
# The cluster as it was at the last archived piece, or at a moment, into an empty folder: restore.sh FOLDER DATA [MOMENT]
set -eu
wal=$1
data=$2
base=$(ls -d "$wal"/base-* | tail -n 1)
test -z "$(ls -A "$data" 2>/dev/null)" || { echo "$data không trống: hãy chép nó đi nơi khác trước." >&2; exit 1; }
mkdir -p "$data"
chmod 700 "$data"
tar -xzf "$base/base.tar.gz" -C "$data"
{
  echo "restore_command = 'cp \"$wal/%f\" \"%p\"'"
  echo "recovery_target_timeline = 'latest'"
  test -z "${3:-}" || printf "recovery_target_time = '%s'\nrecovery_target_action = 'promote'\n" "$3"
} >> "$data/postgresql.auto.conf"
touch "$data/recovery.signal"
