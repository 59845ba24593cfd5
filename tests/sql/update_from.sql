-- UPDATE ... FROM: which rows it changes, which of several matches counts, what names mean.
CREATE TABLE t(id INTEGER PRIMARY KEY, a, b TEXT, c);
INSERT INTO t VALUES(1, 10, 'x', 1.5), (2, 20, 'y', 2.5), (3, 30, 'z', 3.5), (4, NULL, NULL, NULL);
CREATE TABLE f(k, x, y);
INSERT INTO f VALUES(1, 'p', 100), (1, 'q', 50), (2, 'r', 7), (2, 's', 8), (9, 'u', 9), (NULL, 'v', 1);
CREATE TABLE log(what, old, new);

UPDATE t SET b = x FROM f WHERE k = id;
-- in order
SELECT * FROM t ORDER BY id;
UPDATE t SET b = f.x FROM f WHERE f.k = t.id AND y < 60;
-- in order
SELECT * FROM t ORDER BY id;
-- The one that comes last counts, in the order of an index too.
CREATE INDEX fk ON f(k, y DESC);
UPDATE t SET b = f.x FROM f WHERE f.k = t.id;
-- in order
SELECT * FROM t ORDER BY id;
DROP INDEX fk;
UPDATE t SET b = f.x FROM (SELECT * FROM f ORDER BY y) AS f WHERE f.k = t.id;
-- in order
SELECT * FROM t ORDER BY id;
UPDATE t SET b = 'one' FROM f;
UPDATE t SET a = a + y, c = a FROM f WHERE k = id RETURNING id, a, b, c;
UPDATE t SET (a, b) = (y, x) FROM f WHERE k = id RETURNING *;
UPDATE t SET (b, a) = (SELECT max(x), f.y FROM f AS g WHERE g.k = f.k), c = f.y FROM f WHERE f.k = id RETURNING *;
UPDATE t SET (a, b) = (SELECT 1, 2, 3) FROM f WHERE k = id;
UPDATE t SET (a, b) = (1, 2, 3) FROM f WHERE k = id;
UPDATE t SET (a, b) = 1 FROM f WHERE k = id;
UPDATE t SET (a) = (y) FROM f WHERE k = id;
UPDATE t SET a = 1, a = y FROM f WHERE k = id;
-- in order
SELECT * FROM t ORDER BY id;

-- Names.
UPDATE t SET b = 1 FROM t;
UPDATE t AS t SET b = 1 FROM t AS T;
UPDATE t SET b = 1 FROM f, t;
UPDATE t SET b = 1 FROM (f JOIN t);
UPDATE t SET b = 1 FROM main.t;
UPDATE t SET b = z.b || '+' FROM t AS z WHERE z.id = t.id - 1;
UPDATE t AS u SET b = t.b || '-' FROM t WHERE t.id = u.id;
UPDATE t AS u SET b = t.b FROM f WHERE t.id = f.k;
UPDATE t SET b = b FROM t AS z WHERE z.id = t.id;
UPDATE t SET b = 5 FROM f WHERE k = id RETURNING x;
UPDATE t SET b = 5 FROM f WHERE k = id RETURNING f.x;
UPDATE t SET nope = 5, b = nope2 FROM f WHERE nope3;
UPDATE t SET b = nope2 FROM f WHERE nope3;
UPDATE t SET b = 1 FROM nope;
UPDATE nope SET b = 1 FROM f;
UPDATE t SET b = rowid FROM f WHERE k = id;
UPDATE t SET b = t.rowid || f.rowid FROM f WHERE k = id;
UPDATE t SET rowid = id + 100 FROM f WHERE k = id;
UPDATE t SET id = rowid - 100 FROM (SELECT k FROM f) WHERE k + 100 = id;
UPDATE t SET b = main.t.id || main.f.x FROM f WHERE k = id;
-- in order
SELECT * FROM t ORDER BY id;

-- Several tables in FROM are a join of their own, which does not see the target.
CREATE TABLE g(k, w);
INSERT INTO g VALUES(1, 'g1'), (2, 'g2'), (3, 'g3');
UPDATE t SET b = x || w FROM f, g WHERE f.k = id AND g.k = f.k;
UPDATE t SET b = x || w FROM f JOIN g USING (k) WHERE k = id;
UPDATE t SET b = x || w FROM f JOIN g ON g.k = t.id WHERE f.k = id;
UPDATE t SET b = x || w FROM (f JOIN g ON g.k = t.id) WHERE f.k = id;
UPDATE t SET b = ifnull(x, 'none') || w FROM g LEFT JOIN f ON f.k = g.k AND f.y < 60 WHERE g.k = id;
-- in order
SELECT * FROM t ORDER BY id;
UPDATE t SET b = ifnull(x, 'none') || ifnull(w, 'no w') FROM f RIGHT JOIN g ON f.k = g.k AND f.y < 60 WHERE g.k = id;
UPDATE t SET b = ifnull(x, 'none') || ifnull(w, 'no w') FROM f FULL JOIN g ON f.k = g.k WHERE ifnull(g.k, 4) = id;
-- in order
SELECT * FROM t ORDER BY id;
UPDATE t SET b = w FROM f NATURAL JOIN g WHERE k = id;
UPDATE t SET b = j.value FROM json_each('[10,20,30]') AS j WHERE j.key = id;
UPDATE t SET b = '[' || id || ',5]';
UPDATE t SET a = j.value FROM json_each(t.b) AS j WHERE j.key = 1;
UPDATE t SET a = v.column2 FROM (VALUES(1, 'one'), (2, 'two')) AS v WHERE v.column1 = t.id;
UPDATE t SET a = (SELECT count(*) FROM f AS i WHERE i.k = f.k) FROM f WHERE f.k = t.id AND EXISTS (SELECT 1 FROM g WHERE g.k = t.id);
-- in order
SELECT * FROM t ORDER BY id;

-- Common table expressions; one never hides the target.
WITH c(k, x) AS (SELECT 1, 'c1' UNION ALL SELECT 3, 'c3') UPDATE t SET b = c.x FROM c WHERE c.k = t.id;
WITH t(k, x) AS (SELECT 1, 'c1') UPDATE t SET b = t.x FROM t WHERE id = t.k;
WITH t(k, x) AS (SELECT 2, 'c2') UPDATE t SET b = z.x FROM t AS z WHERE id = z.k;
WITH RECURSIVE n(i) AS (VALUES(1) UNION ALL SELECT i + 1 FROM n WHERE i < 4) UPDATE t SET a = n.i * 7 FROM n WHERE n.i = id RETURNING id, a;
-- in order
SELECT * FROM t ORDER BY id;

-- Aggregates and window functions.
UPDATE t SET b = count(*) FROM f WHERE k = id;
UPDATE t SET b = count(*) FROM f WHERE k = 99;
UPDATE t SET b = row_number() OVER (ORDER BY t.id DESC, x) FROM f WHERE k = id;
-- in order
SELECT * FROM t ORDER BY id;
UPDATE t SET b = s.n FROM (SELECT k, count(*) AS n FROM f GROUP BY k) AS s WHERE s.k = t.id;
UPDATE t SET b = sum(y) FROM f WHERE k = id LIMIT 10;
UPDATE t SET b = 5 FROM f WHERE count(*) > 1;
-- in order
SELECT * FROM t ORDER BY id;

-- ORDER BY and LIMIT: rows of the target count.
UPDATE t SET b = y FROM f WHERE k = id ORDER BY y;
UPDATE t SET b = 'L' || y FROM f WHERE k = id ORDER BY t.id DESC LIMIT 1;
UPDATE t SET b = 'M' FROM f WHERE k = id ORDER BY t.id LIMIT 1 OFFSET 1;
UPDATE t SET b = 'N' FROM f WHERE k = id LIMIT 0;
UPDATE t SET b = 'O' FROM f WHERE k = id ORDER BY 1 DESC LIMIT 1;
UPDATE t SET b = x FROM f WHERE k = id ORDER BY 3 LIMIT 1;
UPDATE t SET b = 'P' FROM f LIMIT id;
UPDATE t SET b = 'Q' FROM f WHERE k = id LIMIT 'a';
UPDATE t SET b = 'R' FROM f WHERE k = id LIMIT -1;
-- in order
SELECT * FROM t ORDER BY id;

-- Conflicts.
CREATE TABLE u(a INTEGER PRIMARY KEY, b UNIQUE, c NOT NULL DEFAULT 'd', d CHECK (d <> 13));
INSERT INTO u VALUES(1, 'b1', 'c1', 1), (2, 'b2', 'c2', 2), (3, 'b3', 'c3', 3);
CREATE TABLE n(k, v);
INSERT INTO n VALUES(1, 'b3'), (2, 'n2'), (3, 'b1');
UPDATE u SET b = v FROM n WHERE k = a;
UPDATE OR IGNORE u SET b = v FROM n WHERE k = a;
SELECT * FROM u;
UPDATE OR FAIL u SET b = 'same' FROM n WHERE k = a;
SELECT * FROM u;
BEGIN;
UPDATE OR ROLLBACK u SET b = 'same2' FROM n WHERE k = a;
SELECT * FROM u;
UPDATE OR REPLACE u SET b = 'same3' FROM n WHERE k = a RETURNING *;
SELECT * FROM u;
INSERT INTO u VALUES(1, 'b1', 'c1', 1), (2, 'b2', 'c2', 2);
UPDATE u SET a = k + 1 FROM n WHERE k = a;
UPDATE OR REPLACE u SET a = k + 1 FROM n WHERE k = a;
SELECT * FROM u;
UPDATE u SET c = NULL FROM n WHERE k = a;
UPDATE OR REPLACE u SET c = NULL FROM n WHERE k = a;
UPDATE u SET d = 13 FROM n WHERE k = a;
UPDATE u SET a = 'no' FROM n WHERE k = a;
UPDATE u SET a = NULL FROM n WHERE k = a;
SELECT * FROM u;

-- WITHOUT ROWID.
CREATE TABLE w(p TEXT, q INT, v, PRIMARY KEY(q DESC, p COLLATE NOCASE)) WITHOUT ROWID;
INSERT INTO w VALUES('a', 1, 'v1'), ('B', 1, 'v2'), ('a', 2, 'v3'), ('c', 3, 'v4');
UPDATE w SET v = x || y FROM f WHERE k = q RETURNING *;
UPDATE w SET q = q + 10, v = y FROM f WHERE k = q RETURNING p, q, v;
UPDATE w SET q = q - 10, p = 'A' FROM f WHERE k + 10 = q;
UPDATE OR REPLACE w SET q = q - 10, p = 'A' FROM f WHERE k + 10 = q;
SELECT * FROM w;
UPDATE w SET v = 'L' FROM f ORDER BY q DESC, p LIMIT 1;
UPDATE w SET rowid = 1 FROM f;
SELECT * FROM w;

-- Triggers, views, and triggers that hold such an UPDATE.
CREATE TRIGGER tu AFTER UPDATE OF b ON t BEGIN INSERT INTO log VALUES('after ' || NEW.id, OLD.b, NEW.b); END;
CREATE TRIGGER tb BEFORE UPDATE OF b ON t WHEN NEW.id = 1 BEGIN UPDATE t SET c = 'set', a = 'before' WHERE id = NEW.id; END;
UPDATE t SET b = x FROM f WHERE k = id;
SELECT * FROM log;
-- in order
SELECT * FROM t ORDER BY id;
CREATE VIEW v AS SELECT id, a, upper(b) AS ub FROM t;
CREATE TRIGGER vu INSTEAD OF UPDATE ON v BEGIN INSERT INTO log VALUES('view', OLD.id || OLD.ub, NEW.id || NEW.ub); END;
DELETE FROM log;
UPDATE v SET ub = x FROM f WHERE k = id;
UPDATE v SET ub = x, id = y FROM f WHERE k = id ORDER BY y LIMIT 1;
UPDATE v SET ub = x FROM f WHERE k = id RETURNING *;
UPDATE v SET ub = z.ub FROM v AS z WHERE z.id = v.id;
UPDATE v SET ub = 1 FROM v;
UPDATE v SET nope = 1 FROM f;
SELECT * FROM log;
CREATE TRIGGER lg AFTER INSERT ON g BEGIN
  UPDATE t SET b = NEW.w || f.x FROM f WHERE f.k = NEW.k AND t.id = f.k;
  UPDATE u SET d = f.y FROM f, n WHERE f.k = NEW.k AND n.k = f.k AND u.a = n.k;
END;
DELETE FROM log;
INSERT INTO g VALUES(1, 'new1'), (2, 'new2');
SELECT * FROM log;
SELECT * FROM u;
CREATE TRIGGER bad1 AFTER DELETE ON g BEGIN UPDATE t SET b = 1 FROM f ORDER BY x LIMIT 1; END;
CREATE TRIGGER bad2 AFTER DELETE ON g BEGIN UPDATE t AS z SET b = 1 FROM f; END;
CREATE TRIGGER bad3 AFTER DELETE ON g BEGIN UPDATE t SET b = 1 FROM nothere; END;
DELETE FROM g;
DROP TRIGGER bad3;
ALTER TABLE f RENAME COLUMN x TO xx;
ALTER TABLE n RENAME TO nn;
SELECT sql FROM sqlite_schema WHERE name = 'lg';
INSERT INTO g VALUES(2, 'new3');
SELECT * FROM t;
SELECT * FROM u;

-- Foreign keys.
PRAGMA foreign_keys = ON;
CREATE TABLE parent(id INTEGER PRIMARY KEY, u UNIQUE);
CREATE TABLE child(id INTEGER PRIMARY KEY, p REFERENCES parent ON UPDATE CASCADE ON DELETE SET NULL, q REFERENCES parent(u) ON UPDATE SET NULL);
INSERT INTO parent VALUES(1, 'u1'), (2, 'u2'), (3, 'u3');
INSERT INTO child VALUES(1, 1, 'u1'), (2, 2, 'u2'), (3, 3, NULL);
UPDATE parent SET id = id + 10 FROM nn WHERE k = id;
SELECT * FROM child;
UPDATE parent SET u = v FROM nn WHERE k + 10 = id;
SELECT * FROM child;
UPDATE child SET p = 99 FROM nn WHERE k = id;
UPDATE child SET p = k + 9 FROM nn WHERE k = id AND k > 1;
SELECT * FROM child;

-- The order of changes, and rows that move into what is read.
CREATE TABLE h(id INTEGER PRIMARY KEY, v);
CREATE INDEX hv ON h(v);
WITH RECURSIVE c(i) AS (VALUES(1) UNION ALL SELECT i + 1 FROM c WHERE i < 200) INSERT INTO h SELECT i, i FROM c;
UPDATE h SET v = h.v + 50 FROM f WHERE h.v BETWEEN f.y AND f.y + 10;
SELECT count(*), sum(v), min(v), max(v) FROM h;
UPDATE h SET id = h.id + 1000 FROM (SELECT 1 AS one) WHERE h.id > 100 RETURNING id;
UPDATE h SET v = z.v FROM h AS z WHERE z.id = h.id + 1;
SELECT count(*), sum(v), min(v), max(v) FROM h;
-- in order
SELECT * FROM h ORDER BY id LIMIT 20;

-- That a table is missing is told before that a column is.
CREATE TABLE lacks(e, c, d);
UPDATE lacks SET c = (SELECT max(d) FROM nosuch_table) FROM (SELECT nosuch) AS f WHERE e IS f.b;
UPDATE lacks SET c = (SELECT max(d) FROM nosuch_table), c = 4 FROM (SELECT nosuch) AS f WHERE e = 1;
UPDATE lacks SET c = 1 FROM (SELECT nosuch) AS f WHERE e IN (SELECT 1 FROM nosuch_table);
UPDATE lacks SET c = nosuch WHERE e IN (SELECT 1 FROM nosuch_table);
UPDATE lacks SET c = (SELECT nosuch), d = (SELECT 1 FROM nosuch_table);
UPDATE lacks SET c = (SELECT nosuch FROM lacks WHERE e IN nosuch_table);

-- What is wrong with foreign keys is told before what is wrong with FROM.
PRAGMA foreign_keys = ON;
CREATE TABLE from_orphan(a REFERENCES nosuch_parent(a) ON DELETE CASCADE, c);
UPDATE from_orphan SET a = 17 FROM nosuch AS f WHERE from_orphan.c = f.a;
WITH w(a, b) AS (SELECT a, b FROM nosuch_parent) UPDATE from_orphan SET a = 17, c = 33 FROM w AS f WHERE from_orphan.c = f.b;
UPDATE from_orphan SET c = 17 FROM nosuch AS f WHERE from_orphan.c = f.a;
UPDATE from_orphan SET nosuch = 17 FROM nosuch AS f WHERE from_orphan.c = f.a;
UPDATE from_orphan SET a = 17 WHERE nosuch;
UPDATE from_orphan SET a = 17 FROM from_orphan AS f RETURNING nosuch;
UPDATE from_orphan SET a = 17 RETURNING nosuch;
PRAGMA foreign_keys = OFF;
CREATE TABLE from_kept(a, c);
UPDATE from_kept SET a = 17 FROM nosuch AS f WHERE from_kept.c = f.a RETURNING nosuch_column;
UPDATE from_kept SET a = 17 FROM from_orphan AS f WHERE from_kept.nosuch_left = f.a RETURNING nosuch_column;
