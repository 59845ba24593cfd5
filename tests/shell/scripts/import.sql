.mode csv
.import data.csv fresh
SELECT * FROM fresh;
.schema fresh
.import --skip 1 data.csv fresh
SELECT count(*) FROM fresh;
.import data.csv a
SELECT * FROM a;
.import -v data.csv more
SELECT * FROM more;
.import nofile x
.import empty.csv x
.import --schema main data.csv inmain
.import --schema nosuch data.csv innosuch
.import --schema temp data.csv intemp
.schema in%
SELECT * FROM temp.intemp;
.import --skip 100 data.csv skipped
.import "|printf 'a,b\n1,2\n'" piped
SELECT * FROM piped;
.import bom.csv bom
SELECT * FROM bom;
.schema bom
.import names.csv names
.schema names
SELECT * FROM names;
.import data.csv v1
CREATE TABLE narrow(a INTEGER PRIMARY KEY);
.import data.csv narrow
SELECT * FROM narrow;
.import -v names.csv narrow
CREATE TABLE checked(x CHECK(x <> '4'), y);
.import data.csv checked
SELECT * FROM checked;
.import -v data.csv checked
.import data.csv g
SELECT * FROM g;
.import data.csv 'we ird'
.import data.csv "new name"
.tables
.mode
.show
