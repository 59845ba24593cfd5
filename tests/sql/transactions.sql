-- BEGIN, COMMIT, ROLLBACK, savepoints, and what an error leaves open.
CREATE TABLE t(a INTEGER PRIMARY KEY, b UNIQUE);
BEGIN;
INSERT INTO t VALUES (1, 1);
ROLLBACK;
SELECT * FROM t;
BEGIN;
BEGIN;
INSERT INTO t VALUES (1, 1);
COMMIT;
COMMIT;
ROLLBACK;
SELECT * FROM t;
BEGIN IMMEDIATE;
SAVEPOINT one;
INSERT INTO t VALUES (2, 2);
SAVEPOINT two;
INSERT INTO t VALUES (3, 3);
ROLLBACK TO two;
SELECT * FROM t;
INSERT INTO t VALUES (4, 4);
RELEASE one;
RELEASE two;
ROLLBACK TO one;
COMMIT;
SELECT * FROM t;
SAVEPOINT outermost;
INSERT INTO t VALUES (5, 5);
ROLLBACK TO outermost;
INSERT INTO t VALUES (6, 6);
RELEASE outermost;
SELECT * FROM t;
BEGIN EXCLUSIVE;
INSERT INTO t VALUES (7, 6);
INSERT INTO t VALUES (7, 7);
INSERT OR ROLLBACK INTO t VALUES (8, 7);
SELECT * FROM t;
ROLLBACK;
BEGIN;
CREATE TABLE u(x);
INSERT INTO u VALUES (1);
CREATE INDEX ux ON u(x);
SAVEPOINT s;
DROP TABLE u;
SELECT * FROM u;
ROLLBACK TO s;
SELECT * FROM u;
ROLLBACK;
SELECT * FROM u;
BEGIN;
SAVEPOINT s;
SAVEPOINT S;
INSERT INTO t VALUES (20, 20);
ROLLBACK TO s;
RELEASE s;
RELEASE s;
RELEASE s;
END;
SELECT * FROM t;
-- What a failed statement undid is undone again with the savepoint around it.
CREATE TABLE r(a, b, PRIMARY KEY (b, a));
INSERT INTO r VALUES (1, 2);
BEGIN;
DELETE FROM r WHERE b = 2;
SAVEPOINT s1;
INSERT INTO r VALUES (19, 1), (19, 5), (19, 5);
INSERT INTO r VALUES (23, 'x');
ROLLBACK TO s1;
SELECT * FROM r NOT INDEXED;
COMMIT;
-- FAIL keeps only what satisfies deferred foreign keys.
PRAGMA foreign_keys = ON;
CREATE TABLE d(x UNIQUE, y REFERENCES t DEFERRABLE INITIALLY DEFERRED);
INSERT OR FAIL INTO d VALUES (1, 999), (1, NULL);
SELECT * FROM d;

-- What is refused, or finds nothing to do, locks nothing.
CREATE TABLE unlocked (a UNIQUE, b);
CREATE TABLE unindexed (a);
INSERT INTO unlocked VALUES (1, 1), (2, 1);
BEGIN;
DROP TRIGGER nosuch;
DROP TABLE nosuch;
DROP TABLE IF EXISTS nosuch;
CREATE TABLE unlocked (a);
CREATE TABLE IF NOT EXISTS unlocked (a);
CREATE INDEX nosuch ON unlocked (c);
ALTER TABLE nosuch RENAME TO other;
ALTER TABLE unlocked ADD COLUMN a;
REINDEX nosuch;
REINDEX unindexed;
-- by another
UPDATE unlocked SET b = b + 1;
CREATE UNIQUE INDEX not_unique ON unlocked (b);
-- by another
UPDATE unlocked SET b = b + 1;
ROLLBACK;
BEGIN;
SELECT * FROM unlocked;
DROP TRIGGER nosuch;
-- by another
INSERT INTO unlocked VALUES (3, 3);
INSERT INTO unlocked VALUES (4, 4);
COMMIT;
SELECT * FROM unlocked;

-- A REINDEX that finds nothing to do keeps nobody waiting.
CREATE TABLE bare_table(a, b); INSERT INTO bare_table VALUES(1, 2);
BEGIN;
REINDEX nocase;
-- by another
UPDATE bare_table SET b = 3;
REINDEX bare_table;
-- by another
UPDATE bare_table SET b = 4;
COMMIT;
SELECT * FROM bare_table;

-- Where no table has foreign keys their check reads nothing, and others can write meanwhile.
CREATE TABLE unkeyed (a);
SAVEPOINT before_the_check;
PRAGMA foreign_key_check;
PRAGMA foreign_key_check(unkeyed);
PRAGMA foreign_key_check(no_such_table);
-- by another
INSERT INTO unkeyed VALUES (1);
INSERT INTO unkeyed VALUES (2);
RELEASE before_the_check;
SELECT * FROM unkeyed;

-- What another connection's change of the schema makes senseless leaves changes() as it was.
CREATE TABLE senseless (a, b);
INSERT INTO senseless VALUES (0, 6), (1, 2), (5, 3);
-- by another
ALTER TABLE senseless RENAME TO sensible;
UPDATE senseless SET a = 1;
DELETE FROM senseless;
SELECT changes();
-- by another
ALTER TABLE sensible RENAME COLUMN a TO c;
UPDATE sensible SET a = 1 WHERE b = 2;
UPDATE sensible SET c = 1 WHERE b = 2;

-- The key of a table without rowids is written, too.
CREATE TABLE reindexed_key (a PRIMARY KEY, b) WITHOUT ROWID;
INSERT INTO reindexed_key VALUES (1, 2), (3, 4);
CREATE TABLE reindexed_nocase (a COLLATE nocase PRIMARY KEY, b) WITHOUT ROWID;
PRAGMA defer_foreign_keys = ON;
REINDEX rtrim;
PRAGMA defer_foreign_keys;
REINDEX reindexed_key;
PRAGMA defer_foreign_keys;
PRAGMA defer_foreign_keys = ON;
REINDEX nocase;
PRAGMA defer_foreign_keys;
PRAGMA defer_foreign_keys = ON;
REINDEX sqlite_autoindex_reindexed_key_1;
PRAGMA defer_foreign_keys;
BEGIN;
REINDEX rtrim;
-- by another
INSERT INTO reindexed_key VALUES (5, 6);
REINDEX reindexed_key;
-- by another
INSERT INTO reindexed_key VALUES (7, 8);
SELECT * FROM reindexed_key;
COMMIT;
BEGIN;
REINDEX sqlite_autoindex_reindexed_nocase_1;
-- by another
INSERT INTO reindexed_key VALUES (9, 8);
COMMIT;
SELECT * FROM reindexed_key;
SELECT * FROM reindexed_nocase;
PRAGMA integrity_check;

-- What ALTER finds wrong before it looks at rows does not end the say of the pragma.
PRAGMA foreign_keys = ON;
CREATE TABLE kept_parent(a INTEGER PRIMARY KEY);
CREATE TABLE kept_child(a REFERENCES kept_parent, b);
CREATE VIEW kept_view AS SELECT 1;
PRAGMA defer_foreign_keys = ON;
ALTER TABLE kept_child ADD COLUMN c UNIQUE;
PRAGMA defer_foreign_keys;
ALTER TABLE kept_child ADD COLUMN c PRIMARY KEY;
PRAGMA defer_foreign_keys;
ALTER TABLE kept_view ADD COLUMN c;
PRAGMA defer_foreign_keys;
BEGIN;
INSERT INTO kept_child VALUES (5, 1);
ROLLBACK;
PRAGMA foreign_keys = OFF;

-- IF [NOT] EXISTS that finds nothing to do only reads: also where others have written since the snapshot.
PRAGMA journal_mode = WAL;
CREATE TABLE needless(x);
CREATE VIEW needless_view AS SELECT 1;
CREATE INDEX needless_index ON needless(x);
CREATE TRIGGER needless_trigger AFTER INSERT ON needless BEGIN SELECT 1; END;
BEGIN;
SELECT * FROM needless;
-- by another
INSERT INTO needless VALUES (1);
DROP TABLE IF EXISTS nosuch;
DROP VIEW IF EXISTS nosuch;
DROP INDEX IF EXISTS nosuch;
DROP TRIGGER IF EXISTS nosuch;
DROP TABLE IF EXISTS nosuch.nosuch;
DROP TABLE IF EXISTS needless_view;
DROP VIEW IF EXISTS needless;
CREATE TABLE IF NOT EXISTS needless(a);
CREATE TABLE IF NOT EXISTS needless AS SELECT 1;
CREATE TABLE IF NOT EXISTS needless_index(a);
CREATE VIEW IF NOT EXISTS needless_view AS SELECT 1;
CREATE INDEX IF NOT EXISTS needless_index ON needless(x);
CREATE INDEX IF NOT EXISTS needless_index ON nosuch(x);
CREATE TRIGGER IF NOT EXISTS needless_trigger AFTER INSERT ON needless BEGIN SELECT 1; END;
CREATE TRIGGER IF NOT EXISTS needless_trigger AFTER INSERT ON nosuch BEGIN SELECT 1; END;
CREATE VIRTUAL TABLE IF NOT EXISTS needless USING dbstat;
CREATE TABLE IF NOT EXISTS needless_new(a);
DROP TABLE IF EXISTS needless;
-- by another
INSERT INTO needless VALUES (2);
COMMIT;
DROP TABLE IF EXISTS nosuch;
CREATE TABLE IF NOT EXISTS needless(a);
CREATE TABLE IF NOT EXISTS needless_new(a);
SELECT name FROM sqlite_schema WHERE name LIKE 'needless%' ORDER BY name;

-- To read the schema ends the say of PRAGMA defer_foreign_keys, too: after an ALTER that failed, or what another has changed.
PRAGMA foreign_keys = ON;
CREATE TABLE reread_child(a REFERENCES kept_parent, b);
CREATE TRIGGER reread_trigger AFTER INSERT ON reread_child BEGIN SELECT nosuch FROM kept_parent; END;
ALTER TABLE reread_child RENAME b TO c;
PRAGMA defer_foreign_keys = ON;
PRAGMA defer_foreign_keys;
DROP TRIGGER reread_trigger;
ALTER TABLE reread_child RENAME b TO c;
PRAGMA defer_foreign_keys = ON;
INSERT INTO reread_child VALUES (77, 1);
-- by another
CREATE TABLE reread_by_another(x);
PRAGMA defer_foreign_keys = ON;
INSERT INTO reread_child VALUES (77, 1);
-- by another
DROP TABLE reread_by_another;
PRAGMA defer_foreign_keys = ON;
BEGIN;
INSERT INTO reread_child VALUES (77, 1);
COMMIT;
ROLLBACK;
CREATE TRIGGER reread_trigger AFTER INSERT ON reread_child BEGIN SELECT nosuch FROM kept_parent; END;
ALTER TABLE reread_child RENAME c TO d;
DROP TRIGGER reread_trigger;
CREATE TRIGGER reread_trigger AFTER INSERT ON kept_parent BEGIN SELECT nosuch FROM kept_parent; END;
ALTER TABLE reread_child RENAME c TO d;
PRAGMA defer_foreign_keys = ON;
INSERT INTO reread_child VALUES (77, 1);
DROP TRIGGER reread_trigger;
PRAGMA foreign_keys = OFF;
-- Not where what failed, or was rolled back, has not changed it.
PRAGMA foreign_keys = ON;
INSERT INTO reread_child VALUES (78, 1);
PRAGMA defer_foreign_keys = ON;
UPDATE nosuch_view SET x = 1;
PRAGMA defer_foreign_keys;
SAVEPOINT reread;
INSERT INTO reread_child VALUES (77, 1);
ROLLBACK TO reread;
RELEASE reread;
CREATE TABLE reread_child(x);
PRAGMA defer_foreign_keys = ON;
INSERT INTO reread_child VALUES (77, 1);
BEGIN;
CREATE TABLE reread_rolled_back(x);
ROLLBACK;
PRAGMA defer_foreign_keys = ON;
INSERT INTO reread_child VALUES (77, 1);
BEGIN;
CREATE TABLE reread_rolled_back(x);
COMMIT;
PRAGMA defer_foreign_keys = ON;
INSERT INTO reread_child VALUES (77, 1);
PRAGMA foreign_keys = OFF;

-- REINDEX of what has no indexes is done, and what it cannot identify is told, though others have written since.
CREATE TABLE indexless (a COLLATE nocase, b);
CREATE VIEW indexless_view AS SELECT a FROM indexless;
ATTACH ':memory:' AS beside_indexless;
CREATE TABLE beside_indexless.indexed (a COLLATE nocase);
CREATE INDEX beside_indexless.indexed_a ON indexed (a);
BEGIN;
SELECT * FROM indexless;
-- by another
INSERT INTO indexless VALUES (1, 2);
REINDEX indexless_view;
REINDEX main.indexless_view;
REINDEX indexless;
REINDEX rtrim;
REINDEX nothing_of_that_name;
CREATE TEMP TABLE temp_indexed (a UNIQUE);
REINDEX temp_indexed;
REINDEX temp.temp_indexed;
REINDEX beside_indexless.indexed;
REINDEX indexed_a;
SELECT * FROM indexless;
COMMIT;
SELECT * FROM indexless;
BEGIN;
REINDEX indexed;
-- by another
INSERT INTO indexless VALUES (3, 4);
COMMIT;
SELECT * FROM indexless;
DETACH beside_indexless;
-- A statement that failed and was rolled back leaves what its connection knows of the schema: the next one is compiled
-- by that, and finds the file locked before it finds the schema changed.
CREATE TABLE known(a INTEGER PRIMARY KEY, b);
INSERT INTO known VALUES (4, 'B');
-- by another
INSERT INTO known VALUES (4, 'B');
ALTER TABLE known ADD COLUMN c;
BEGIN IMMEDIATE;
-- by another
INSERT INTO known VALUES (8, 'e');
ROLLBACK;
-- by another
INSERT INTO known VALUES (8, 'e');
-- by another
INSERT INTO known VALUES (8, 'e', 1);
-- OR FAIL with a reader: what was changed before the failure cannot be committed.
CREATE TABLE readers_table(b);
CREATE TABLE fails(a INTEGER PRIMARY KEY, b UNIQUE);
INSERT INTO fails VALUES (2, 'd'), (9, 'b'), (10, 'e');
BEGIN;
SELECT * FROM readers_table;
-- by another
UPDATE OR FAIL fails SET b = 'b';
-- by another
UPDATE OR FAIL fails SET b = CASE a WHEN 2 THEN 'new' ELSE 'e' END;
-- by another
INSERT OR FAIL INTO fails VALUES (2, 'q');
-- by another
INSERT OR FAIL INTO fails VALUES (11, 'q'), (2, 'r');
COMMIT;
SELECT * FROM fails;
