-- ANALYZE, sqlite_stat1, REINDEX.
CREATE TABLE t(a, b UNIQUE, c TEXT NOT NULL);
CREATE INDEX ti ON t(a, b);
CREATE INDEX tp ON t(c) WHERE a > 1;
CREATE INDEX te ON t(a + 1, c COLLATE NOCASE);
WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 500)
  INSERT INTO t SELECT i % 7, i, i % 100 || 'x' || (i % 3) FROM n;
CREATE TABLE w(x, y, z, PRIMARY KEY(y, x)) WITHOUT ROWID;
CREATE INDEX wz ON w(z);
CREATE UNIQUE INDEX wu ON w(z, y, x);
INSERT INTO w SELECT a, b, c FROM t;
CREATE TABLE empty(a PRIMARY KEY, b);
CREATE TABLE bare(a);
INSERT INTO bare SELECT 1 FROM t;
CREATE TABLE nulls(a, b, UNIQUE(a, b));
INSERT INTO nulls VALUES(NULL, NULL), (NULL, NULL), (NULL, 1), (1, NULL), (1, NULL), (2, 2);
CREATE TABLE one(id INTEGER PRIMARY KEY, v INT NOT NULL UNIQUE, n TEXT COLLATE NOCASE);
CREATE INDEX one_n ON one(n, v DESC);
INSERT INTO one VALUES(1, 5, 'a'), (2, 6, 'A'), (3, 7, 'b'), (4, 8, NULL), (5, 9, 1), (6, 10, 1.0);
CREATE TABLE only_partial(a, b);
CREATE INDEX only_partial_a ON only_partial(a) WHERE b IS NOT NULL;
INSERT INTO only_partial VALUES(1, NULL), (1, 2), (2, 3);
ANALYZE;
-- in order
SELECT rowid, * FROM sqlite_stat1 ORDER BY rowid;
SELECT type, name, tbl_name, sql FROM sqlite_schema WHERE name LIKE 'sqlite_stat%';
PRAGMA analysis_limit;
PRAGMA analysis_limit = 100;
ANALYZE bare;
ANALYZE nulls;
-- in order
SELECT rowid, * FROM sqlite_stat1 ORDER BY rowid;
PRAGMA analysis_limit = -5;
PRAGMA analysis_limit = 0;
INSERT INTO one VALUES(7, 11, 'c'), (8, 12, 'd');
ANALYZE one_n;
ANALYZE main.one;
ANALYZE w;
ANALYZE sqlite_autoindex_w_1;
-- in order
SELECT rowid, * FROM sqlite_stat1 ORDER BY rowid;
ANALYZE main.wz;
ANALYZE main;
ANALYZE temp.t;
ANALYZE nosuch;
ANALYZE main.nosuch;
ANALYZE nosuch.t;
CREATE VIEW v AS SELECT * FROM t;
ANALYZE v;
ANALYZE sqlite_schema;
ANALYZE sqlite_stat1;
-- in order
SELECT rowid, * FROM sqlite_stat1 ORDER BY rowid;
SELECT count(*) FROM t WHERE a = 3;
SELECT count(*) FROM t WHERE b BETWEEN 10 AND 20;
BEGIN;
DELETE FROM t WHERE a < 3;
ANALYZE t;
-- in order
SELECT rowid, * FROM sqlite_stat1 ORDER BY rowid;
ROLLBACK;
-- in order
SELECT rowid, * FROM sqlite_stat1 ORDER BY rowid;
DROP INDEX ti;
DROP TABLE w;
-- in order
SELECT rowid, * FROM sqlite_stat1 ORDER BY rowid;
INSERT INTO sqlite_stat1 VALUES('t', 'te', '100000 5 1');
UPDATE sqlite_stat1 SET stat = 'x y z' WHERE tbl = 'one';
INSERT INTO sqlite_stat1 VALUES(NULL, NULL, NULL), ('nosuch', 'nosuch', '1 2 3'), (1, 2, 3), ('t', 'nosuch', '5');
ANALYZE sqlite_schema;
SELECT * FROM t WHERE a + 1 = 3 AND c > 'x';
DELETE FROM sqlite_stat1;
ANALYZE;
REINDEX;
REINDEX t;
REINDEX te;
REINDEX nocase;
REINDEX main.te;
REINDEX main.t;
REINDEX nosuch;
REINDEX main.nosuch;
REINDEX nosuch.t;
REINDEX v;
PRAGMA integrity_check;
DROP TABLE sqlite_stat1;
SELECT name FROM sqlite_schema WHERE name LIKE 'sqlite_stat%';
ANALYZE;
SELECT tbl, idx, stat FROM sqlite_stat1;

-- NULLs of a unique index, where the rowid stands behind them and where a primary key does.
CREATE TABLE wu(a, b, c UNIQUE, PRIMARY KEY(b, a)) WITHOUT ROWID;
CREATE TABLE ru(c UNIQUE);
INSERT INTO wu VALUES(1, 1, NULL), (1, 2, NULL), (1, 3, 'x');
INSERT INTO ru SELECT c FROM wu;
CREATE UNIQUE INDEX wu_c ON wu(c DESC);
CREATE UNIQUE INDEX ru_c ON ru(c DESC);
ANALYZE;
SELECT * FROM sqlite_stat1 WHERE tbl IN ('wu', 'ru') ORDER BY 1, 2;
