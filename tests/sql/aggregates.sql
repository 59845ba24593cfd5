-- Aggregates: FILTER, DISTINCT, GROUP BY terms, HAVING, and which row bare columns come from.
CREATE TABLE t(a INTEGER PRIMARY KEY, b TEXT, c, d TEXT COLLATE NOCASE);
INSERT INTO t VALUES (1,'x',10,'p'),(2,'',20,'P'),(3,'x',30,'q'),(4,'z',NULL,'Q'),(5,'y',50,NULL),(6,'x',10,'r'),(7,NULL,NULL,'p');
CREATE TABLE nulls(a, b);
INSERT INTO nulls VALUES (NULL,1),(NULL,2),(NULL,3);
CREATE TABLE empty(a, b);
CREATE TABLE alike(a, b);
INSERT INTO alike VALUES (1,'int'),(1.0,'real'),(0,'zero'),(1,'again'),(-0.0,'minus');

-- Terms of GROUP BY.
-- in order
SELECT b, count(*) FROM t GROUP BY 1;
-- in order
SELECT *, count(*) FROM t GROUP BY 2;
-- in order
SELECT t.*, *, count(*) FROM t GROUP BY 6;
SELECT u.*, t.* FROM t JOIN t u ON u.b = t.b GROUP BY 2, 5;
SELECT *, count(*) FROM (SELECT b, c FROM t) GROUP BY 2;
SELECT *, count(*) FROM t GROUP BY 5;
SELECT *, count(*) FROM t GROUP BY 6;
SELECT a, b FROM t GROUP BY 0;
SELECT a, b FROM t GROUP BY -1;
SELECT count(*), b FROM t GROUP BY 1;
SELECT b, count(*) FROM t GROUP BY +2;
SELECT b, count(*) FROM t GROUP BY +1;
SELECT b, count(*) FROM t GROUP BY 1 + 0;
SELECT b, count(*) FROM t GROUP BY 'b';
-- in order
SELECT b, count(*) FROM t GROUP BY "b";
-- in order
SELECT a % 3 AS b, count(*) FROM t GROUP BY b;
-- in order
SELECT a % 3 AS k, count(*) FROM t GROUP BY k;
SELECT d, count(*) FROM t GROUP BY 1 COLLATE BINARY;
SELECT d COLLATE BINARY, count(*) FROM t GROUP BY 1;
SELECT count(*) AS n FROM t GROUP BY n;
SELECT b FROM t GROUP BY count(*);
SELECT b FROM t GROUP BY b, sum(a);
SELECT b FROM t GROUP BY 9999999999;
SELECT count(*) FROM t GROUP BY NULL;
SELECT count(*) FROM empty GROUP BY NULL;
SELECT count(*), sum(a), max(a), group_concat(a), json_group_array(a), total(a) FROM empty;
SELECT a FROM empty GROUP BY a;
-- in order
SELECT a + 1 FROM t GROUP BY a + 1 HAVING a + 1 > 3;
-- in order
SELECT (SELECT b), count(*) FROM t GROUP BY 1;

-- HAVING.
SELECT a FROM t HAVING a > 1;
SELECT a FROM t HAVING count(*) > 1;
SELECT * FROM t HAVING 1;
SELECT count(*) FROM t HAVING count(*) > 9;
SELECT count(*) FROM t HAVING count(*) > 1;
SELECT sum(a) AS s FROM t HAVING s > 1;
SELECT max(a) FROM t HAVING b IS NULL;
SELECT min(a) FROM t HAVING b IS NULL;
-- in order
SELECT b, sum(a) AS s FROM t GROUP BY b HAVING s > 3;
-- in order
SELECT b FROM t GROUP BY 1 HAVING max(a) = 6;
SELECT count(*) AS q FROM t GROUP BY b HAVING sum(q) > 3;
-- in order
SELECT a AS q, count(*) FROM t GROUP BY b HAVING sum(q) > 3;
-- in order
SELECT a AS q, count(*) FROM t GROUP BY b ORDER BY sum(q);
SELECT a FROM t ORDER BY sum(a);
SELECT a FROM t WHERE sum(a) > 1;
SELECT sum(a) AS s FROM t WHERE s > 1;
SELECT sum(sum(a)) FROM t;
SELECT sum(a) AS s, s FROM t;

-- Bare columns.
SELECT max(a), b FROM t;
SELECT min(c), b, a FROM t;
SELECT max(c), b, a FROM t;
SELECT max(a), min(c), b FROM t;
SELECT min(c), max(a), b FROM t;
SELECT max(c), max(a), a, b FROM t;
SELECT max(a) + min(c), a, b FROM t;
SELECT count(*), max(c), a FROM t;
SELECT sum(a), min(c), a FROM t WHERE c > 15;
-- in order
SELECT b, max(a), a, c FROM t GROUP BY b;
-- in order
SELECT b, min(c), a, c FROM t GROUP BY b;
-- in order
SELECT b, max(c), min(a), a, c FROM t GROUP BY b;
-- in order
SELECT c IS NULL, max(c), a FROM t GROUP BY 1;
SELECT max(a), b FROM nulls;
SELECT min(a), b FROM nulls;
-- in order
SELECT a, max(a), b FROM nulls GROUP BY a;
SELECT max(a), b FROM empty;
SELECT max(a), b FROM alike;
SELECT min(a), b FROM alike;
SELECT max(d), a FROM t;
SELECT min(d), a FROM t;
SELECT max(d COLLATE BINARY), a FROM t;
SELECT max(DISTINCT c), a FROM t;
SELECT min(DISTINCT c), a FROM t;
SELECT max(a) FILTER (WHERE a < 3), b, a FROM t;
SELECT max(a) FILTER (WHERE a < 0), b, a FROM t;
SELECT max(a) FILTER (WHERE a < 3), min(a), b, a FROM t;
SELECT min(a), max(a) FILTER (WHERE a < 3), b, a FROM t;
SELECT min(a) FILTER (WHERE a > 2), max(a) FILTER (WHERE a < 3), b, a FROM t;
-- in order
SELECT c IS NULL, max(a) FILTER (WHERE a < 3), b, a FROM t GROUP BY 1;
-- in order
SELECT b, min(a) FILTER (WHERE a > 2), max(c), a FROM t GROUP BY b;
-- in order
SELECT b, max(c), min(a) FILTER (WHERE a > 2), a FROM t GROUP BY b;
SELECT max(a), (SELECT b) FROM t;
SELECT max(a), (SELECT u.c FROM t u WHERE u.b = t.b) FROM t;
CREATE INDEX t_c ON t(c);
CREATE INDEX t_bc ON t(b, c);
CREATE INDEX nulls_a ON nulls(a);
SELECT max(c), a, b FROM t;
SELECT min(c), a, b FROM t;
-- in order
SELECT b, max(c), a FROM t GROUP BY b;
-- in order
SELECT b, min(c), a FROM t GROUP BY b;
SELECT max(a), b FROM nulls;
SELECT min(a), b FROM nulls;

-- DISTINCT and FILTER.
SELECT count(DISTINCT b), sum(DISTINCT c), avg(DISTINCT c), total(DISTINCT c), min(DISTINCT b), group_concat(DISTINCT d) FROM t;
SELECT group_concat(DISTINCT b) FROM (SELECT b FROM t ORDER BY a);
SELECT json_group_array(DISTINCT c) FROM (SELECT c FROM t ORDER BY a);
SELECT json_group_array(DISTINCT b), count(DISTINCT a) FROM nulls;
SELECT count(DISTINCT a), json_group_array(DISTINCT a) FROM alike;
-- in order
SELECT c IS NULL, count(DISTINCT b), group_concat(DISTINCT b) FILTER (WHERE a > 2) FROM t GROUP BY 1;
SELECT count(DISTINCT b) FILTER (WHERE c > 10), sum(DISTINCT c) FILTER (WHERE a <> 1) FROM t;
SELECT group_concat(DISTINCT b, '-') FROM t;
SELECT count(DISTINCT) FROM t;
SELECT count(DISTINCT *) FROM t;
SELECT count(ALL a), sum(ALL c) FROM t;
SELECT count(DISTINCT a, b) FROM t;
SELECT count(*) FILTER (WHERE NULL), count(*) FILTER (WHERE 'x'), count(*) FILTER (WHERE '1x') FROM t;
SELECT abs(DISTINCT a) FROM t;
SELECT abs(a) FILTER (WHERE 1) FROM t;
SELECT sum(a) FILTER (WHERE sum(a) > 1) FROM t;
SELECT sum(9223372036854775807) FROM t;
SELECT sum(c + 0.0), sum(b), avg(b), sum(x'31') FROM t;
SELECT group_concat(a, c), group_concat(a, NULL), group_concat(NULL), group_concat('') FROM t;

-- Aggregates of an enclosing SELECT.
SELECT (SELECT sum(t.a)) FROM t;
SELECT (SELECT sum(t.a) FROM nulls) FROM t;
SELECT (SELECT count(n.b) + sum(t.a) FROM nulls n) FROM t;
SELECT (SELECT sum(t.a + n.b) FROM nulls n) FROM t;
SELECT (SELECT count(*) FROM nulls WHERE sum(t.a) > 1) FROM t;
-- in order
SELECT b, (SELECT max(t.a) || group_concat(n.b) FROM nulls n) FROM t GROUP BY b;
-- in order
SELECT b, (SELECT (SELECT sum(t.a))) FROM t GROUP BY b;
-- in order
SELECT b FROM t GROUP BY b HAVING (SELECT sum(t.a)) > 3;
-- in order
SELECT b FROM t GROUP BY b ORDER BY (SELECT sum(t.a)) DESC, b;
SELECT a FROM t WHERE (SELECT sum(t.a)) > 3;
SELECT a FROM t ORDER BY (SELECT sum(t.a));
SELECT (SELECT count(*)) FROM t;
SELECT (SELECT sum(1)) FROM t;
SELECT (SELECT sum(t.a) FILTER (WHERE n.b > 1) FROM nulls n) FROM t;
SELECT a, (SELECT sum(t.a) OVER () FROM nulls LIMIT 1) FROM t;
SELECT EXISTS (SELECT 1 FROM nulls HAVING count(t.a) > 3) FROM t;
SELECT a IN (SELECT max(t.a) FROM nulls) FROM t;

-- A COLLATE in an argument of an aggregate or a window function counts for its result.
CREATE TABLE collated(a);
INSERT INTO collated VALUES('abc'),('ABC'),('abd');
SELECT max(a COLLATE NOCASE) = 'ABD' FROM collated;
SELECT group_concat(a COLLATE NOCASE) = 'ABC,abc,abd' FROM collated;
SELECT group_concat(a, 'x' COLLATE NOCASE) = 'ABCxabcxabd' FROM collated;
SELECT a, min(a COLLATE NOCASE) OVER (ORDER BY a) = 'ABC' FROM collated;
SELECT a, first_value(a COLLATE NOCASE) OVER (ORDER BY a) = 'abc' FROM collated;
SELECT a, lag(a COLLATE NOCASE) OVER (ORDER BY a) = 'abc' FROM collated;
SELECT group_concat(a) FILTER (WHERE a COLLATE NOCASE = 'x' OR 1) = 'ABC,abc,abd' FROM collated;
SELECT (SELECT group_concat(b.a COLLATE NOCASE) FROM collated b) = 'ABC,ABC,abd' FROM collated;
SELECT (SELECT group_concat(collated.a COLLATE NOCASE)) = 'ABC,ABC,abd' FROM collated;
SELECT group_concat(a COLLATE NOCASE) IN ('ABC,ABC,abd') FROM collated;
SELECT group_concat(a COLLATE NOCASE) g FROM collated GROUP BY a HAVING g = 'abc';
SELECT group_concat(a COLLATE NOCASE) g FROM collated GROUP BY a UNION SELECT 'ABD';
SELECT group_concat(a COLLATE NOCASE) g FROM collated GROUP BY a ORDER BY g;
SELECT DISTINCT group_concat(a COLLATE NOCASE) g FROM collated GROUP BY a;
SELECT DISTINCT first_value(a COLLATE NOCASE) OVER (PARTITION BY a) g FROM collated;
SELECT g = 'abc' FROM (SELECT group_concat(a COLLATE NOCASE) g FROM collated GROUP BY a);
