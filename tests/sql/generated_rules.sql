-- What CREATE TABLE takes for a generated column, and what it says of others.
CREATE TABLE t2(a AS (1));
CREATE TABLE t3(a, b AS (a+1) DEFAULT 5);
CREATE TABLE t4(a, b AS (a+1) PRIMARY KEY);
CREATE TABLE t5(a, b AS (a+1), PRIMARY KEY(b));
CREATE TABLE t5(a, b AS (a+1) STORED, PRIMARY KEY(a, b)) WITHOUT ROWID;
CREATE TABLE t7(a, b AS (rowid));
CREATE TABLE t8(a, b AS (random()));
CREATE TABLE t9(a, b AS ((SELECT 1)));
CREATE TABLE t10(a, b AS (sum(a)));
CREATE TABLE t11(a, b AS (nosuch));
CREATE TABLE t12(a, b AS (nosuch(a)));
CREATE TABLE t13(a, b AS (?));
CREATE TABLE t14(a, b AS (a) foo);
CREATE TABLE t15(a, b AS (a) AS (a+1));
CREATE TABLE t16(a, b DEFAULT 3 AS (a));
CREATE TABLE t17(a, b PRIMARY KEY AS (a));
CREATE TABLE t20(a, b AS (t20.a));
CREATE TABLE t21(a, b AS (main.t21.a));
CREATE TABLE t24(a, b AS (a OVER ()));
CREATE TABLE t25(a, b AS (count(a) OVER ()));
CREATE TABLE t34(a, b GENERATED ALWAYS AS (a) STORED PRIMARY KEY);
CREATE TABLE t35(a AS (1), b AS (2));
CREATE TABLE t37(b AS (a), a INT, PRIMARY KEY(b)) WITHOUT ROWID;
CREATE TABLE t43(a, b AS (a) STORED STORED);
CREATE TABLE t44(a, b AS (a+1, 2));
CREATE TABLE t45(a, b AS a+1);
CREATE TABLE t46(a, b AS (a IN (SELECT 1)));
CREATE TABLE t47(a, b AS (a IN t45));
CREATE TABLE t48(a, b AS (new.a));
CREATE TABLE t6(a INT, b INT AS (a), c AS (b || 'x')) STRICT;
SELECT count(*) FROM sqlite_schema;

-- All of these are fine.
CREATE TABLE g1(a, b INT GENERATED ALWAYS AS (a + 1) STORED, c GENERATED ALWAYS AS (b * 2) VIRTUAL);
CREATE TABLE g2(a, b INTEGER GENERATED ALWAYS AS (a), c always, d generated always, e AS ("zork"));
CREATE TABLE g3(a INT, b INT AS (a) UNIQUE, c TEXT AS (a) NOT NULL CHECK (c <> '3') REFERENCES g1(a)) STRICT;
CREATE TABLE g4(c AS (a || b), b AS (a) COLLATE nocase, a PRIMARY KEY, d AS (length(c)) STORED) WITHOUT ROWID;
CREATE TABLE g5(id INTEGER PRIMARY KEY, b AS (id * 2), c AS (id * 3) STORED UNIQUE);
CREATE TABLE g6(a, b AS (1) CONSTRAINT x NOT NULL, CHECK (b > 0));
-- in order
SELECT name, sql FROM sqlite_schema ORDER BY rowid;
PRAGMA table_info(g1);
PRAGMA table_xinfo(g1);
PRAGMA table_info(g2);
PRAGMA table_xinfo(g2);
PRAGMA table_info(g4);
PRAGMA table_xinfo(g4);
PRAGMA index_xinfo(sqlite_autoindex_g4_1);
SELECT * FROM pragma_table_xinfo('g5');

-- Expressions that hang on one another in a circle are found when they are used.
CREATE TABLE l1(a AS (b), b AS (c), c AS (a), z);
CREATE TABLE l2(a, b AS (b));
INSERT INTO l1 VALUES (1);
SELECT a FROM l1;
SELECT z FROM l1;
SELECT * FROM l2;
INSERT INTO l2 VALUES (1);
UPDATE l1 SET z = 1;
DELETE FROM l1;
DROP TABLE l1;

-- Nobody sets them.
INSERT INTO g1 VALUES (1, 2);
INSERT INTO g1(b) VALUES (1);
INSERT INTO g1(a, c) VALUES (1, 2);
INSERT INTO g1 VALUES (5);
INSERT INTO g1 VALUES (1, 2, 3);
INSERT INTO g1 SELECT * FROM g1;
INSERT INTO g1 SELECT a FROM g1;
INSERT INTO g1 DEFAULT VALUES;
UPDATE g1 SET b = 3;
UPDATE g1 SET a = 1, c = 4;
UPDATE g1 SET (a, b) = (1, 2);
SELECT *, rowid FROM g1;
INSERT INTO g5 VALUES (1) ON CONFLICT(id) DO UPDATE SET b = 3;
REPLACE INTO g5(c) VALUES (1);
CREATE TRIGGER r AFTER INSERT ON g5 BEGIN UPDATE g1 SET c = 1; END;
INSERT INTO g5 VALUES (1);
DROP TRIGGER r;
CREATE TABLE copy AS SELECT * FROM g1;
SELECT sql FROM sqlite_schema WHERE name = 'copy';
SELECT * FROM copy;

-- STRICT does not look at what an expression gives when it is written.
CREATE TABLE s1(a INT, b INT AS (a || 'x') STORED) STRICT;
INSERT INTO s1 VALUES (1);
CREATE TABLE s2(a INT, b INT AS (a || 'x')) STRICT;
INSERT INTO s2 VALUES (1);
SELECT b, typeof(b) FROM s1 UNION ALL SELECT b, typeof(b) FROM s2;
PRAGMA integrity_check;
PRAGMA quick_check(s2);
