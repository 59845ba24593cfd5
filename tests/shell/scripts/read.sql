SELECT count(*) FROM b;
.read nofile
.read script.sql
.read
.read a b
.read nested.sql
.read |printf 'SELECT 1+1;\nSELECT nope;'
.read '|printf "SELECT 1+2;"'
.read "|exit 3"
.read .
SELECT 1;
