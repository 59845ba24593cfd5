-- RENAME TABLE changes what means the table, not what only looks like it.
CREATE TABLE t(a, b); CREATE TABLE o(a, b); CREATE TABLE log(x);
CREATE VIEW v1 AS SELECT t.* FROM t;
CREATE VIEW v2 AS SELECT t.a, o.b FROM t JOIN o ON t.a = o.a;
CREATE VIEW v3 AS SELECT x.a FROM t AS x;
CREATE VIEW v4 AS SELECT t.a FROM o AS t;
CREATE VIEW v5 AS SELECT a FROM t WHERE EXISTS (SELECT 1 FROM o WHERE o.b = t.b) UNION SELECT t.b FROM main.t ORDER BY 1;
CREATE VIEW v6 AS WITH q AS (SELECT * FROM t) SELECT q.a FROM q;
CREATE TRIGGER r1 AFTER INSERT ON t BEGIN INSERT INTO log SELECT t.a FROM o AS t; INSERT INTO log SELECT t.* FROM (SELECT a FROM t) AS t; END;
CREATE TRIGGER r2 AFTER INSERT ON o BEGIN INSERT INTO t SELECT NEW.a, t.b FROM t; UPDATE t SET a = t.b WHERE t.a = NEW.a; DELETE FROM t WHERE t.a IN (SELECT t.b FROM t); INSERT INTO t(a) VALUES(1) ON CONFLICT DO UPDATE SET a = t.a; END;
ALTER TABLE t RENAME TO z;
SELECT sql FROM sqlite_schema;

-- What stands beside a false constant is looked up, too.
CREATE TABLE beside (a, b);
CREATE TABLE beside_log (z);
CREATE TRIGGER beside_t UPDATE ON beside BEGIN INSERT INTO beside_log SELECT s.z FROM beside_log s WHERE (SELECT nosuch WHERE NULL) AND s.z IN (); END;
ALTER TABLE beside RENAME TO beside2;
DROP TRIGGER beside_t;
CREATE TRIGGER beside_t UPDATE ON beside BEGIN INSERT INTO beside_log SELECT s.z FROM beside_log s WHERE s.nosuch IN (); END;
ALTER TABLE beside RENAME TO beside2;
SELECT sql FROM sqlite_schema;

-- What is wrong with a temporary trigger is found after the renaming of a table.
CREATE TABLE trig_gone (a PRIMARY KEY, b);
CREATE TABLE trig_kept (a, c, d, e);
CREATE TEMP TRIGGER trig_broken BEFORE UPDATE ON trig_kept BEGIN INSERT INTO trig_gone VALUES (OLD.c, NEW.d); END;
DROP TABLE trig_gone;
ALTER TABLE trig_kept RENAME TO trig_new;
ALTER TABLE trig_kept RENAME COLUMN a TO f;
ALTER TABLE trig_kept DROP COLUMN e;
DROP TRIGGER trig_broken;
-- One on another table is met while that is renamed.
CREATE TABLE trig_apart (a);
CREATE TABLE trig_lost (a);
CREATE TEMP TRIGGER trig_elsewhere BEFORE UPDATE ON trig_kept BEGIN UPDATE trig_lost SET a = 1; END;
DROP TABLE trig_lost;
ALTER TABLE trig_apart RENAME TO trig_apart_new;
ALTER TABLE trig_apart RENAME COLUMN a TO f;
DROP TRIGGER trig_elsewhere;
CREATE TEMP TABLE trig_own_gone (a);
CREATE TEMP TABLE trig_own (a, c);
CREATE TEMP TRIGGER trig_own_broken BEFORE UPDATE ON trig_own BEGIN SELECT * FROM trig_own_gone; END;
DROP TABLE trig_own_gone;
ALTER TABLE trig_own RENAME TO trig_own_new;
ALTER TABLE trig_own RENAME COLUMN a TO f;
DROP TRIGGER trig_own_broken;

-- Where the rowid's alias is renamed, names of the rowid become its new name.
CREATE TABLE rowid_renamed (a, b INTEGER PRIMARY KEY);
CREATE TABLE rowid_renamed_log (z);
CREATE VIEW rowid_renamed_v1 AS SELECT rowid, b, oid, a FROM rowid_renamed ORDER BY _rowid_;
CREATE VIEW rowid_renamed_v2 AS SELECT z FROM (SELECT a AS z FROM rowid_renamed ORDER BY rowid);
CREATE VIEW rowid_renamed_v3 AS SELECT z FROM rowid_renamed_log WHERE EXISTS (SELECT 1 FROM rowid_renamed WHERE rowid = z);
CREATE TRIGGER rowid_renamed_g1 AFTER DELETE ON rowid_renamed BEGIN UPDATE rowid_renamed_log SET z = 1 FROM (SELECT a FROM rowid_renamed ORDER BY rowid) f; END;
CREATE TRIGGER rowid_renamed_g2 AFTER DELETE ON rowid_renamed BEGIN INSERT INTO rowid_renamed_log SELECT a FROM (SELECT a FROM rowid_renamed ORDER BY rowid); END;
CREATE TRIGGER rowid_renamed_g3 AFTER DELETE ON rowid_renamed BEGIN UPDATE rowid_renamed_log SET z = (SELECT a FROM rowid_renamed ORDER BY rowid); END;
CREATE TRIGGER rowid_renamed_g4 AFTER DELETE ON rowid_renamed BEGIN UPDATE rowid_renamed_log SET z = (SELECT a FROM (SELECT * FROM rowid_renamed ORDER BY rowid)); END;
CREATE TRIGGER rowid_renamed_g6 AFTER DELETE ON rowid_renamed BEGIN UPDATE rowid_renamed SET a = rowid WHERE rowid = old.rowid; END;
CREATE TRIGGER rowid_renamed_g7 AFTER DELETE ON rowid_renamed BEGIN INSERT INTO rowid_renamed_log SELECT a FROM rowid_renamed GROUP BY rowid HAVING rowid>1 ORDER BY rowid; SELECT a FROM rowid_renamed UNION ALL SELECT rowid FROM rowid_renamed ORDER BY 1; END;
CREATE INDEX rowid_renamed_i ON rowid_renamed(a) WHERE rowid > 5;
ALTER TABLE rowid_renamed RENAME b TO c10;
CREATE TABLE rowid_renamed_own(a CHECK (rowid > 0), b INTEGER PRIMARY KEY, oid);
ALTER TABLE rowid_renamed_own RENAME b TO c;
-- (The reference does not find the column behind this one's star a second time.)
DROP TRIGGER rowid_renamed_g4;
ALTER TABLE rowid_renamed RENAME a TO rowid;
ALTER TABLE rowid_renamed RENAME c10 TO c11;
SELECT name, sql FROM sqlite_schema WHERE name LIKE 'rowid_renamed%' ORDER BY name;
-- A table's own name is taken, too, in whatever case.
CREATE TABLE renamed_to_itself(a);
ALTER TABLE renamed_to_itself RENAME TO Renamed_to_Itself;
ALTER TABLE renamed_to_itself RENAME TO renamed_to_itself;
SELECT name FROM sqlite_schema WHERE name LIKE 'renamed_to_itself';
-- Tables that are there without CREATE.
ALTER TABLE json_each ADD COLUMN a;
ALTER TABLE json_each RENAME COLUMN value TO v;
ALTER TABLE json_each DROP COLUMN value;
ALTER TABLE json_each RENAME TO j;
ANALYZE json_each;
