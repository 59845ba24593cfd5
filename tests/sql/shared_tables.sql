-- A common table expression that is named several times is computed once.
CREATE TABLE t(a INTEGER PRIMARY KEY, b, c TEXT COLLATE NOCASE);
WITH RECURSIVE n(i) AS (VALUES (1) UNION ALL SELECT i + 1 FROM n WHERE i < 40)
INSERT INTO t SELECT i, i % 7, char(64 + i % 26) FROM n;

WITH c AS (SELECT b, count(*) AS n, sum(a) AS s FROM t GROUP BY b) SELECT x.b, y.n, y.s FROM c x, c y WHERE x.b = y.b AND x.n > 5;
WITH c AS (SELECT b, count(*) AS n, sum(a) AS s FROM t GROUP BY b) SELECT b, s FROM c WHERE s = (SELECT max(s) FROM c);
WITH c AS (SELECT b, count(*) AS n FROM t GROUP BY b) SELECT (SELECT max(n) FROM c), (SELECT min(n) FROM c WHERE b > 2), (SELECT count(*) FROM c);
WITH c(r) AS (SELECT random()) SELECT count(*) FROM c x, c y WHERE x.r = y.r;
WITH c(r) AS MATERIALIZED (SELECT random()) SELECT count(*) FROM c x, c y WHERE x.r = y.r;
WITH c(r) AS (SELECT random() UNION ALL SELECT random()) SELECT x.r = y.r FROM c x JOIN c y ON x.r = y.r;
WITH c(r) AS (SELECT random()) SELECT (SELECT r FROM c) = (SELECT r FROM c);
WITH c AS (SELECT a, b FROM t WHERE a < 6) SELECT * FROM c LEFT JOIN c d ON c.a = d.b;
WITH c AS (SELECT a, b FROM t WHERE a < 6) SELECT * FROM c x WHERE EXISTS (SELECT 1 FROM c y WHERE y.a = x.b);
WITH c AS (SELECT b, max(a) AS m FROM t GROUP BY b) SELECT t.a, (SELECT m FROM c WHERE c.b = t.b) FROM t WHERE t.a IN (SELECT m FROM c);
WITH c AS (SELECT DISTINCT c FROM t), d AS (SELECT c || '!' AS e FROM c) SELECT (SELECT count(*) FROM d), (SELECT count(*) FROM c), (SELECT max(e) FROM d);
WITH c AS (SELECT DISTINCT c FROM t) SELECT count(*) FROM c x JOIN c y ON x.c = lower(y.c);
-- in order
WITH c AS (SELECT a FROM t ORDER BY b, a DESC LIMIT 6) SELECT * FROM c UNION ALL SELECT * FROM c;
WITH RECURSIVE n(i) AS (VALUES (1) UNION ALL SELECT i + 1 FROM n WHERE i < 5) SELECT x.i, y.i FROM n x, n y WHERE x.i + y.i = 6;
WITH c AS NOT MATERIALIZED (SELECT b, count(*) AS n FROM t GROUP BY b) SELECT x.b, y.n FROM c x, c y WHERE x.b = y.n;
SELECT a, (WITH c AS (SELECT t.b AS v) SELECT sum(x.v + y.v) FROM c x, c y) FROM t WHERE a < 5;
SELECT a, (WITH c AS (SELECT max(b) AS v FROM t) SELECT sum(x.v + y.v) + t.a FROM c x, c y) FROM t WHERE a < 5;
WITH c AS (SELECT 9223372036854775807 + a AS v, abs(a) AS w FROM t WHERE a < 3) SELECT x.v, y.w FROM c x, c y;
WITH c AS (SELECT b, count(*) AS n FROM t GROUP BY b) UPDATE t SET b = (SELECT n FROM c WHERE c.b = t.b) + (SELECT max(n) FROM c);
SELECT * FROM t;
WITH c AS (SELECT max(a) AS m FROM t) INSERT INTO t SELECT (SELECT m FROM c) + 1, (SELECT m FROM c), 'new';
SELECT * FROM t WHERE a > 38;
WITH c AS (SELECT min(a) AS m FROM t) DELETE FROM t WHERE a = (SELECT m FROM c) OR a = (SELECT m + 1 FROM c);
SELECT count(*), min(a) FROM t;
CREATE VIEW v AS WITH c AS (SELECT b, count(*) AS n FROM t GROUP BY b) SELECT x.b, y.n FROM c x, c y WHERE x.n < y.n;
SELECT * FROM v;
SELECT count(*) FROM v x, v y WHERE x.b = y.n;
