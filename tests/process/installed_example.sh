#!/usr/bin/env bash
# Installs the build into a temporary prefix, builds the example with find_package(tern) and runs it.
#   installed_example.sh BUILD_FOLDER SOURCE_FOLDER C++_COMPILER C++_FLAGS
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cmake --install "$1" --prefix "$work/prefix" >"$work/install.log" || { cat "$work/install.log"; exit 1; }
cmake -S "$2/tests/process/installed_example" -B "$work/build" -DCMAKE_PREFIX_PATH="$work/prefix" \
  -DCMAKE_CXX_COMPILER="$3" -DCMAKE_CXX_FLAGS="$4" >"$work/configure.log" || { cat "$work/configure.log"; exit 1; }
cmake --build "$work/build" >"$work/build.log" || { cat "$work/build.log"; exit 1; }
cd "$work"
output=$(./build/shop)
[ "$output" = "apple: 12" ] || { echo "expected 'apple: 12', got '$output'"; exit 1; }
[ "$(./build/changes)" = "A-1: 12" ]
[ "$(./build/functions)" = "gif nolem " ]
[ "$(sqlite3 shop.db 'SELECT name FROM product ORDER BY sku; PRAGMA integrity_check' | paste -sd,)" = "apple,pear,ok" ]
[ "$("$work/prefix/bin/tern" shop.db 'SELECT sum(stock) FROM product')" = 15 ]
# The loadable extension, too, which any library of SQLite's interface loads.
cmake -S "$2/examples/extension" -B "$work/extension" -DCMAKE_PREFIX_PATH="$work/prefix" -DCMAKE_CXX_COMPILER="$3" \
  >"$work/configure.log" || { cat "$work/configure.log"; exit 1; }
cmake --build "$work/extension" >"$work/build.log" || { cat "$work/build.log"; exit 1; }
[ "$(sqlite3 :memory: -cmd ".load $work/extension/sha256.so" "SELECT hex(substr(sha256('abc'), 1, 4))")" = BA7816BF ]
[[ $("$work/prefix/bin/ternd" --version) == 'ternd '* ]]
for file in man/man1/tern.1 man/man8/ternd.8 bash-completion/completions/tern zsh/site-functions/_tern \
  fish/vendor_completions.d/tern.fish; do
  [ -s "$work/prefix/share/$file" ] || { echo "$file is not installed"; exit 1; }
done
