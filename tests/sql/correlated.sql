-- Subqueries that read the rows around them, which come up again and again.
CREATE TABLE o(k, v, w TEXT COLLATE NOCASE);
CREATE TABLE i(k, x REAL, y);
CREATE INDEX ik ON i(k);
INSERT INTO o VALUES (1, 1, 'a'), (1, 2, 'A'), (1.0, 3, 'b'), ('1', 4, 'b'), (2, 5, 'a'), (NULL, 6, NULL),
  (NULL, 7, 'c'), (2, 8, x'61'), (3, 9, 'B'), (1, 10, 'a'), (-0.0, 11, 'z'), (0, 12, 'z'), (0.0, 13, 'Z');
INSERT INTO i VALUES (1, 1.5, 'a'), (1, 2.5, 'A'), (2, 3.5, 'b'), (NULL, 4.5, 'c'), ('1', 5.5, 'a'), (0, 6.5, 'Z'), (3, NULL, NULL);

SELECT v, (SELECT sum(x) FROM i WHERE i.k = o.k) FROM o;
SELECT v, (SELECT typeof(o.k)) FROM o;
SELECT v, (SELECT quote(o.k) || quote(max(x)) FROM i WHERE i.k <= o.k) FROM o;
SELECT v, (SELECT group_concat(y) FROM i WHERE y = o.w) FROM o;
SELECT v, (SELECT quote(o.w)) FROM o;
SELECT v, EXISTS (SELECT 1 FROM i WHERE i.k IS o.k) FROM o;
SELECT v, NOT EXISTS (SELECT 1 FROM i WHERE i.k = o.k AND i.x > 2) FROM o;
SELECT v, o.k IN (SELECT k FROM i WHERE y = o.w) FROM o;
SELECT v, 2.5 IN (SELECT x FROM i WHERE i.k = o.k) FROM o;
SELECT v, 5 NOT IN (SELECT x FROM i WHERE i.k >= o.k) FROM o;
SELECT v, (SELECT (SELECT max(x) FROM i AS j WHERE j.k = i.k AND j.y IS o.w) FROM i WHERE i.k = o.k ORDER BY x LIMIT 1) FROM o;
SELECT v, (SELECT count(*) FROM o AS p WHERE p.k = o.k AND p.v < o.v) FROM o;
SELECT k, sum(v), (SELECT max(x) FROM i WHERE i.k = o.k) FROM o GROUP BY k;
SELECT k, (SELECT count(*) FROM i WHERE x < sum(o.v)) FROM o GROUP BY k;
SELECT k, (SELECT count(*) FROM i WHERE x < max(o.v) AND i.k = o.k) FROM o GROUP BY k HAVING EXISTS (SELECT 1 FROM i WHERE x < count(o.v) + 1);
SELECT v, (SELECT x FROM i WHERE i.k = o.k ORDER BY x DESC LIMIT 1 OFFSET 1) FROM o;
SELECT v, (SELECT sum(n) FROM (SELECT count(*) AS n FROM i WHERE i.k = o.k GROUP BY y)) FROM o;
SELECT v, (SELECT x, y FROM i WHERE i.k = o.k ORDER BY x LIMIT 1) = (1.5, 'a') FROM o;
SELECT v, (WITH c AS (SELECT x FROM i WHERE i.k = o.k) SELECT max(p.x + q.x) FROM c p, c q) FROM o;
SELECT v, (SELECT sum(x) OVER (ORDER BY x) FROM i WHERE i.k = o.k ORDER BY x DESC LIMIT 1) FROM o;
SELECT count(DISTINCT r) > 1 FROM (SELECT (SELECT random() + 0 * o.k) AS r FROM o);
SELECT v, (SELECT value FROM json_each(json_array(o.v, o.k)) LIMIT 1) FROM o WHERE o.k > 0;
SELECT v, (SELECT abs(o.v - 9223372036854775807 - 2)) FROM o;
SELECT v, (SELECT total_changes() * 0 + o.k) FROM o;
SELECT * FROM o WHERE EXISTS (SELECT 1 FROM i WHERE i.k = o.k AND i.x > (SELECT avg(x) FROM i AS j WHERE j.k = o.k));
UPDATE o SET v = (SELECT count(*) FROM o AS p WHERE p.k = o.k AND p.v < 20) + 20 * (v > 3);
SELECT * FROM o;
INSERT INTO o SELECT k, (SELECT max(v) + 1 FROM o AS p WHERE p.k = i.k), y FROM i;
SELECT * FROM o;
DELETE FROM o WHERE (SELECT count(*) FROM o AS p WHERE p.k = o.k) > 3;
SELECT * FROM o;

-- EXISTS that is asked so often that the keys are put into a set.
CREATE TABLE big(k, v);
CREATE TABLE keys(a INT, b TEXT, c COLLATE NOCASE, d REAL);
CREATE INDEX keys_a ON keys(a);
WITH RECURSIVE n(i) AS (VALUES (1) UNION ALL SELECT i + 1 FROM n WHERE i < 600)
INSERT INTO big SELECT CASE i % 7 WHEN 0 THEN NULL WHEN 1 THEN i % 20 WHEN 2 THEN CAST(i % 20 AS TEXT) WHEN 3 THEN (i % 20) + 0.0 WHEN 4 THEN char(65 + i % 26) WHEN 5 THEN char(97 + i % 26) ELSE CAST(i % 20 AS BLOB) END, i FROM n;
INSERT INTO keys VALUES (1, '1', 'a', 1), (2, '2', 'B', 2.5), (3, NULL, NULL, NULL), (NULL, 'x', 'c', 4), (5, '5.0', x'61', 5), (1, '1', 'A', 1), (17, '17', '17', 17);
SELECT count(*), sum(v) FROM big WHERE EXISTS (SELECT 1 FROM keys WHERE a = k);
SELECT count(*), sum(v) FROM big WHERE EXISTS (SELECT 1 FROM keys WHERE b = k);
SELECT count(*), sum(v) FROM big WHERE EXISTS (SELECT 1 FROM keys WHERE c = k);
SELECT count(*), sum(v) FROM big WHERE EXISTS (SELECT 1 FROM keys WHERE k = c);
SELECT count(*), sum(v) FROM big WHERE EXISTS (SELECT 1 FROM keys WHERE d = k AND a > 1);
SELECT count(*), sum(v) FROM big WHERE NOT EXISTS (SELECT 1 FROM keys WHERE a = k AND b = k);
SELECT count(*), sum(v) FROM big WHERE NOT EXISTS (SELECT 1 FROM keys WHERE k = a + 1 AND v % 2 = 0);
SELECT count(*), sum(v) FROM big WHERE NOT EXISTS (SELECT * FROM keys, keys AS l WHERE keys.a = l.a AND l.d = k);
SELECT count(*), sum(v) FROM big WHERE EXISTS (SELECT 1 FROM keys WHERE a = k AND abs(a - 18 - 9223372036854775807 * (a = 17)) > 0);
SELECT v, EXISTS (SELECT 1 FROM keys WHERE a = k), EXISTS (SELECT 1 FROM keys WHERE c = k COLLATE NOCASE) FROM big;
SELECT count(*) FROM big WHERE EXISTS (SELECT 1 FROM keys WHERE a = k AND random() > 0) AND 0;
SELECT count(*), sum(v) FROM big LEFT JOIN keys ON a = k WHERE EXISTS (SELECT 1 FROM keys AS l WHERE l.a = keys.a);

-- ORDER BY and GROUP BY see nothing of the queries around theirs, but by an alias; a window does.
CREATE TABLE around (v, w);
INSERT INTO around VALUES (1, 2), (3, 4);
CREATE TABLE within (x, y);
INSERT INTO within VALUES (5, 6), (7, 8), (9, 8);
SELECT (SELECT x FROM within ORDER BY w) FROM around;
SELECT (SELECT x FROM within ORDER BY y + around.w) FROM around;
SELECT (SELECT x FROM within GROUP BY w) FROM around;
SELECT (SELECT x FROM within GROUP BY y, w + 1) FROM around;
SELECT v FROM around WHERE EXISTS (SELECT 1 FROM (SELECT x FROM within ORDER BY w LIMIT 1));
SELECT (SELECT x FROM within ORDER BY (SELECT w)) FROM around;
SELECT (SELECT x FROM within UNION SELECT y FROM within ORDER BY w) FROM around;
SELECT (SELECT w AS z FROM within ORDER BY z) FROM around;
SELECT (SELECT w + x AS z FROM within ORDER BY -z) FROM around;
SELECT (SELECT w + y AS z FROM within GROUP BY z ORDER BY z DESC) FROM around;
SELECT (SELECT w + y FROM within GROUP BY 1 ORDER BY 1 DESC) FROM around;
SELECT (SELECT sum(x) OVER (ORDER BY w) FROM within LIMIT 1) FROM around;
SELECT (SELECT count(*) FROM within GROUP BY y HAVING w > 2) FROM around;
WITH inner_names(a, b) AS (SELECT w, w FROM within ORDER BY w)
SELECT v FROM around WHERE v IN (SELECT a FROM inner_names);
UPDATE around SET v = 0 WHERE v IN (SELECT x FROM within ORDER BY w);
