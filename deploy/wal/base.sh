#!/bin/sh
# A copy of the whole cluster, from which the write-ahead log goes on; older copies and what only they need go.
# base.sh [FOLDER [KEEP]]; the connection comes from PGHOST, PGUSER, PGPASSWORD
set -eu
wal=${1:-/wal}
keep=${2:-2}
name=base-$(date +%Y%m%d-%H%M%S)
pg_basebackup --pgdata "$wal/.$name" --format tar --gzip --wal-method none --checkpoint fast --no-password --label "$name"
mv "$wal/.$name" "$wal/$name"
ls -d "$wal"/base-* | head -n "-$keep" | xargs -r rm -r
# every copy is finished by a backup history file, named after the first piece it needs
first=$(ls "$wal" | grep '\.backup$' | tail -n "$keep" | head -n 1)
test -z "$first" || pg_archivecleanup "$wal" "$first"
