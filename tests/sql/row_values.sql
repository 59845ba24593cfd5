-- Row values wherever they may stand, and what is said where they may not.
CREATE TABLE t(a INT, b TEXT, c);
CREATE TABLE u(x, y);
CREATE INDEX t_ab ON t(a, b);
INSERT INTO t VALUES (1, 'x', 10), (1, 'y', 11), (2, 'x', 12), (3, NULL, 13), (NULL, 'z', 14);
INSERT INTO u VALUES (1, 'x'), (2, 'q'), (3, NULL), ('1', 'Y');

SELECT (1, 2) = (1, 2), (1, 2) < (1, 3), (1, 2) <> (2, NULL), (1, NULL) = (1, 2), (NULL, 1) < (1, 2);
SELECT (1, 2) IS (1, 2), (1, NULL) IS (1, NULL), (1, NULL) IS NOT (1, 2), (1, 2) IS NOT DISTINCT FROM (1, 2);
SELECT (1, 2, 3) >= (1, 2, 2), (1, 2, 3) <= (1, 2), 1;
SELECT * FROM t WHERE (a, b) = (1, 'y');
SELECT * FROM t WHERE (a, b) > (1, 'x');
SELECT * FROM t WHERE (a, b) >= (1, 'y') AND (a, b) < (3, 'a');
SELECT * FROM t WHERE (a, b) IS (3, NULL);
SELECT * FROM t WHERE (a, b) = (SELECT x, y FROM u WHERE x = 1 LIMIT 1);
SELECT * FROM t WHERE (SELECT x, y FROM u WHERE x = 1 LIMIT 1) = (a, b);
SELECT * FROM t WHERE (a, b) < (SELECT max(x), 'm' FROM u);
SELECT * FROM t WHERE (SELECT a, b) = (SELECT 1, 'y');
SELECT (SELECT 1, 2) = (SELECT 1, 2), (SELECT 1, 2) < (SELECT 1, 3), (SELECT 1, 2) = (1, 2);
SELECT (SELECT x, y FROM u WHERE x = 77) IS (NULL, NULL);

-- IN.
SELECT * FROM t WHERE (a, b) IN (SELECT x, y FROM u);
SELECT * FROM t WHERE (a, b) NOT IN (SELECT x, y FROM u);
SELECT * FROM t WHERE (a, b) IN u;
SELECT * FROM t WHERE (a, b) IN (VALUES (1, 'x'), (2, 'x'));
SELECT (1, 2) IN (VALUES (1, 2)), (1, NULL) IN (VALUES (1, 2)), (1, 3) IN (VALUES (1, NULL), (2, 3));
SELECT (SELECT 1, 2) IN (VALUES (1, 2), (3, 4));
SELECT (SELECT 1, 2) IN (SELECT x, 2 FROM u);
SELECT (SELECT a, b FROM t LIMIT 1) IN u;
SELECT (1, 2) IN ((1, 2), (3, 4));
SELECT (1, 2) IN ((SELECT 1, 2));
SELECT (1, 2) IN ();
SELECT (1, 2) NOT IN ();
SELECT (1, 2) IN ((1, 2));
SELECT 1 IN (SELECT 1, 2);
SELECT (1, 2) IN (SELECT 1);
SELECT (1, 2) IN (1, 2);
SELECT 1 IN ((1, 2));
SELECT 1 IN u;
SELECT (1, 2, 3) IN u;

-- BETWEEN.
SELECT (1, 2) BETWEEN (1, 1) AND (1, 3), (1, 2) NOT BETWEEN (1, 1) AND (1, 3), (1, NULL) BETWEEN (1, 1) AND (2, 0);
SELECT (SELECT 1, 2) BETWEEN (1, 1) AND (1, 3);
SELECT (SELECT 1, 2) NOT BETWEEN (SELECT 0, 9) AND (SELECT 1, 3);
SELECT * FROM t WHERE (a, b) BETWEEN (1, 'y') AND (2, 'z');
SELECT (1, 2) BETWEEN 1 AND (1, 3);
SELECT (1, 2) BETWEEN (1, 1) AND (1, 3, 4);
SELECT 1 BETWEEN (1, 2) AND 3;

-- CASE.
SELECT CASE (1, 2) WHEN (1, 2) THEN 'same' ELSE 'other' END;
SELECT CASE (1, 2) WHEN (1, 3) THEN 'same' WHEN (SELECT 1, 2) THEN 'query' END;
SELECT CASE (SELECT 1, 2) WHEN (1, 2) THEN 'same' END;
SELECT CASE (1, 2) WHEN 1 THEN 2 END;
SELECT CASE 1 WHEN (1, 2) THEN 2 END;
SELECT CASE WHEN (1, 2) THEN 2 END;
SELECT CASE WHEN 1 THEN (1, 2) END;

-- UPDATE.
UPDATE t SET (b, c) = ('new', 99) WHERE a = 2;
UPDATE t SET (b, c) = (SELECT y, x FROM u WHERE x = t.a LIMIT 1) WHERE a = 1;
UPDATE t SET (b, c) = (SELECT y, x FROM u WHERE x = 1000) WHERE a = 3;
UPDATE t SET (a, b) = (b, a) WHERE a = 2;
UPDATE t SET (a) = (7) WHERE a IS NULL;
SELECT * FROM t;
UPDATE t SET (a, b) = (1, 2, 3);
UPDATE t SET (a, b) = 1;
UPDATE t SET (a, b) = (SELECT 1);
UPDATE t SET (a, b) = (SELECT 1, 2, 3);
UPDATE t SET a = (1, 2);
UPDATE t SET a = (SELECT 1, 2);

-- Misuse.
SELECT (1, 2);
SELECT (1, 2) = 1;
SELECT (1, 2) = (1, 2, 3);
SELECT (1, 2) = (SELECT 1);
SELECT (1, 2) = (SELECT 1, 2, 3);
SELECT (SELECT 1, 2) = 1;
SELECT 1 = (SELECT 1, 2);
SELECT (SELECT 1, 2);
SELECT (1, 2) + 1;
SELECT -(1, 2);
SELECT (1, 2) || 'x';
SELECT (1, 2) AND 1;
SELECT NOT (1, 2);
SELECT (1, 2) IS NULL;
SELECT (1, 2) ISNULL;
SELECT (1, 2) NOTNULL;
SELECT abs((1, 2));
SELECT max((1, 2));
SELECT count((1, 2));
SELECT CAST((1, 2) AS TEXT);
SELECT (1, 2) COLLATE NOCASE;
SELECT (1, 2) LIKE 'x';
SELECT 'x' LIKE (1, 2);
SELECT (SELECT 1, 2) + 1;
SELECT abs((SELECT 1, 2));
SELECT NOT (SELECT 1, 2);
SELECT * FROM t WHERE (a, b);
SELECT * FROM t WHERE (SELECT 1, 2);
SELECT * FROM t ORDER BY (a, b);
SELECT * FROM t GROUP BY (a, b);
SELECT a FROM t GROUP BY a HAVING (a, 1);
SELECT * FROM t LIMIT (1, 2);
SELECT * FROM t LIMIT 1 OFFSET (SELECT 1, 2);
SELECT * FROM t JOIN u ON (a, b);
INSERT INTO u VALUES ((1, 2), 3);
INSERT INTO u VALUES ((SELECT 1, 2), 3);
SELECT (1, (2, 3)) = (1, (2, 3));
SELECT ((1, 2)) = (1, 2);
VALUES ((1, 2));
SELECT json_array((1, 2));
CREATE INDEX bad_index ON t((a, b));

-- Of several things that are wrong in a compound the last is told, but a missing table comes first.
CREATE TABLE told_last (a);
VALUES (x1), (x2);
SELECT * FROM (VALUES (x1, y1), (x2, y2));
SELECT x1 UNION SELECT x2;
SELECT x1 UNION ALL SELECT x2 UNION ALL SELECT 3;
INSERT INTO told_last VALUES (x1), (x2), (x3);
SELECT a FROM no_such_1 UNION ALL SELECT a FROM no_such_2;
SELECT a FROM no_such_1 UNION ALL SELECT x2;
SELECT x1 UNION ALL SELECT a FROM no_such_2;

-- A row from a subquery that misuses an aggregate.
CREATE TABLE misused(a PRIMARY KEY, b, c);
UPDATE misused SET a = (SELECT count(b));
UPDATE misused SET (a, c) = (SELECT count(b), 3);
UPDATE misused SET (a, b, c) = (SELECT 3, (SELECT max(b)), 4);
UPDATE misused SET (a, c) = (count(b), 3);
UPDATE misused SET (b, a) = (SELECT 1, 7), (c, a) = (SELECT (SELECT count(b)), 3);
INSERT INTO misused VALUES (1, 2, 3) ON CONFLICT (a) DO UPDATE SET (b, c) = (SELECT count(b), 3);
