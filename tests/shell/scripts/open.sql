.open new.db
.tables
CREATE TABLE n(a);
.open t.db
.tables
.open --readonly t.db
.databases
CREATE TABLE x(a);
.open --new new.db
.tables
.open
.databases
.open :memory:
.databases
.open --bad
.open a b
.open nosuch/dir/x.db
SELECT 1;
.open t.db
SELECT count(*) FROM a;
.open --deserialize t.db
SELECT count(*) FROM a;
DELETE FROM a;
.open t.db
SELECT count(*) FROM a;
.open --nofollow t.db
SELECT count(*) FROM a;
.open file:t.db?mode=ro
CREATE TABLE x(a);
