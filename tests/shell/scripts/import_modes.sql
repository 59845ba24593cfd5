.import data.txt one
.schema one
SELECT * FROM one;
.import -v data.txt one
.import --csv data.csv two
SELECT * FROM two;
.import --ascii data.asc three
SELECT * FROM three;
.mode ascii
.import data.asc four
.mode tabs
SELECT * FROM four;
.import data.tsv five
SELECT * FROM five;
.mode list
.separator ""
.import data.txt six
.separator ab
.import data.txt six
.separator | ab
.import data.txt six
.separator | ""
.import data.txt six
.separator a b
.import data.txt seven
SELECT * FROM seven;
.mode csv
.separator | "\n"
.import -v data.txt eight
.mode list
BEGIN;
.import --csv data.csv nine
ROLLBACK;
.tables
.import "|exit 3" ten
.import --csv -v "|printf 'a,b\n1,2\n'" eleven
