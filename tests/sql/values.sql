-- VALUES as a table and as a subquery: the first row says what a column compares like, in an IN
-- and as a scalar the last one.
CREATE TABLE t(a INT, c VARCHAR(20), n, k TEXT COLLATE NOCASE);
INSERT INTO t VALUES (9, '9', 1, 'a'), (9, '9.0', 2, 'B'), (1.5, '1.5', 3, 'c'), (9, '09', 4, NULL);
SELECT n, c IN (VALUES (a)), c IN (SELECT a), c IN (VALUES (a), (NULL)), c IN (VALUES (NULL), (a)) FROM t;
SELECT n, 9.0 IN (VALUES (a), (c)), 9.0 IN (VALUES (c), (a)), (c, n) IN (VALUES (a, n)) FROM t;
SELECT n, (VALUES (a)) = '9', (VALUES (c)) = 9, (c, n) = (VALUES (a, n)), (VALUES (k)) = 'A', 'A' IN (VALUES (k)) FROM t;
SELECT * FROM (VALUES (CAST(1 AS INT))) WHERE column1 = '1.0';
SELECT * FROM (VALUES (CAST(1 AS INT)), (2)) WHERE column1 = '1.0';
WITH z AS (VALUES (CAST(1 AS INT))) SELECT *, column1 = '1.0' FROM z;
WITH r(a) AS (VALUES (CAST(1 AS INT)) UNION ALL SELECT a + 1 FROM r WHERE a < '3' AND a < 5) SELECT a, a = '2' FROM r;
SELECT * FROM (VALUES ('a' COLLATE NOCASE), ('b')) WHERE column1 = 'A';
SELECT * FROM (VALUES ('a'), ('b' COLLATE NOCASE)) WHERE column1 = 'A';
SELECT count(*) FROM (VALUES ('a' COLLATE NOCASE), ('A')) GROUP BY column1;
SELECT DISTINCT column1 FROM (VALUES ('a' COLLATE NOCASE), ('A'));
-- in order
SELECT column1 FROM (VALUES ('b' COLLATE NOCASE), ('A'), ('c')) ORDER BY column1;
SELECT count(*) FROM (VALUES ('a' COLLATE NOCASE) UNION VALUES ('A'));
-- in order
VALUES ('b' COLLATE NOCASE) UNION ALL VALUES ('A') ORDER BY 1;
CREATE TABLE made AS VALUES (CAST(1 AS TEXT), 2), (3, CAST(4 AS INT));
SELECT sql FROM sqlite_schema;
SELECT * FROM made;
CREATE VIEW v AS VALUES (CAST(1 AS TEXT), 'a' COLLATE NOCASE);
SELECT column1 = 1, column1 = '1.0', column2 = 'A' FROM v;
CREATE TABLE log(x);
CREATE TRIGGER tr INSTEAD OF UPDATE ON v BEGIN INSERT INTO log VALUES (typeof(new.column1) || (old.column2 = 'A') || (old.column1 = 1)); END;
UPDATE v SET column1 = 7;
SELECT * FROM log;

-- What a DEFAULT calls is looked for when it is used.
CREATE TABLE unknown_default(a, b DEFAULT (nosuch(1)));
INSERT INTO unknown_default(a, b) VALUES (1, 2);
INSERT INTO unknown_default(a) VALUES (1);
INSERT INTO unknown_default(a) SELECT 1 WHERE 0;
INSERT INTO unknown_default DEFAULT VALUES;
UPDATE unknown_default SET a = 3;
SELECT * FROM unknown_default;
DELETE FROM unknown_default WHERE a = 1;
PRAGMA table_info(unknown_default);
ALTER TABLE unknown_default ADD COLUMN c DEFAULT (nosuch(2));
ALTER TABLE unknown_default ADD COLUMN c DEFAULT (abs(1, 2, 3));
ALTER TABLE unknown_default RENAME COLUMN a TO z;
PRAGMA integrity_check;
CREATE TABLE unknown_default2(a, b DEFAULT (abs(1, 2)));
INSERT INTO unknown_default2(a) VALUES (1);
CREATE TABLE unknown_default3(a, b DEFAULT (count(*)));
INSERT INTO unknown_default3(a) VALUES (1);
CREATE TABLE unknown_default4(a, b DEFAULT (nosuch));
CREATE TABLE unknown_default4(a, b DEFAULT ((SELECT 1)));
CREATE TABLE unknown_default4(a, b DEFAULT (row_number() OVER ()));
CREATE TABLE unknown_default4(a, b DEFAULT ("x"));
CREATE TABLE unknown_default4(a, b DEFAULT (1 IN unknown_default));
CREATE TABLE unknown_default4(a, b DEFAULT (a));
CREATE TABLE unknown_default4(a, b DEFAULT (unknown_default.a));
CREATE TABLE unknown_default4(a, b DEFAULT (true), c DEFAULT (1 IN (1, 2)), d DEFAULT "x", e DEFAULT (FALSE AND 1));
INSERT INTO unknown_default4(a) VALUES (1);
SELECT * FROM unknown_default4;
