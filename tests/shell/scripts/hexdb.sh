shell h.db "PRAGMA page_size=512; CREATE TABLE h(a); INSERT INTO h VALUES('x'),('y');"
{
  echo "| size $(stat -c %s h.db) pagesize 512 filename h.db"
  for page in 1 2; do
    echo "| page $page offset $(( (page - 1) * 512 ))"
    dd if=h.db bs=512 skip=$((page - 1)) count=1 2>/dev/null | od -A d -v -t x1 |
      sed -n 's/^0*\([0-9][0-9]*\) \(.*\)$/|  \1: \2   text/p'
  done
  echo "| end h.db"
} > h.hex
head -c 200 h.hex > short.hex
echo garbage > bad.hex
printf '| size 100 pagesize 1000\n| end x\n' > page.hex
printf '| size 512 pagesize 512\n| page 1 offset 0\n| nothing\n|  508: 00 01 02 03 04 05 06 07 08 09 0a 0b 0c 0d 0e 0f\n|  8: 1\n' > blank.hex
shell :memory: <<END
.open --hexdb h.hex
SELECT * FROM h;
.databases
INSERT INTO h VALUES('z');
SELECT count(*) FROM h;
.open --hexdb nosuch.hex
SELECT 1;
.databases
.open --hexdb bad.hex
.open --hexdb page.hex
.open --hexdb blank.hex
.databases
.open --hexdb short.hex
.open --hexdb
$(cat h.hex)
SELECT * FROM h;
PRAGMA integrity_check;
.open --hexdb --readonly h.hex
.open --hexdb
garbage
more
| end x
SELECT 4;
wrong;
.open --deserialize h.db
SELECT * FROM h;
.databases
.open --deserialize nosuch.db
.databases
.open --maxsize
.open --deserialize --maxsize 100000 h.db
INSERT INTO h VALUES(zeroblob(2000));
SELECT length(a) FROM h;
.open --hexdb
garbage
to the end
END
shell -maxsize 2000 -deserialize h.db "INSERT INTO h VALUES(zeroblob(5000))"
echo $?
shell -maxsize 20000 -deserialize h.db "INSERT INTO h VALUES(zeroblob(5000)); SELECT length(a) FROM h"
