SELECT count(*) FROM a;
.dbconfig enable_fkey
.dbconfig enable_fkey on
.dbconfig enable_fkey
PRAGMA foreign_keys;
.dbconfig nosuch
.dbconfig dqs_dml off
SELECT "not a column";
.dbconfig dqs_dml
.dbconfig enable_trigger off
.dbconfig enable_view 0
SELECT * FROM v1;
.dbconfig defensive on
.dbconfig en
.dbconfig a b c
