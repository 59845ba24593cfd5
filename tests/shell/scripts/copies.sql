.backup copy1.db
.backup main copy2.db
.save copy3.db
.backup
.backup a b c
.backup --bad x
.backup nosuch copy4.db
.backup nosuch/dir/x.db
.backup --async copy5.db
.restore
.restore a b c
.restore nofile/x.db
DROP TABLE a;
.restore copy1.db
SELECT * FROM a;
ATTACH ':memory:' AS m;
.restore m copy2.db
SELECT count(*) FROM m.a;
.restore nosuch copy1.db
.clone copy6.db
.clone copy6.db
.clone
.clone a b
.open copy6.db
SELECT * FROM a;
.schema
.open copy5.db
.tables
.open copy3.db
.tables
