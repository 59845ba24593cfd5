-- INSERT, UPDATE, DELETE with every conflict action; constraints; defaults.
CREATE TABLE k(id INTEGER PRIMARY KEY, u INT UNIQUE, n TEXT NOT NULL DEFAULT 'none', c INT CHECK (c > 0), d DEFAULT (1 + 2));
INSERT INTO k(u, c) VALUES (1, 1);
INSERT INTO k DEFAULT VALUES;
INSERT INTO k VALUES (10, 2, 'x', 5, NULL);
INSERT INTO k(u) VALUES (2);
INSERT INTO k(n) VALUES (NULL);
INSERT INTO k(c) VALUES (0);
INSERT INTO k(id) VALUES ('abc');
INSERT INTO k(id) VALUES (10);
INSERT INTO k(id) VALUES (NULL), (20), (NULL);
INSERT INTO k(u, n) VALUES (30, 'a'), (31, 'b'), (1, 'c'), (32, 'd');
INSERT OR FAIL INTO k(u, n) VALUES (40, 'a'), (41, 'b'), (1, 'c'), (42, 'd');
INSERT OR IGNORE INTO k(u, n) VALUES (50, 'a'), (1, 'b'), (51, NULL), (52, 'd');
INSERT OR REPLACE INTO k(u, n) VALUES (60, 'a'), (1, 'b'), (61, NULL), (62, 'd');
INSERT OR REPLACE INTO k(u, c) VALUES (70, -1);
REPLACE INTO k(id, u, n) VALUES (10, 1, 'both');
SELECT * FROM k;
BEGIN;
INSERT INTO k(u) VALUES (80);
INSERT OR ROLLBACK INTO k(u) VALUES (80);
COMMIT;
SELECT count(*) FROM k;
UPDATE k SET n = 'all' WHERE id < 5;
UPDATE k SET u = 50 WHERE u = 60;
UPDATE OR IGNORE k SET u = 50 WHERE +u >= 50;
UPDATE OR REPLACE k SET u = 62 WHERE u = 50;
UPDATE OR FAIL k SET u = 999 WHERE +id > 0;
UPDATE k SET id = id + 100 WHERE id = 10;
UPDATE k SET id = 20 WHERE id = 21;
UPDATE k SET c = -c WHERE c > 0;
UPDATE k SET n = NULL;
UPDATE OR REPLACE k SET n = NULL WHERE id = 20;
UPDATE k SET (c, d) = (7, 8) WHERE id = 20;
UPDATE k SET (c, d) = (SELECT u, n FROM k ORDER BY id LIMIT 1) WHERE id = 21;
UPDATE k SET d = d + 1, c = coalesce(c, 1) + 1, n = n || d;
UPDATE k SET nosuch = 1;
SELECT * FROM k;
DELETE FROM k WHERE u IN (SELECT u FROM k WHERE u > 40);
DELETE FROM k WHERE id = 20;
SELECT * FROM k;
INSERT INTO k(u, n) SELECT u + 1000, n FROM k ORDER BY id;
SELECT * FROM k;
DELETE FROM k;
SELECT count(*) FROM k;
INSERT INTO k(u) VALUES (1);
SELECT id FROM k;
CREATE TABLE w(a TEXT, b INT, c, PRIMARY KEY (b, a DESC)) WITHOUT ROWID;
INSERT INTO w VALUES ('x', 1, 1), ('y', 1, 2), ('x', 2, 3);
INSERT INTO w VALUES ('x', 1, 9);
INSERT OR REPLACE INTO w VALUES ('x', 1, 9);
INSERT INTO w VALUES (NULL, 1, 9);
UPDATE w SET b = b + 10;
UPDATE w SET a = 'z' WHERE b = 11 AND a = 'x';
UPDATE w SET a = 'y' WHERE b = 11;
-- in order
SELECT * FROM w ORDER BY b, a DESC;
DELETE FROM w WHERE b > 11;
SELECT rowid FROM w;
SELECT * FROM w;
CREATE TABLE auto(id INTEGER PRIMARY KEY AUTOINCREMENT, v);
INSERT INTO auto(v) VALUES (1), (2), (3);
DELETE FROM auto WHERE id = 3;
INSERT INTO auto(v) VALUES (4);
INSERT INTO auto VALUES (100, 5);
INSERT INTO auto(v) VALUES (6);
DELETE FROM auto;
INSERT INTO auto(v) VALUES (7);
SELECT * FROM auto;
SELECT * FROM sqlite_sequence;
CREATE TABLE big(id INTEGER PRIMARY KEY, v);
INSERT INTO big VALUES (9223372036854775807, 'last');
INSERT INTO big VALUES (-5, 'negative');
SELECT * FROM big;
CREATE TABLE nc(a TEXT COLLATE NOCASE UNIQUE, b TEXT COLLATE RTRIM PRIMARY KEY);
INSERT INTO nc VALUES ('a', 'x');
INSERT INTO nc VALUES ('A', 'y');
INSERT INTO nc VALUES ('b', 'x  ');
INSERT INTO nc VALUES (NULL, NULL), (NULL, NULL);
SELECT * FROM nc;
CREATE UNIQUE INDEX two ON k(n, d);
INSERT INTO k(u, n, d) VALUES (500, 'p', 'q');
INSERT INTO k(u, n, d) VALUES (501, 'p', 'q');
INSERT INTO k(u, n, d) VALUES (501, 'p', NULL), (502, 'p', NULL);
DROP INDEX two;
INSERT INTO k(u, n, d) VALUES (503, 'p', 'q');
CREATE UNIQUE INDEX two ON k(n, d);
DROP TABLE k;
SELECT * FROM k;
CREATE TABLE long(id INTEGER PRIMARY KEY, t TEXT, b BLOB);
INSERT INTO long VALUES (1, printf('%.5000c', 'x'), zeroblob(9000));
INSERT INTO long SELECT id + 1, t || id, b FROM long;
INSERT INTO long SELECT id + 2, t || id, b FROM long;
CREATE INDEX long_t ON long(t);
SELECT id, length(t), length(b) FROM long;
UPDATE long SET t = substr(t, 1, 100) WHERE id = 2;
SELECT id FROM long WHERE t = printf('%.100c', 'x');
DELETE FROM long WHERE id IN (1, 3);
SELECT id, length(t), hex(substr(b, 1, 3)) FROM long;
-- Rows are changed in the order of their keys, whichever index found them.
CREATE TABLE o(a INTEGER PRIMARY KEY, b, c UNIQUE);
CREATE INDEX ob ON o(b);
INSERT INTO o VALUES (1, 9, 'x'), (2, 5, 'y'), (3, 7, 'z');
-- in order
UPDATE o SET b = b + 1 WHERE b > 4 RETURNING a, b;
UPDATE o SET b = 1, c = 'w' WHERE b > 4;
-- in order
DELETE FROM o WHERE b > 4 RETURNING a;
CREATE TABLE p(a, b, c UNIQUE, PRIMARY KEY (b DESC, a)) WITHOUT ROWID;
CREATE INDEX pc ON p(c, a);
INSERT INTO p VALUES (1, 9, 5), (2, 5, 6), (3, 7, 7), (4, 7, 4);
UPDATE OR FAIL p SET c = 6, b = b + 100 WHERE c > 3;
SELECT * FROM p;
-- in order
DELETE FROM p WHERE c > 3 RETURNING a, b, c;

-- In which order an UPDATE visits its rows shows where a conflict skips some: along an index, unless
-- triggers fire on what it sets, or a foreign key is set.
PRAGMA foreign_keys = ON;
CREATE TABLE visited (a, b, c UNIQUE ON CONFLICT IGNORE, d UNIQUE, e REFERENCES visited (d));
CREATE TRIGGER visited_d UPDATE OF d ON visited BEGIN SELECT 1; END;
INSERT INTO visited VALUES (1, 'B', 'e', 3, NULL), (2, 'c', NULL, 'A', NULL), (3, 'x', 'b', 1, NULL);
UPDATE visited SET c = 'd' WHERE d NOT NULL;
SELECT * FROM visited;
UPDATE visited SET c = 'f', e = NULL WHERE d NOT NULL;
SELECT * FROM visited;
UPDATE visited SET c = 'g' WHERE d > (SELECT 0);
SELECT * FROM visited;
UPDATE visited SET c = 'h', d = d WHERE d NOT NULL;
SELECT * FROM visited;
PRAGMA foreign_keys = OFF;

-- Of a column that is set twice the last value counts, and only that one is computed.
CREATE TABLE set_twice (a, b UNIQUE, c);
INSERT INTO set_twice VALUES (1, 2, 3);
UPDATE set_twice SET a = abs(-9223372036854775808), a = 7;
UPDATE set_twice SET (a, c) = (abs(-9223372036854775808), 8), a = 9, c = 10;
UPDATE set_twice SET a = (SELECT max(b) FROM sqlite_schema), a = 11;
UPDATE set_twice SET a = (SELECT max(b) FROM sqlite_schema), c = 12;
UPDATE set_twice SET rowid = abs(-9223372036854775808), oid = 5;
SELECT rowid, * FROM set_twice;
INSERT INTO set_twice VALUES (1, 2, 3) ON CONFLICT DO UPDATE SET c = (SELECT max(b) FROM sqlite_schema), c = 13;
UPDATE set_twice SET a = no_such_column, a = 14;
UPDATE set_twice SET (a, a) = (15, 16);
SELECT rowid, * FROM set_twice;

-- The index of a UNIQUE constraint ends with the key of such a table, but is no order to visit it in.
CREATE TABLE visited_by_key (a, b UNIQUE, c, e UNIQUE, PRIMARY KEY (a)) WITHOUT ROWID;
INSERT INTO visited_by_key VALUES ('d', NULL, '', 5), ('e ', NULL, 'e ', 8), ('e', 3, NULL, 2);
UPDATE OR IGNORE visited_by_key SET b = 38 WHERE a NOT NULL;
SELECT * FROM visited_by_key;
CREATE UNIQUE INDEX visited_by_c ON visited_by_key (c);
UPDATE OR IGNORE visited_by_key SET b = 39 WHERE a NOT NULL;
SELECT * FROM visited_by_key;

-- A partial index is not taken for one of use where OR alone says so: rows are changed in the order of the table.
CREATE TABLE found_by(a, b, c UNIQUE, UNIQUE (a, c));
CREATE INDEX found_by_partial ON found_by(a) WHERE b NOT NULL;
CREATE TABLE found_by_log(x, y);
CREATE VIEW found_by_view AS SELECT a, b FROM found_by;
CREATE TRIGGER found_by_gone INSTEAD OF DELETE ON found_by_view BEGIN INSERT INTO found_by_log VALUES (OLD.a, OLD.b); END;
INSERT INTO found_by VALUES (30, 4, 1), (4, 8, 2), (5, NULL, 3), (4, 9, 4);
DELETE FROM found_by_view WHERE b IN (3) OR b NOT NULL;
-- in order
SELECT * FROM found_by_log ORDER BY rowid;
UPDATE found_by SET c = 7 WHERE b > 6 OR b IS NOT NULL;
DELETE FROM found_by_view WHERE b IS NOT NULL;
-- in order
SELECT * FROM found_by_log ORDER BY rowid;
