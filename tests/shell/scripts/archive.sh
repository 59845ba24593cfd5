# Archives: the command line, .archive, what is left of extraction, and the SQL of a dry run.
say() { echo "--- $*"; "$@"; echo "status $?"; }
umask 022
mkdir -p d/sub
echo hello > d/one
printf 'x%.0s' {1..5000} > d/big
printf '\0\1\2' > "d/sub/it's"
chmod 640 d/one
chmod 750 d/sub
touch -d '2020-01-02 03:04:05 UTC' d/one d/big "d/sub/it's"
touch -d '2021-01-02 03:04:05 UTC' d/sub d

say shell ar.db -At
say shell ar.db -Ac d
say shell ar.db -At
say shell ar.db -A --list --verbose d/one d/sub
say shell ar.db -Atvg 'd/[bo]*'
say shell ar.db -Atg '*[c]*'
say shell ar.db -At d/
say shell ar.db -At nosuch d
say shell ar.db -Atn
say shell ar.db -Atvn d "d/sub/it's"
say shell ar.db -Atgn 'd*'
say shell ar.db -Atn nosuch
say shell ar.db -Aundv d
say shell ar.db -Acvng d e
say shell ar.db -Ainv d
say shell ar.db -A -cn -C d one big
say shell ar.db -A -cn -Cd one
say shell ar.db -Ac -n --dir d one
say shell ar.db -Arn d
say shell ar.db -Arn
say shell ar.db -Ar
say shell ar.db -Axn
say shell ar.db -AxnC out d/
say shell -A -cn -f x.db d
say shell -A ctf ar.db
say shell -Atf ar.db
say shell -Atf nosuch.db
say shell -A -t -f
say shell ar.db -Aq
say shell ar.db -A --nosuch
say shell ar.db -A --d x
say shell ar.db -Atx
say shell ar.db -A -tv -x
say shell ar.db -Af
say shell ar.db -A t v
say shell ar.db -At --foo
say shell ar.db 'SELECT 1' -At
say shell -safe ar.db -At
say shell -safe ar.db '.ar -t'
say shell -readonly ar.db -Au d
say shell ar.db '.ar q' '.ar -t'
say shell ar.db '.ar -t nosuch'
say shell ar.db '.ar -x nosuch'
say shell ar.db '.ar -r nosuch'
say shell ar.db '.ar --ve -t -- d/one'
say shell ar.db '.ar -u nosuch'
say shell ar.db ".mode csv" ".headers on" ".ar -tv d/one" ".output list.txt" ".ar -t"
say shell ar.db "SELECT name, mode, mtime, sz, hex(data) FROM sqlar ORDER BY name"
say shell ar.db "PRAGMA page_size"

# What has not changed is not added again.
say shell ar.db -Auv d
touch -d '2020-02-02 03:04:05 UTC' d/one
say shell ar.db -Auv d
say shell ar.db -Aiv d/one d/big
say shell ar.db -Auv d/one nosuch d/big
say shell ar.db -Arv d/sub
say shell ar.db -At
say shell ar.db BEGIN '.ar -c d/one' '.ar -tv' ROLLBACK '.ar -t'
say shell ar.db -Ac d

# Extraction.
say shell ar.db -Axv d/one
say shell ar.db -Axv -C out d/one d/big
say shell ar.db -AxC out
say shell ar.db -AxvgC other 'd/s*'
find out/d other/d/* | sort | xargs -d '\n' stat -c '%n %A %Y %s'
echo changed > out/d/one
chmod 400 out/d/one
say shell ar.db -AxC out d/one
cat out/d/one
mkdir out/d/odd
echo > in_the_way
say shell ar.db "UPDATE sqlar SET name='in_the_way/'||name"
say shell ar.db -Axv
say shell ar.db "UPDATE sqlar SET sz=sz+100 WHERE sz=3" "UPDATE sqlar SET name=substr(name,12)"
say shell ar.db -AxC out
say shell ar.db "DELETE FROM sqlar" "INSERT INTO sqlar VALUES('a/../../up',33188,0,3,'abc'), ('../up',33188,0,3,'abc'),
  ('odd..name',33188,7,3,'abc'), (NULL,33188,5,3,'q'), ('untyped',NULL,NULL,3,'abc'), ('device',8630,5,1,'d'),
  ('empty',NULL,NULL,NULL,NULL), ('number',33188,9,1,5), ('./a//b',33261,-5,3,'abc')"
say shell ar.db -Atv
say shell ar.db -AxC odd
find odd | sort | xargs -d '\n' stat -c '%n %A %s'
stat -c '%n %Y' odd/odd..name odd/untyped odd/number
say shell w.db "CREATE TABLE sqlar(name)" '.ar -tv'
say shell w.db '.ar -x'
say shell w.db '.ar -u d/one'
say shell v.db "CREATE TABLE sqlar(x)" '.ar -t'
