#!/usr/bin/env bash
# extensions.sh THEIRS OURS FOLDER LINKED DEBIAN_SQL: both shells load extensions, and have to print the same: those of tests/abi
# in FOLDER, LINKED, which is linked against libsqlite3, and Debian's as DEBIAN_SQL loads them.
set -u
theirs=$(realpath "$(command -v "$1")") ours=$(realpath "$(command -v "$2")") folder=$3 linked=$4 debian=$5
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
export LC_ALL=C.UTF-8 TZ=UTC HOME=$work
# The packages are there: else both would print that they are not.
for name in blobtoxy csvtable impexp xpath zipfile; do
  find /usr/lib /usr/local/lib -name "libsqlite3_mod_$name.so" 2>/dev/null | grep -q . ||
    { echo "libsqlite3_mod_$name is not installed"; exit 1; }
done

cat > "$work/own.sql" <<'SQL'
CREATE TABLE t(a PRIMARY KEY, b);
INSERT INTO t VALUES('x', 1), ('Y', 2), ('z', 3);
SELECT ext_text();
.load EXTENSIONS/wide
SELECT ext_quote('it''s'), ext_describe(1.5), ext_text(), ext_missing_routines();
SELECT a, ext_calls('k') FROM t;
SELECT a, ext_calls('k') FROM t;
SELECT ext_sum(b), ext_sum(b) FILTER (WHERE b > 1) FROM t;
SELECT a, ext_sum(b) OVER (ORDER BY b ROWS 1 PRECEDING) FROM t;
SELECT a FROM t ORDER BY a COLLATE ext_reverse;
SELECT a FROM t ORDER BY a COLLATE ext_nosuch;
SELECT * FROM ext_squares WHERE n > 7;
SELECT ext_query('SELECT max(b) FROM t'), ext_query('SELECT nosuch');
SELECT ext_query('SELECT ext_query(''SELECT sum(square) FROM ext_squares'')');
INSERT INTO t VALUES('w', 4);
SELECT ext_hooks();
CREATE INDEX tr ON t(a COLLATE ext_reverse);
.schema
.dump
CREATE VIEW squares AS SELECT * FROM ext_squares;
.mode box
SELECT * FROM squares WHERE n < 3;
.mode list
.load EXTENSIONS/libprefixed.so
.load EXTENSIONS/derived_Name9
.load EXTENSIONS/entries
.load EXTENSIONS/entries nosuch_entry
.load EXTENSIONS/permanent
.load EXTENSIONS/../../../CMakeLists.txt
SELECT load_extension('EXTENSIONS/wide');
SELECT load_extension('EXTENSIONS/wide', 'sqlite3_extension_init');
SELECT load_extension('EXTENSIONS/wide', 'nosuch');
.connection 1
SELECT ext_text();
.load EXTENSIONS/wide
SELECT ext_text();
.connection 0
.connection close 1
SELECT ext_text();
.open :memory:
SELECT ext_text();
.load LINKED
CREATE TABLE u(k INTEGER PRIMARY KEY, v);
SELECT linked_add(1, 2, 3), linked_rows('VALUES(1),(2)'), linked_rows('nonsense');
SELECT linked_rows('VALUES(1),(2)');
SELECT hex(linked_changes('INSERT INTO u VALUES(1, ''one'')'));
SELECT * FROM u;
.load EXTENSIONS/wide
SELECT ext_query('SELECT linked_add(4, 5)');
SQL
sed -i "s|EXTENSIONS|$folder|g; s|LINKED|$linked|g" "$work/own.sql"

# run SHELL NAME SCRIPT: leaves what it printed in NAME.out.
run() {
  mkdir "$work/$2"
  (cd "$work/$2" && timeout 60 "$1" -batch t.db < "$3" > "$work/$2.out" 2>&1; echo "status $?" >> "$work/$2.out")
  sed -i "s|$work/$2|HERE|g" "$work/$2.out"
}
failed=0
# same NAME SCRIPT
same() {
  run "$theirs" "$1-theirs" "$2"
  run "$ours" "$1-ours" "$2"
  diff -u --label theirs --label ours "$work/$1-theirs.out" "$work/$1-ours.out" || failed=1
}
same own "$work/own.sql"
# The table-valued zipfile() there is one that the sqlite3 shell has itself; of the extension is the rest.
"$theirs" :memory: "SELECT writefile('$work/a.zip', zipfile(name, 33188, 1000000000, name || ' has this')) FROM
  (SELECT 'one.txt' AS name UNION ALL SELECT 'dir/two')" > "$work/size"
{
  sed '/^\.print == zipfile/,$d' "$debian"
  cat << SQL
.load libsqlite3_mod_zipfile
SELECT crc32('abc'), length(compress('abcabcabc', 9)), uncompress(compress('abc', 9));
SELECT inflate('nothing');
CREATE VIRTUAL TABLE z USING zipfile('$work/a.zip');
SELECT path, comp, crc32, length, isdir, data FROM z ORDER BY path;
SELECT path FROM z WHERE path MATCH 'd*';
UPDATE z SET path = 'x';
CREATE VIRTUAL TABLE none USING zipfile('nosuch.zip');
SQL
} > "$work/debian.sql"
same debian "$work/debian.sql"
for arguments in "-cmd '.load $folder/wide' :memory: 'SELECT ext_text()'" \
  ":memory: '.load $folder/wide' 'SELECT ext_text()'" ":memory: \"SELECT load_extension('$folder/wide')\" 'SELECT ext_text()'"; do
  wanted=$(eval "$theirs $arguments" 2>&1) got=$(eval "$ours $arguments" 2>&1)
  [ "$wanted" = "$got" ] || { echo "with $arguments: $got"; failed=1; }
done
grep -q "^glob " "$work/own-ours.out" || { echo "nothing was loaded"; failed=1; }
exit $failed
