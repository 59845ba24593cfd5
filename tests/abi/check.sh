#!/usr/bin/env bash
# check.sh SUITE EXTENSIONS: the suite says the same each time that it runs on the reference, and calls every function that
# the reference exports. EXTENSIONS: the folder of the loadable extensions.
set -euo pipefail
suite=$1
export TERN_ABI_EXTENSIONS=$2
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT

for run in first second; do
  "$suite" >"$folder/$run" || { tail -n 3 "$folder/$run"; exit 1; }
done
cmp "$folder/first" "$folder/second"
tail -n 1 "$folder/first"

# Of the interface all but what R-Tree adds to it.
library=$(ldd "$suite" | awk '/libsqlite3/ { print $3 }')
nm -D --defined-only "$library" | awk '{ print $NF }' |
  grep -E '^sqlite3(_|session_|changeset_|changegroup_|rebaser_)' | grep -v '^sqlite3_rtree_' | sort -u >"$folder/exported"
nm -D "$suite" | awk '{ print $NF }' | sed 's/@.*//' | sort -u >"$folder/called"
missing=$(comm -23 "$folder/exported" "$folder/called")
echo "$(wc -l <"$folder/exported") functions and variables, not called: ${missing:-none}"
[[ -z $missing ]]
