#!/usr/bin/env bash
# Loads the extensions in a folder into Debian's sqlite3, once on its own library and once on Tern's: what steps.sql gives has
# to be expected.txt both times.
#   compare.sh EXTENSIONS_FOLDER LIBRARY_FOLDER
set -u
here=$(cd "$(dirname "$0")" && pwd)
failed=0
# shell LIBRARY EXTENSION: runs what it reads, on what LIBRARY ("": the system's) holds
shell() { LD_LIBRARY_PATH=$1 /usr/bin/sqlite3 -batch :memory: -cmd ".load $2" 2>&1; }
for library in "" "$2"; do
  where=${library:-the reference}
  shell "$library" "$1/kinds.so" <"$here/steps.sql" | diff -u --label expected --label "$where" "$here/expected.txt" - || failed=1
  digest=$(shell "$library" "$1/sha256.so" <<<"SELECT lower(hex(sha256('abc'))), sha256(NULL) IS NULL")
  # FIPS 180-4's first example.
  [ "$digest" = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad|1" ] ||
    { echo "sha256 on $where: $digest"; failed=1; }
  # What was added before the failure stays, and its code with it.
  refused=$(shell "$library" "$1/refused.so" <<<"SELECT first()" | sed 's/x\{300\}/NAME/' | paste -sd'|')
  [ "$refused" = "Error: error during initialization: NAME cannot be added: bad parameter or other API misuse|1" ] ||
    { echo "a load that fails on $where: $refused"; failed=1; }
done
exit $failed
