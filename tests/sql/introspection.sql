-- Tables that tell of the database and the connection.
CREATE TABLE t(a, b);
CREATE INDEX t_b ON t(b);
CREATE TABLE w(k PRIMARY KEY, v) WITHOUT ROWID;
INSERT INTO t VALUES (1, 'one'), (2, 'two'), (3, NULL), (4, 4.5);
INSERT INTO w VALUES ('x', 1), ('y', 2);
DELETE FROM t WHERE a = 2;
-- in order
SELECT * FROM dbstat;
-- in order
SELECT *, schema, aggregate FROM dbstat WHERE aggregate = 1;
SELECT name, pagetype FROM dbstat('main') WHERE name = 't_b';
SELECT sum(pgsize) FROM dbstat('main', 1);
SELECT count(*) FROM dbstat('nothing');
CREATE TEMP TABLE s(x);
SELECT name, ncell FROM dbstat WHERE schema = 'temp';
-- One overflow chain.
INSERT INTO t VALUES (5, zeroblob(10000));
SELECT path, pagetype, ncell, payload, unused, mx_payload FROM dbstat WHERE name = 't';
SELECT sql, ncol, ro, busy FROM sqlite_stmt;
SELECT count(*) FROM pragma_module_list
  WHERE name IN ('dbstat', 'sqlite_stmt', 'json_each', 'json_tree');

PRAGMA collation_list;

-- CREATE VIRTUAL TABLE.
CREATE TABLE described (a);
CREATE VIRTUAL TABLE of_nowhere USING dbstat(no_such_database);
CREATE VIRTUAL TABLE of_two USING dbstat(main, 2);
CREATE VIRTUAL TABLE of_quoted USING dbstat('main');
CREATE VIRTUAL TABLE of_temp USING dbstat(temp);
CREATE VIRTUAL TABLE IF NOT EXISTS of_none USING dbstat();
CREATE VIRTUAL TABLE main."of main" USING DBSTAT(main);
SELECT type, name, tbl_name, rootpage, sql FROM sqlite_schema WHERE rootpage = 0;
SELECT name, path, pageno FROM "of main" WHERE name = 'described';
SELECT name, path, pageno FROM main."of main"('temp');
SELECT name FROM of_temp WHERE schema = 'main' AND pageno = '1';
SELECT count(*) FROM of_temp, of_two AS b WHERE b.name = 'described';
SELECT DISTINCT schema, aggregate FROM of_quoted;
SELECT typeof(pageno), main.of_two.name FROM of_two WHERE name IN ('described', 't');
SELECT rowid IS NOT NULL FROM of_two LIMIT 1;
PRAGMA table_info(of_two);
PRAGMA table_xinfo(of_two);
CREATE TABLE of_taken (a);
CREATE VIRTUAL TABLE of_taken USING dbstat;
CREATE TABLE of_two (a);
CREATE TABLE IF NOT EXISTS of_two (a);
INSERT INTO of_two VALUES (1);
INSERT INTO of_two (name) SELECT 1;
UPDATE of_two SET name = 1;
DELETE FROM of_two;
ALTER TABLE of_two ADD COLUMN a;
ALTER TABLE of_two DROP COLUMN name;
ALTER TABLE of_two RENAME COLUMN name TO other;
CREATE INDEX of_two_name ON of_two (name);
CREATE TRIGGER of_two_insert INSERT ON of_two BEGIN SELECT 1; END;
ALTER TABLE of_two RENAME TO of_three;
SELECT name FROM of_two;
SELECT name FROM of_three WHERE name = 'described';
BEGIN;
DROP TABLE of_three;
SELECT name FROM of_three;
ROLLBACK;
SELECT name FROM of_three WHERE name = 'described';
ANALYZE;
REINDEX;
VACUUM;
PRAGMA integrity_check;
SELECT name FROM of_three WHERE name = 'described';
DROP TABLE of_three;
DROP TABLE of_quoted;
DROP TABLE of_temp;
DROP TABLE of_none;
DROP TABLE "of main";
SELECT type, name FROM sqlite_schema WHERE rootpage = 0;
-- Names of collations as they are written.
CREATE TABLE "of collations"(a TEXT COLLATE nocase PRIMARY KEY, b COLLATE "rTrim", c, d COLLATE Binary, UNIQUE(b, c COLLATE noCase));
CREATE INDEX of_written ON "of collations"(a, b COLLATE NOcase, c, d, c || 'x' COLLATE nocase);
PRAGMA index_xinfo(of_written);
PRAGMA index_xinfo("sqlite_autoindex_of collations_1");
PRAGMA index_xinfo("sqlite_autoindex_of collations_2");
DROP TABLE "of collations";
