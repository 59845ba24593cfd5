-- Indexes, keys, triggers and RETURNING over generated columns.
CREATE TABLE t(a, b AS (a % 10), s AS (a * 2) STORED, w TEXT AS (a || 'x') UNIQUE);
CREATE INDEX tb ON t(b);
CREATE INDEX ts ON t(s DESC, b);
CREATE INDEX te ON t(b + s);
CREATE INDEX tp ON t(a) WHERE b > 5;
CREATE UNIQUE INDEX tu ON t(s) WHERE b = 3;
INSERT INTO t VALUES (1), (12), (13), (26), (38), (49), (2);
INSERT INTO t VALUES (1);
INSERT INTO t VALUES (13.0);
INSERT OR REPLACE INTO t VALUES (13);
-- in order
SELECT a FROM t WHERE b = 2;
-- in order
SELECT a, b FROM t ORDER BY b, a;
-- in order
SELECT s FROM t ORDER BY s DESC;
SELECT a FROM t WHERE b + s = 28;
SELECT a FROM t WHERE b > 5 AND a > 1;
SELECT a FROM t WHERE w = '26x';
SELECT a, b FROM t WHERE b IN (1, 3, 9) AND s > 3;
SELECT min(b), max(b), max(s) FROM t;
SELECT a FROM t WHERE b LIKE '1%' OR w LIKE '2%';
EXPLAIN QUERY PLAN SELECT a FROM t WHERE b = 2;
EXPLAIN QUERY PLAN SELECT b FROM t;
EXPLAIN QUERY PLAN SELECT a FROM t WHERE w = '26x';
EXPLAIN QUERY PLAN SELECT b FROM t ORDER BY b;
EXPLAIN QUERY PLAN SELECT a FROM t WHERE b > 5 AND a > 1;
UPDATE t SET a = a + 1 WHERE b = 2;
UPDATE t SET a = a + 10;
SELECT * FROM t ORDER BY a;
PRAGMA integrity_check;
DELETE FROM t WHERE b = 3;
SELECT * FROM t ORDER BY a;
PRAGMA integrity_check;
ANALYZE;
SELECT * FROM sqlite_stat1 ORDER BY 1, 2;
REINDEX;
VACUUM;
PRAGMA integrity_check;
SELECT a, b, s, w FROM t ORDER BY b;
DROP INDEX tb;
CREATE INDEX tb2 ON t(b, w);
SELECT w FROM t WHERE b = 6;
-- Names that an index has to do without.
CREATE INDEX bad ON t(rowid + 1);
CREATE INDEX bad ON t(t.a + 1);
CREATE INDEX bad ON t(zork.a + 1);

-- UPSERT.
CREATE TABLE u(k INTEGER PRIMARY KEY, a, b AS (a || '!') UNIQUE, s AS (a) STORED);
INSERT INTO u(a) VALUES ('p'), ('q');
INSERT INTO u(a) VALUES ('p') ON CONFLICT(b) DO UPDATE SET a = excluded.b || b || s || excluded.s;
INSERT INTO u(a) VALUES ('q') ON CONFLICT DO NOTHING;
INSERT INTO u(k, a) VALUES (2, 'z') ON CONFLICT(k) DO UPDATE SET a = u.b WHERE excluded.s = 'z' RETURNING *, b, s;
SELECT * FROM u;
INSERT INTO u(a) VALUES ('n') RETURNING k, a, b, s;
UPDATE u SET a = 'm' WHERE b = 'n!' RETURNING *;
DELETE FROM u WHERE s = 'm' RETURNING b, s, *;

-- Triggers.
CREATE TABLE log(what, x, y);
CREATE TABLE r(id INTEGER PRIMARY KEY, a, b AS (id || ':' || a), s AS (coalesce(a, 'null')) STORED);
CREATE TRIGGER r1 BEFORE INSERT ON r BEGIN INSERT INTO log VALUES ('bi', new.b, new.s); END;
CREATE TRIGGER r2 AFTER INSERT ON r WHEN new.b IS NOT NULL BEGIN INSERT INTO log VALUES ('ai', new.b, new.s); END;
CREATE TRIGGER r3 BEFORE UPDATE ON r BEGIN INSERT INTO log VALUES ('bu', old.b || '>' || new.b, old.s || '>' || new.s || coalesce(old.a, new.a, '')); END;
CREATE TRIGGER r4 AFTER UPDATE OF a ON r BEGIN INSERT INTO log VALUES ('au', old.b || '>' || new.b, old.s || '>' || new.s); END;
CREATE TRIGGER r5 AFTER UPDATE OF b ON r BEGIN INSERT INTO log VALUES ('never', old.b, new.b); END;
CREATE TRIGGER r6 BEFORE DELETE ON r BEGIN INSERT INTO log VALUES ('bd', old.b, old.s); END;
CREATE TRIGGER r7 AFTER DELETE ON r BEGIN INSERT INTO log VALUES ('ad', old.b, old.s); END;
INSERT INTO r(a) VALUES ('x'), (NULL);
INSERT INTO r VALUES (7, 'y');
UPDATE r SET a = a || 'z';
UPDATE r SET id = id + 1 WHERE id = 7;
REPLACE INTO r VALUES (8, 'again');
DELETE FROM r WHERE b = '8:again';
-- in order
SELECT * FROM log ORDER BY rowid;
SELECT * FROM r;
CREATE TRIGGER r8 BEFORE UPDATE ON r BEGIN UPDATE r SET a = 'other' WHERE id = new.id; END;
UPDATE r SET id = 100 WHERE id = 1;
SELECT * FROM r;

-- Foreign keys on both sides.
PRAGMA foreign_keys = ON;
CREATE TABLE p(a, b AS (a) UNIQUE);
CREATE TABLE c1(x, y AS (x) REFERENCES p(b) ON DELETE CASCADE);
INSERT INTO p VALUES (1), (2), (3);
INSERT INTO c1 VALUES (1), (2), (NULL);
INSERT INTO c1 VALUES (9);
UPDATE c1 SET x = 9 WHERE x = 1;
UPDATE c1 SET x = 3 WHERE x = 1;
DELETE FROM p WHERE a = 2;
SELECT * FROM c1;
UPDATE p SET a = 5 WHERE a = 3;
UPDATE p SET a = 5 WHERE a = 1;
PRAGMA foreign_key_check;
CREATE TABLE c2(x, z AS (x) STORED REFERENCES p(b) ON UPDATE CASCADE ON DELETE SET NULL);
INSERT INTO c2 VALUES (5);
DELETE FROM c1 WHERE x = 'none';
DELETE FROM p WHERE a = 5;
UPDATE p SET a = 6 WHERE a = 5;
SELECT * FROM p;
