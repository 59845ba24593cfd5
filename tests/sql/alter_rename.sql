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
