.selftest
.selftest -v
.selftest --bad
.selftest x
.open :memory:
CREATE TABLE zz(a INTEGER PRIMARY KEY AUTOINCREMENT, b); CREATE TABLE "a b"(x); CREATE TABLE Up(y);
CREATE TABLE w(k PRIMARY KEY) WITHOUT ROWID; CREATE VIEW v AS SELECT 1; INSERT INTO zz VALUES(1,'x'),(2,NULL),(3,1.5),(4,x'00ff');
.selftest --init
SELECT * FROM selftest;
.schema selftest
.selftest
.selftest -v
INSERT INTO zz VALUES(9,9);
.selftest
DELETE FROM selftest;
.selftest
INSERT INTO selftest VALUES(7,'run','values(1,2),(3,null)','x'),(8,'run','select bad','x'),(9,'run',null,'x'),
  (10,'memo','hello',''),(13,'run','select 1; select 2','1|2'),(14,'run','','');
.selftest
.selftest -v
CREATE TABLE q(a);
.selftest --init
SELECT tno,op,cmd,ans FROM selftest WHERE tno>14;
INSERT INTO selftest VALUES(12,'bad','select 1','1');
.selftest
DROP TABLE selftest;
CREATE TABLE selftest(a);
.selftest
.selftest --init
SELECT * FROM selftest;
