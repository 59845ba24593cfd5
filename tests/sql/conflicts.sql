-- Conflicts within statements of several rows, RAISE, savepoints, and what is counted.
CREATE TABLE t(id INTEGER PRIMARY KEY, a UNIQUE, b NOT NULL DEFAULT 'd', c CHECK(c > 0));
CREATE TABLE log(x, y, z);
INSERT INTO t VALUES(1, 1, 1, 1);
INSERT INTO t VALUES(2, 2, 2, 2), (3, 1, 3, 3), (4, 4, 4, 4);
INSERT OR FAIL INTO t VALUES(2, 2, 2, 2), (3, 1, 3, 3), (4, 4, 4, 4);
INSERT OR IGNORE INTO t VALUES(2, 2, 2, 2), (3, 1, 3, 3), (4, 4, 4, 4), (5, 5, NULL, 5), (6, 6, 6, -6);
INSERT OR REPLACE INTO t VALUES(2, 2, 2, 2), (3, 1, 3, 3), (5, 5, NULL, 5), (6, 6, 6, -6), (7,7,7,7);
INSERT OR REPLACE INTO t VALUES(2, 2, 2, 2), (3, 1, 3, 3), (5, 5, NULL, 5), (7,7,7,7);
SELECT *, changes(), total_changes(), last_insert_rowid() FROM t;
BEGIN; INSERT INTO t VALUES(20,20,20,20);
INSERT OR ROLLBACK INTO t VALUES(21, 21, 21, 21), (22, 21, 22, 22);
SELECT * FROM t;
COMMIT;
BEGIN; INSERT INTO t VALUES(20,20,20,20);
INSERT OR ABORT INTO t VALUES(21, 21, 21, 21), (22, 21, 22, 22);
INSERT OR FAIL INTO t VALUES(21, 21, 21, 21), (22, 21, 22, 22);
COMMIT;
SELECT * FROM t;
UPDATE OR FAIL t SET a = a + 1;
UPDATE OR IGNORE t SET a = a + 1;
UPDATE OR REPLACE t SET a = a + 1;
SELECT * FROM t;
CREATE TRIGGER t1 AFTER INSERT ON t BEGIN INSERT INTO log VALUES(NEW.id, last_insert_rowid(), changes()); SELECT changes(); INSERT INTO log VALUES('n', last_insert_rowid(), changes()); UPDATE log SET z = z; INSERT INTO log VALUES('o', last_insert_rowid(), changes()); END;
CREATE TRIGGER t2 BEFORE DELETE ON t BEGIN INSERT INTO log VALUES('del', OLD.id, total_changes() > 0); END;
INSERT INTO t VALUES(50, 50, 50, 50), (51, 51, 51, 51);
SELECT changes(), last_insert_rowid(), total_changes();
SELECT * FROM log;
REPLACE INTO t VALUES(50, 51, 0, 1);
SELECT changes(), last_insert_rowid(), total_changes();
SELECT * FROM log;
PRAGMA recursive_triggers = ON;
REPLACE INTO t VALUES(51, 51, 0, 1);
REPLACE INTO t VALUES(51, 52, 0, 1);
SELECT changes(), last_insert_rowid(), total_changes();
SELECT * FROM log;
DELETE FROM t WHERE id > 3;
SELECT changes(), last_insert_rowid(), total_changes();
PRAGMA recursive_triggers = OFF;
DROP TRIGGER t1; DROP TRIGGER t2; DELETE FROM log;
CREATE TRIGGER r1 BEFORE INSERT ON t WHEN NEW.a = 'ig' BEGIN INSERT INTO log VALUES('before', 0, 0); SELECT RAISE(IGNORE); END;
CREATE TRIGGER r2 BEFORE INSERT ON t WHEN NEW.a = 'ab' BEGIN INSERT INTO log VALUES('before', 0, 0); SELECT RAISE(ABORT, 'aborted'); END;
CREATE TRIGGER r3 BEFORE INSERT ON t WHEN NEW.a = 'fa' BEGIN INSERT INTO log VALUES('before', 0, 0); SELECT RAISE(FAIL, 'failed'); END;
CREATE TRIGGER r4 BEFORE INSERT ON t WHEN NEW.a = 'ro' BEGIN INSERT INTO log VALUES('before', 0, 0); SELECT RAISE(ROLLBACK, 'rolled'); END;
CREATE TRIGGER r5 AFTER INSERT ON t WHEN NEW.a = 'xfa' BEGIN INSERT INTO log VALUES('after', 0, 0); SELECT RAISE(FAIL, 'failed'); END;
CREATE TRIGGER r6 AFTER INSERT ON t WHEN NEW.a = 'xig' BEGIN INSERT INTO log VALUES('after', 0, 0); SELECT RAISE(IGNORE); END;
INSERT INTO t VALUES(60, 'a1', 1, 1), (61, 'ig', 1, 1), (62, 'a2', 1, 1);
INSERT INTO t VALUES(70, 'a3', 1, 1), (71, 'ab', 1, 1), (72, 'a4', 1, 1);
SELECT changes(), last_insert_rowid(), total_changes();
INSERT INTO t VALUES(80, 'a5', 1, 1), (81, 'fa', 1, 1), (82, 'a6', 1, 1);
SELECT changes(), last_insert_rowid(), total_changes();
INSERT INTO t VALUES(90, 'a7', 1, 1), (91, 'xfa', 1, 1), (92, 'a8', 1, 1);
SELECT changes(), last_insert_rowid(), total_changes();
INSERT INTO t VALUES(93, 'a9', 1, 1), (94, 'xig', 1, 1), (95, 'a10', 1, 1) RETURNING id;
SELECT changes(), last_insert_rowid(), total_changes();
BEGIN;
INSERT INTO t VALUES(100, 'a11', 1, 1), (101, 'ro', 1, 1);
SELECT changes(), last_insert_rowid(), total_changes();
INSERT OR FAIL INTO t VALUES(100, 'a11', 1, 1), (101, 'ab', 1, 1);
INSERT OR IGNORE INTO t VALUES(103, 'a13', 1, 1), (104, 'ab', 1, 1);
SELECT * FROM t; SELECT * FROM log;
CREATE TABLE rec(n);
CREATE TRIGGER rr AFTER INSERT ON rec WHEN NEW.n < 2000 BEGIN INSERT INTO rec VALUES(NEW.n + 1); END;
PRAGMA recursive_triggers = ON;
INSERT INTO rec VALUES(1001);
SELECT count(*), changes(), last_insert_rowid(), total_changes() FROM rec;
INSERT INTO rec VALUES(500);
SELECT count(*), changes(), last_insert_rowid(), total_changes() FROM rec;
INSERT INTO rec VALUES(1000);
SELECT count(*), changes(), last_insert_rowid(), total_changes() FROM rec;
DROP TABLE rec;
PRAGMA recursive_triggers = OFF;
-- savepoints
SAVEPOINT a; INSERT INTO log VALUES(1,1,1); SAVEPOINT b; INSERT INTO log VALUES(2,2,2); ROLLBACK TO a; INSERT INTO log VALUES(3,3,3); RELEASE b;
RELEASE a;
SELECT * FROM log;
SAVEPOINT A; SAVEPOINT a; INSERT INTO log VALUES(4,4,4); ROLLBACK TO A; RELEASE a; SELECT count(*) FROM log; RELEASE A;
ROLLBACK TO a; RELEASE zz; COMMIT; ROLLBACK; BEGIN; BEGIN; SAVEPOINT x; COMMIT; RELEASE x; END;
BEGIN; SAVEPOINT x; ROLLBACK TO x; ROLLBACK; RELEASE x;
SAVEPOINT s; BEGIN; COMMIT; RELEASE s;
-- changes after errors and DDL
INSERT INTO log VALUES(1,1,1), (2,2,2); CREATE TABLE ddl1(a); SELECT changes(), total_changes();
DROP TABLE ddl1; SELECT changes(), total_changes(), last_insert_rowid();
CREATE TABLE ctas AS SELECT 1 AS a UNION SELECT 2; SELECT changes(), total_changes(), last_insert_rowid();
ALTER TABLE ctas ADD COLUMN b DEFAULT 5; SELECT changes(), total_changes(), last_insert_rowid();
CREATE INDEX ci ON ctas(b); SELECT changes(), total_changes(), last_insert_rowid();
ALTER TABLE ctas RENAME TO ctas2; SELECT changes(), total_changes(), last_insert_rowid();
ALTER TABLE ctas2 DROP COLUMN a; SELECT changes(), total_changes(), last_insert_rowid();
ANALYZE; SELECT changes(), total_changes(), last_insert_rowid();
REINDEX; SELECT changes(), total_changes(), last_insert_rowid();
DROP TABLE log; SELECT changes(), total_changes(), last_insert_rowid();
PRAGMA user_version = 5; SELECT changes(), total_changes(), last_insert_rowid();
-- The rowid has no default; columns that REPLACE fills are looked at again when the others have passed.
CREATE TABLE da(a, b INTEGER DEFAULT 7, c, PRIMARY KEY(b));
INSERT INTO da(a) VALUES(1);
INSERT INTO da DEFAULT VALUES;
REPLACE INTO da(a) VALUES(2), (3);
SELECT *, last_insert_rowid() FROM da;
CREATE TABLE nn(a NOT NULL ON CONFLICT REPLACE DEFAULT NULL, b NOT NULL, c NOT NULL ON CONFLICT REPLACE DEFAULT 'c');
INSERT INTO nn DEFAULT VALUES;
INSERT INTO nn VALUES(NULL, 1, NULL);
INSERT OR REPLACE INTO nn VALUES(1, NULL, NULL);
INSERT INTO nn VALUES(1, 2, NULL);
UPDATE nn SET a = NULL, b = NULL;
UPDATE nn SET a = NULL, c = NULL;
UPDATE nn SET c = NULL;
SELECT * FROM nn;
-- CHECK may be turned off.
CREATE TABLE ck(a CHECK (a > 0), b);
PRAGMA ignore_check_constraints;
PRAGMA ignore_check_constraints = ON;
PRAGMA ignore_check_constraints;
INSERT INTO ck VALUES(-1, 1), (2, 2);
UPDATE ck SET a = -2 WHERE b = 2;
PRAGMA ignore_check_constraints = OFF;
UPDATE ck SET b = 3;
UPDATE ck SET a = a;
INSERT INTO ck VALUES(-1, 1);
SELECT * FROM ck;

-- UPDATE meets rows in the order of the index that finds them.
CREATE TABLE visited (a UNIQUE ON CONFLICT FAIL, b, PRIMARY KEY (b));
INSERT INTO visited VALUES (7, 'e'), (9, 'A'), (8, 'long enough');
UPDATE OR FAIL visited SET a = 2 WHERE b NOT NULL;
-- in order
SELECT * FROM visited ORDER BY rowid;
CREATE TABLE visited_back (a INTEGER PRIMARY KEY, b, c UNIQUE ON CONFLICT REPLACE, d NOT NULL CHECK (d < 35));
CREATE INDEX visited_back_a ON visited_back (a DESC);
INSERT INTO visited_back VALUES (1, NULL, 2, 2.5), (3, 7, 3, 8);
UPDATE visited_back SET d = b || 'e ' WHERE a < 5;
CREATE TABLE keyed (a, b UNIQUE ON CONFLICT FAIL, c, d DEFAULT 7, e, PRIMARY KEY (a)) WITHOUT ROWID;
CREATE INDEX keyed_c ON keyed (c DESC);
INSERT INTO keyed (a, b, c, e) VALUES (7, 8, 8, 5), (3, 6, 1, 8);
UPDATE OR FAIL keyed SET d = '1', b = coalesce (e, 8);
SELECT * FROM keyed;
UPDATE OR FAIL keyed SET d = '2', b = 5 WHERE c > 0 AND 1 IN (SELECT 1);
SELECT * FROM keyed;
UPDATE OR FAIL keyed SET d = '3', b = 4, a = a + 10 WHERE c > 0;
SELECT * FROM keyed;
UPDATE OR FAIL visited SET a = 4 WHERE b NOT NULL AND b IN visited;
UPDATE OR FAIL visited SET a = 5 WHERE b NOT NULL AND 1 IN (SELECT 1);
-- in order
SELECT * FROM visited ORDER BY rowid;

-- Which row stays where UPDATE makes two equal: rows are changed as they are found, but for an index that REPLACEs.
CREATE TABLE ur(a, b, c, d, PRIMARY KEY (a) ON CONFLICT REPLACE, UNIQUE (b, c)); CREATE INDEX urd ON ur(d);
INSERT INTO ur VALUES (2.5, 5, '1', 9), (6, 5, NULL, 6), (7, 2, NULL, 1);
UPDATE ur SET a = CASE WHEN b > 3 THEN 1 ELSE 9 END WHERE b >= 1;
SELECT * FROM ur ORDER BY a;
DELETE FROM ur; INSERT INTO ur VALUES (2.5, 5, '1', 9), (6, 5, NULL, 6), (7, 2, NULL, 1);
UPDATE OR REPLACE ur SET d = d + 1 WHERE b >= 1;
UPDATE OR IGNORE ur SET a = 1 WHERE b >= 1;
SELECT * FROM ur ORDER BY a;
DELETE FROM ur; INSERT INTO ur VALUES (2.5, 5, '1', 9), (6, 5, NULL, 6), (7, 2, NULL, 1);
UPDATE OR REPLACE ur SET a = 1 WHERE b >= 1;
SELECT * FROM ur ORDER BY a;

-- What FAIL kept cannot be committed while another reads: the code tells of that, the words of the
-- conflict.
CREATE TABLE kept_rows(a INTEGER PRIMARY KEY, b);
INSERT INTO kept_rows VALUES (1, 'x');
BEGIN;
SELECT * FROM kept_rows;
-- by another
INSERT OR FAIL INTO kept_rows VALUES (2, 'y'), (1, 'z');
-- by another
UPDATE OR FAIL kept_rows SET a = 1;
COMMIT;
SELECT * FROM kept_rows;
-- by another
INSERT OR FAIL INTO kept_rows VALUES (2, 'y'), (1, 'z');
SELECT * FROM kept_rows;

-- Rows of a table without rowids are met by way of an index that has all that is read, which need
-- not be the key: where FAIL or IGNORE keeps some of them, that shows.
CREATE TABLE met_by_index(a, b UNIQUE, c, d UNIQUE, PRIMARY KEY (a)) WITHOUT ROWID;
INSERT INTO met_by_index VALUES (2, 1, 'e', 'A'), (4, 'B', 'b', 'c'), (5, 'l', 'd', '');
UPDATE OR FAIL met_by_index SET b = 'b' WHERE d <> 'B';
SELECT * FROM met_by_index;
UPDATE OR IGNORE met_by_index SET b = 'n' WHERE d <> 'B' AND a <> 4;
SELECT * FROM met_by_index;
UPDATE OR FAIL met_by_index SET b = 'k';
SELECT * FROM met_by_index;
UPDATE OR IGNORE met_by_index SET d = 'k' WHERE b <> 'B';
SELECT * FROM met_by_index;
DELETE FROM met_by_index WHERE d <> 'B' RETURNING a;

-- A rowid that REPLACEs is looked at behind all indexes, those that REPLACE among them.
PRAGMA recursive_triggers = ON;
CREATE TABLE both_replace(a INTEGER PRIMARY KEY ON CONFLICT REPLACE, b UNIQUE ON CONFLICT REPLACE, c UNIQUE);
CREATE TABLE both_replace_log(x);
CREATE TRIGGER both_replace_gone AFTER DELETE ON both_replace BEGIN INSERT INTO both_replace_log VALUES (OLD.a); END;
INSERT INTO both_replace VALUES (9, 3, 1), (4, 5, 2);
INSERT INTO both_replace VALUES (4, 3, 7);
-- in order
SELECT x FROM both_replace_log ORDER BY rowid;
INSERT INTO both_replace VALUES (7, 7, 10), (8, 8, 11);
UPDATE both_replace SET a = 8, b = 7 WHERE a = 4;
-- in order
SELECT x FROM both_replace_log ORDER BY rowid;
INSERT INTO both_replace VALUES (20, 20, 20), (21, 21, 21);
INSERT INTO both_replace VALUES (20, 21, 22) ON CONFLICT (c) DO NOTHING;
-- in order
SELECT x FROM both_replace_log ORDER BY rowid;
INSERT INTO both_replace VALUES (30, 30, 30), (31, 31, 31);
INSERT INTO both_replace VALUES (30, 31, 20);
INSERT INTO both_replace VALUES (30, 31, 30);
SELECT * FROM both_replace;
PRAGMA recursive_triggers = OFF;
