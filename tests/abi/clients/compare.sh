#!/bin/sh
# Runs programs of Debian twice, on its own libsqlite3.so.0 and on the one in a folder, by LD_LIBRARY_PATH alone, and compares
# what they write and how they end. Usage: compare.sh LIBRARY_FOLDER [CLIENT...], a client being a file of this folder. With
# "-" for the folder both runs are on Debian's library: what a client prints has to be the same then, too.
set -u
[ $# -ge 1 ] || { echo "usage: $0 LIBRARY_FOLDER|- [CLIENT...]" >&2; exit 2; }
here=$(cd "$(dirname "$0")" && pwd) || exit 2
library=
if [ "$1" != - ]; then
    library=$(cd "$1" && pwd) || exit 2
    [ -e "$library/libsqlite3.so.0" ] || { echo "no libsqlite3.so.0 in $1" >&2; exit 2; }
fi
shift
[ $# -gt 0 ] || set -- client.py client_files.py client.tcl client.pl client_catalog.pl client_vtab.pl client.php client_pdo.php \
    shell.sql language.sql extension.sql

work=$(mktemp -d) || exit 2
trap 'rm -rf "$work"' EXIT
trap 'exit 1' HUP INT TERM

# start CLIENT PREFIX...: becomes the program, which is Debian's, whatever others PATH would find.
start() {
    client=$1
    shift
    case $client in
    *.py) exec "$@" /usr/bin/python3 -EsB "$here/$client" "$work/scratch" ;;
    *.tcl) exec "$@" /usr/bin/tclsh "$here/$client" "$work/scratch" ;;
    *.pl) exec "$@" /usr/bin/perl "$here/$client" "$work/scratch" ;;
    *.php) exec "$@" /usr/bin/php "$here/$client" "$work/scratch" ;;
    language.sql) exec "$@" /usr/bin/sqlite3 -batch :memory: <"$here/$client" ;;
    *.sql) exec "$@" /usr/bin/sqlite3 -batch a.db <"$here/$client" ;;
    esac
    exit 125
}

# run CLIENT NAME [FOLDER]: leaves NAME.out, .err, .status and what the loader says of libraries, NAME.libs.*. Both runs have
# the same scratch folder, so that a path in a message is no difference, and no settings of a user's.
run() {
    rm -rf "$work/scratch" && mkdir "$work/scratch"
    (
        cd "$work/scratch" || exit 125
        start "$1" env -u PERL5LIB -u PERL5OPT -u TCLLIBPATH -u SQLITE_TMPDIR ${3:+"LD_LIBRARY_PATH=$3"} LD_DEBUG=libs \
            LD_DEBUG_OUTPUT="$work/$2.libs" HOME="$work/scratch" LC_ALL=C.UTF-8 TZ=UTC timeout "${CLIENT_TIMEOUT:-120}"
    ) </dev/null >"$work/$2.out" 2>"$work/$2.err"
    echo $? >"$work/$2.status"
}

# loaded NAME PATTERN: a program that only came upon a library did not use it, so what counts is what the loader initialized.
loaded() {
    cat "$work/$1.libs."* 2>/dev/null | sed -n "s/.*calling init: \(.*\/$2\)\$/\1/p" | sort -u
}

# The reference's run has to show something: neither a missing package nor a client that stops half way is equality.
problem_of_reference() {
    used=$(loaded reference 'libsqlite3\.so\.0')
    [ -n "$used" ] || printf "%s" "the first run used no libsqlite3.so.0; "
    [ "$used" != "$library/libsqlite3.so.0" ] || printf "%s" "the first run used the library, too; "
    case $1 in
    *.sql) ;;
    *) [ "$(cat "$work/reference.status")" = 0 ] || printf "%s" "the first run failed; " ;;
    esac
    if [ "$1" = extension.sql ]; then
        [ "$(loaded reference 'libsqlite3_mod_[a-z]*[-.0-9]*so' | wc -l)" -eq 5 ] || printf "%s" "extensions are not installed; "
    fi
}

failed=0
for name in "$@"; do
    name=$(basename "$name")
    rm -f "$work"/reference.* "$work"/other.*
    run "$name" reference
    run "$name" other "$library"
    problems=$(problem_of_reference "$name")
    if [ -n "$library" ]; then
        used=$(loaded other 'libsqlite3\.so\.0')
        [ "$used" = "$library/libsqlite3.so.0" ] || problems="${problems}the second run used '$used'; "
    fi
    for part in status err out; do
        cmp -s "$work/reference.$part" "$work/other.$part" || problems="${problems}different $part; "
    done
    lines=$(cat "$work/reference.out" "$work/reference.err" | wc -l)
    if [ -z "$problems" ]; then
        echo "$name: $lines lines, equal"
        continue
    fi
    failed=1
    echo "$name: $lines lines, ${problems%; }"
    for part in status err out; do
        diff -a -U0 --label "reference $part" --label "other $part" "$work/reference.$part" "$work/other.$part" |
            head -n "${CLIENT_DIFFERENCES:-20}"
    done
done
exit $failed
