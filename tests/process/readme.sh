#!/usr/bin/env bash
# Runs the shell commands of README.md as they stand there, but for the first block (tools/try and tools/test).
#   readme.sh SOURCE_FOLDER FOLDER_OF_TERN FOLDER_OF_TERND FOLDER_OF_LIBSQLITE3
set -euo pipefail
work=$(mktemp -d)
trap 'kill $(cat "$work/pid" 2>/dev/null) 2>/dev/null || true; rm -rf "$work"' EXIT
cd "$work"
port=$((20000 + RANDOM % 20000))
# The server in the background is waited for, which a person does without thinking.
{
  echo 'set -euo pipefail'
  awk '/^```sh$/ { inside = 1; ++block; next } /^```$/ { inside = 0 } inside && block > 1 {
    print
    if (/&$/) print "echo $! > pid; until curl -sk https://127.0.0.1:8443/health >up; do sleep 0.1; done"
  }' "$1/README.md"
} | sed "s/8443/$port/g" >commands
PATH="$2:$3:$PATH" TERN_LIBRARY=$4 timeout 100 bash commands >out 2>err || { cat out err; exit 1; }
grep -q 'pushed 1 (applied 1' out || { echo "the sync pushed nothing:"; cat out err; exit 1; }
grep -q '"value":"from a"' out || { echo "no rows over HTTP:"; cat out err; exit 1; }
[ "$(sqlite3 a.db 'SELECT count(*) FROM note')" = 2 ]
