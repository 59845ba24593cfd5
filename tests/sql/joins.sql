-- Joins of every kind, USING, NATURAL, and parentheses.
CREATE TABLE t(a, b TEXT);
CREATE TABLE u(a INT, c);
CREATE TABLE v(a, d, b);
CREATE TABLE w(k INTEGER PRIMARY KEY, a, e);
CREATE INDEX u_a ON u(a);
INSERT INTO t VALUES (1, 'x'), (3, 'y'), (5, NULL), (NULL, 'n');
INSERT INTO u VALUES (1, 20), (7, 70), (3, 30), (3, 31), (NULL, 99);
INSERT INTO v VALUES (1, 100, 'x'), (9, 9, 'n'), (3, 4, 'y');
INSERT INTO w VALUES (1, 1, 'one'), (2, 3, 'three'), (3, 8, 'eight');

-- RIGHT and FULL.
-- in order
SELECT * FROM t RIGHT JOIN u ON t.a = u.a;
-- in order
SELECT * FROM t FULL JOIN u ON t.a = u.a;
-- in order
SELECT * FROM t FULL OUTER JOIN u ON t.a > u.a;
SELECT * FROM t RIGHT OUTER JOIN u ON t.a IS u.a;
SELECT * FROM t RIGHT JOIN u;
SELECT * FROM t FULL JOIN u;
SELECT * FROM t RIGHT JOIN u ON 0;
SELECT * FROM t FULL JOIN u ON 0;
SELECT * FROM t FULL JOIN u ON t.a = u.a WHERE u.c > 25;
SELECT * FROM t FULL JOIN u ON t.a = u.a WHERE t.b IS NULL;
SELECT * FROM t FULL JOIN u ON t.a = u.a WHERE u.c IS NULL;
SELECT * FROM t RIGHT JOIN u ON t.a = u.a WHERE u.c = 70;
SELECT * FROM t RIGHT JOIN u ON t.a = u.a AND u.c = 30;
SELECT * FROM t RIGHT JOIN u ON t.a = u.a AND t.b = 'x';
SELECT * FROM t RIGHT JOIN u ON t.a = u.a WHERE t.b = 'x';
SELECT * FROM t RIGHT JOIN u ON t.a = u.a WHERE t.b IS NULL;
SELECT * FROM t RIGHT JOIN u ON t.a = u.a WHERE u.a = 3;
SELECT * FROM t FULL JOIN u ON t.a = u.a WHERE u.a = 3 OR t.a = 5;
SELECT count(*), count(t.a), count(u.a) FROM t FULL JOIN u ON t.a = u.a;
SELECT t.a, count(u.a) FROM t FULL JOIN u ON t.a = u.a GROUP BY t.a;
-- in order
SELECT t.a, u.a FROM t FULL JOIN u ON t.a = u.a ORDER BY u.c, t.a;
-- in order
SELECT w.k, u.c FROM w FULL JOIN u ON w.a = u.a ORDER BY w.k, u.c;
-- in order
SELECT u.a, w.k FROM u FULL JOIN w ON w.a = u.a ORDER BY w.k DESC, u.c DESC LIMIT 4;
SELECT * FROM t FULL JOIN u ON t.a = u.a FULL JOIN v ON v.a = u.a;
SELECT * FROM t FULL JOIN u ON t.a = u.a RIGHT JOIN v ON v.a = t.a;
SELECT * FROM t LEFT JOIN u ON t.a = u.a RIGHT JOIN v ON v.a = u.a;
SELECT * FROM t JOIN u ON t.a = u.a RIGHT JOIN v ON v.a = t.a;
SELECT * FROM t RIGHT JOIN u ON t.a = u.a JOIN v ON v.a = u.a;
SELECT * FROM t RIGHT JOIN u ON t.a = u.a LEFT JOIN v ON v.a = t.a;
SELECT * FROM t RIGHT JOIN u ON t.a = u.a, v WHERE v.a = u.a;
SELECT * FROM t, u RIGHT JOIN v ON v.a = t.a AND u.a = 3;
SELECT * FROM t RIGHT JOIN u ON t.a = u.a RIGHT JOIN v ON v.a = u.a RIGHT JOIN w ON w.a = v.a;
SELECT * FROM t CROSS JOIN u RIGHT JOIN v ON v.a = t.a WHERE u.c IS NULL OR u.c > 30;
SELECT * FROM t LEFT JOIN u ON t.a = u.a FULL JOIN v ON v.a = t.a WHERE u.c IS NULL;
SELECT * FROM t LEFT JOIN u ON t.a = u.a FULL JOIN v ON v.a = t.a WHERE v.d > 0 AND t.a > 0;
SELECT * FROM t x RIGHT JOIN t y ON x.a = y.a;
SELECT * FROM t RIGHT JOIN (SELECT a, max(c) AS m FROM u GROUP BY a) g ON g.a = t.a;
SELECT * FROM (SELECT a FROM t WHERE a > 1) s FULL JOIN u ON s.a = u.a;
SELECT (SELECT count(*) FROM t FULL JOIN u ON t.a = u.a WHERE u.c > w.k) FROM w;
SELECT k, (SELECT max(u.c) FROM t RIGHT JOIN u ON t.a = u.a AND u.a = w.a) FROM w;
SELECT EXISTS (SELECT 1 FROM t FULL JOIN u ON 0 WHERE t.a = 5 AND u.a IS NULL);
SELECT a FROM w WHERE a IN (SELECT u.a FROM t RIGHT JOIN u ON t.a = u.a WHERE t.a IS NULL);
SELECT DISTINCT u.a FROM t RIGHT JOIN u ON t.a = u.a;
SELECT t.rowid, u.rowid FROM t FULL JOIN u ON t.a = u.a;
SELECT w.k FROM w FULL JOIN u ON w.k = u.a WHERE w.k IS NULL;

-- USING and NATURAL.
SELECT * FROM t FULL JOIN u USING (a);
SELECT a, t.a, u.a FROM t FULL JOIN u USING (a);
SELECT * FROM t RIGHT JOIN u USING (a);
SELECT a, t.a, u.a FROM t RIGHT JOIN u USING (a);
SELECT * FROM t LEFT JOIN u USING (a);
SELECT t.* FROM t RIGHT JOIN u USING (a);
SELECT u.* FROM t RIGHT JOIN u USING (a);
SELECT * FROM t RIGHT JOIN u USING (a) FULL JOIN v USING (a);
SELECT * FROM t FULL JOIN u USING (a) FULL JOIN v USING (a);
SELECT * FROM t FULL JOIN u USING (a) FULL JOIN v USING (a) FULL JOIN w USING (a);
SELECT * FROM t FULL JOIN u USING (a) RIGHT JOIN v USING (a) LEFT JOIN w USING (a);
SELECT * FROM t FULL JOIN v USING (a, b);
SELECT * FROM t FULL JOIN v USING (b, a);
SELECT * FROM t NATURAL FULL JOIN u NATURAL FULL JOIN v;
SELECT * FROM t NATURAL RIGHT JOIN v;
SELECT * FROM t NATURAL LEFT JOIN v NATURAL LEFT JOIN u;
SELECT * FROM t NATURAL JOIN v;
SELECT * FROM t NATURAL INNER JOIN u;
SELECT * FROM t NATURAL CROSS JOIN u;
SELECT a FROM t FULL JOIN u USING (a) WHERE a > 3;
SELECT a, count(*) FROM t FULL JOIN u USING (a) GROUP BY a;
-- in order
SELECT a FROM t FULL JOIN u USING (a) ORDER BY a, c;
SELECT b FROM t FULL JOIN v USING (a, b) WHERE b > 'm';
SELECT * FROM t JOIN u JOIN v USING (a);
SELECT * FROM t JOIN t AS t2 USING (a) JOIN t AS t3 USING (a);
SELECT t.a FROM t JOIN t USING (a);
SELECT * FROM t NATURAL JOIN w AS z(k);
SELECT typeof(a) FROM t FULL JOIN u USING (a);
CREATE VIEW merged AS SELECT * FROM t FULL JOIN u USING (a);
SELECT * FROM merged WHERE a = 7;
PRAGMA table_info(merged);

-- Parentheses.
SELECT * FROM (t JOIN u USING (a));
SELECT t.a, b FROM (t JOIN u USING (a)) JOIN v USING (a, b);
SELECT * FROM v JOIN (t JOIN u USING (a)) USING (a);
SELECT * FROM v JOIN (t JOIN u ON t.a = u.a) ON v.a = t.a;
SELECT t.a, u.a, z.a FROM v LEFT JOIN (t JOIN u ON t.a = u.a) AS z ON v.a = u.a;
SELECT t.* FROM v LEFT JOIN (t JOIN u ON t.a = u.a) AS z ON v.a = u.a;
SELECT v.a, z.b FROM v LEFT JOIN (t JOIN u ON t.a = u.a) AS z ON v.a = u.a;
SELECT * FROM v LEFT JOIN (t JOIN u ON t.a = u.a) ON v.a = u.a;
SELECT * FROM v LEFT JOIN (t LEFT JOIN u ON t.a = u.a) ON v.a = t.a;
SELECT * FROM v RIGHT JOIN (t LEFT JOIN u ON t.a = u.a) ON v.a = t.a;
SELECT * FROM v FULL JOIN (t FULL JOIN u ON t.a = u.a) ON v.a = t.a;
SELECT * FROM v FULL JOIN (t FULL JOIN u USING (a)) USING (a);
SELECT * FROM v NATURAL FULL JOIN (t NATURAL FULL JOIN u);
SELECT * FROM v, (t, u) WHERE v.a = t.a AND u.a = t.a;
SELECT * FROM v CROSS JOIN (t CROSS JOIN u) WHERE v.a = t.a AND u.a = t.a;
SELECT * FROM (t), (u) WHERE t.a = u.a;
SELECT u.a FROM t, (u AS x);
SELECT y.a FROM t, (u AS x) AS y;
SELECT * FROM ((t JOIN u ON t.a = u.a) JOIN v ON v.a = t.a);
SELECT * FROM (t JOIN (u JOIN (v JOIN w ON v.a = w.a) ON u.a = v.a) ON t.a = u.a);
SELECT * FROM t LEFT JOIN (u LEFT JOIN (v LEFT JOIN w ON v.a = w.a) ON u.a = v.a) ON t.a = u.a;
SELECT * FROM (t JOIN u USING (a)) AS q;
SELECT q.b, q.c FROM (t JOIN u USING (a)) AS q WHERE q.a = 3;
SELECT * FROM (SELECT 1 AS a) LEFT JOIN (t LEFT JOIN u USING (a)) USING (a);
SELECT * FROM t LEFT JOIN (SELECT * FROM u) x ON x.a = t.a;
SELECT k, (SELECT count(*) FROM t LEFT JOIN (u JOIN v ON u.a = v.a) ON t.a = u.a AND u.a = w.a) FROM w;
SELECT a FROM t JOIN (u JOIN v USING (a)) USING (a);
SELECT t.b, u.c, v.d FROM t JOIN (u JOIN v USING (a)) USING (a);
SELECT sum(c) FROM v LEFT JOIN (t JOIN u USING (a)) USING (a);

-- Result columns in ON, tables to the right.
SELECT t.a AS z FROM t JOIN u ON z = u.a;
SELECT * FROM t JOIN u ON t.a = v.a JOIN v;
SELECT * FROM t LEFT JOIN u ON t.a = v.a JOIN v WHERE u.c > 0;

-- Errors.
SELECT * FROM t, t;
SELECT a FROM t JOIN u ON t.a = u.a;
SELECT * FROM t x, t y WHERE a = 1;
SELECT rowid FROM t, u;
SELECT x.a FROM t, (u AS x);
SELECT z.* FROM v LEFT JOIN (t JOIN u ON t.a = u.a) AS z ON v.a = u.a;
SELECT a FROM v LEFT JOIN (t JOIN u USING (a)) ON v.b = t.b;
SELECT t.a FROM v JOIN (t JOIN u ON t.a = v.a);
SELECT t.rowid FROM v JOIN (t JOIN u ON t.a = u.a);
SELECT q.t.a FROM (t JOIN u USING (a)) AS q;
SELECT * FROM t FULL JOIN u ON t.a = v.a JOIN v;
SELECT * FROM t LEFT JOIN u ON t.a = v.a JOIN v;
SELECT * FROM t JOIN u ON t.a = v.a RIGHT JOIN v;
SELECT * FROM t LEFT JOIN u ON t.a = v.a LEFT JOIN v;
SELECT * FROM t NATURAL JOIN u ON 1;
SELECT * FROM t NATURAL JOIN u USING (a);
SELECT * FROM t JOIN u USING (zz);
SELECT * FROM t JOIN u USING (b);
SELECT * FROM t JOIN u USING ();
SELECT * FROM t FULL JOIN u ON 1 JOIN v USING (a);
SELECT * FROM t JOIN u USING (rowid);
SELECT * FROM t FULL INNER JOIN u;
SELECT * FROM t OUTER JOIN u;
SELECT * FROM t CROSS LEFT JOIN u;
SELECT * FROM t NATURAL u;
SELECT * FROM t JOIN u ON t.a = u.zz;
SELECT * FROM t JOIN nope USING (zz);
SELECT nope.* FROM t JOIN u USING (a);
SELECT count(*) FROM t JOIN u ON count(*) > 1;
SELECT 1 FROM t ON 1;
SELECT main.t.a, main.u.c FROM t JOIN u USING (a);
SELECT temp.t.a FROM t JOIN u USING (a);

-- ON of an inner join behind a RIGHT or FULL JOIN.
SELECT * FROM t FULL JOIN u ON t.a = u.a JOIN w ON t.b = 'x';
SELECT * FROM t RIGHT JOIN u ON t.a = u.a JOIN w ON 0;
SELECT count(*) FROM t FULL JOIN u ON t.b JOIN w ON (t.a - 1) OR w.k = 1;

-- That a table is missing is told before that a column is.
SELECT (SELECT d FROM nosuch_table) FROM (SELECT nosuch);
SELECT nosuch_function(1) FROM (SELECT 1) WHERE 1 IN (SELECT d FROM nosuch_table);
SELECT 1 FROM (SELECT nosuch) WHERE 1 IN nosuch_table;
SELECT nosuch, (SELECT count(*) FROM (SELECT 1 FROM nosuch_table));
SELECT 1 FROM (SELECT nosuch) ORDER BY (SELECT 1 FROM other.nosuch_table);
WITH unused AS (SELECT 1 FROM nosuch_table) SELECT nosuch;
WITH used AS (SELECT 1 AS a) SELECT nosuch, (SELECT a FROM used);
