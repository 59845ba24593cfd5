-- Joins, grouping, ordering, subqueries, compounds.
CREATE TABLE emp(id INTEGER PRIMARY KEY, name TEXT, dept INT, pay REAL, boss INT);
CREATE TABLE dept(id INT PRIMARY KEY, title TEXT COLLATE NOCASE);
CREATE INDEX emp_dept ON emp(dept, pay DESC);
CREATE INDEX emp_name ON emp(name);
INSERT INTO dept VALUES (1, 'Sales'), (2, 'ops'), (3, 'Empty'), (4, NULL);
INSERT INTO emp VALUES (1, 'ann', 1, 10.5, NULL), (2, 'bob', 1, 20, 1), (3, 'cid', 2, 5, 1), (4, 'dee', NULL, 7, 2), (5, 'eve', 2, 5, 3), (6, 'Ann', 9, NULL, 1), (7, NULL, 1, 20, 99);
SELECT * FROM emp;
SELECT emp.*, dept.title AS t FROM emp, dept WHERE emp.dept = dept.id;
SELECT e.name, d.title FROM emp e LEFT JOIN dept d ON e.dept = d.id;
SELECT e.name, d.title FROM emp e LEFT JOIN dept d ON e.dept = d.id WHERE d.id IS NULL;
SELECT e.name, d.title FROM emp e LEFT JOIN dept d ON e.dept = d.id AND d.title LIKE 's%';
SELECT d.title, count(e.id), sum(e.pay) FROM dept d LEFT JOIN emp e ON e.dept = d.id GROUP BY d.id;
SELECT e.name, b.name FROM emp e JOIN emp b ON e.boss = b.id;
SELECT e.name, b.name FROM emp e LEFT JOIN emp b ON e.boss = b.id LEFT JOIN dept d ON d.id = b.dept;
SELECT count(*) FROM emp CROSS JOIN dept;
SELECT * FROM emp JOIN dept USING (id);
SELECT * FROM emp NATURAL JOIN dept;
SELECT id FROM emp NATURAL LEFT JOIN dept;
SELECT * FROM emp e JOIN (SELECT dept AS id, max(pay) AS top FROM emp GROUP BY dept) m ON m.id = e.dept AND m.top = e.pay;
SELECT dept, count(*), count(pay), sum(pay), total(pay), avg(pay), min(name), max(name) FROM emp GROUP BY dept;
SELECT dept, count(*) AS n FROM emp GROUP BY dept HAVING n > 1;
SELECT count(DISTINCT dept), count(DISTINCT pay), sum(DISTINCT pay) FROM emp;
SELECT count(*) FILTER (WHERE pay > 6), sum(pay) FILTER (WHERE dept = 1) FROM emp;
SELECT count(*), sum(pay), total(pay), avg(pay), min(pay), max(pay), group_concat(name) FROM emp WHERE id > 100;
SELECT dept FROM emp WHERE id > 100 GROUP BY dept;
SELECT pay > 6 AS big, count(*) FROM emp GROUP BY big;
SELECT max(pay), name FROM emp;
SELECT min(pay), name, id FROM emp WHERE dept = 2;
SELECT group_concat(name, '-') FROM (SELECT name FROM emp ORDER BY name);
-- in order
SELECT name, pay FROM emp ORDER BY pay DESC, name;
-- in order
SELECT name FROM emp ORDER BY name COLLATE NOCASE, id DESC;
-- in order
SELECT name, pay FROM emp ORDER BY pay NULLS LAST, id;
-- in order
SELECT name, pay FROM emp ORDER BY pay DESC NULLS FIRST, id;
-- in order
SELECT pay * 2 AS p, id FROM emp ORDER BY p, 2;
-- in order
SELECT id FROM emp ORDER BY id LIMIT 2 OFFSET 3;
-- in order
SELECT id FROM emp ORDER BY id DESC LIMIT 2, 3;
-- in order
SELECT id FROM emp ORDER BY id LIMIT -1 OFFSET 5;
SELECT id FROM emp LIMIT 0;
SELECT id FROM emp LIMIT 'x';
-- in order
SELECT id FROM emp WHERE dept = 1 AND pay > 5 ORDER BY pay, id;
SELECT id FROM emp WHERE dept = 1 AND pay BETWEEN 10 AND 20;
SELECT id FROM emp WHERE dept IN (1, 2) AND pay = 5;
SELECT id FROM emp WHERE id IN (1, 3, 5, 99, NULL);
SELECT id FROM emp WHERE id NOT IN (1, 3);
SELECT id FROM emp WHERE id NOT IN (1, NULL);
SELECT id FROM emp WHERE dept = 1 OR name = 'eve' OR id = 3;
SELECT id FROM emp WHERE name LIKE 'a%';
SELECT id FROM emp WHERE name >= 'b' AND name < 'd';
SELECT id FROM emp WHERE rowid > 2 AND rowid <= 5.5;
SELECT id FROM emp WHERE id = '3';
SELECT id FROM emp WHERE id = 3.5 OR id = 'x';
SELECT DISTINCT dept FROM emp;
SELECT DISTINCT dept, pay FROM emp;
-- in order
SELECT DISTINCT dept FROM emp ORDER BY dept DESC LIMIT 3;
SELECT name, (SELECT title FROM dept WHERE id = emp.dept) FROM emp;
SELECT name, (SELECT count(*) FROM emp x WHERE x.boss = emp.id) FROM emp;
SELECT title FROM dept WHERE EXISTS (SELECT 1 FROM emp WHERE emp.dept = dept.id);
SELECT title FROM dept WHERE NOT EXISTS (SELECT * FROM emp WHERE emp.dept = dept.id);
SELECT name FROM emp WHERE dept IN (SELECT id FROM dept WHERE title = 'SALES');
SELECT name FROM emp WHERE dept NOT IN (SELECT id FROM dept);
SELECT name FROM emp WHERE pay > (SELECT avg(pay) FROM emp);
SELECT (SELECT 1 WHERE 0), (SELECT NULL), EXISTS (SELECT NULL), EXISTS (SELECT 1 WHERE 0);
SELECT id FROM emp UNION ALL SELECT id FROM dept;
-- in order
SELECT id, 'e' FROM emp UNION ALL SELECT id, 'd' FROM dept ORDER BY 1 DESC, 2;
SELECT id FROM emp WHERE id < 3 UNION ALL SELECT 10 UNION ALL SELECT id + 20 FROM dept LIMIT 20;
SELECT * FROM (SELECT id AS k, name FROM emp WHERE pay > 5) WHERE k < 5;
SELECT k, count(*) FROM (SELECT dept AS k FROM emp UNION ALL SELECT id FROM dept) GROUP BY k;
SELECT 1 AS a, 2 AS b WHERE 1;
SELECT 1 WHERE NULL;
SELECT a.id FROM emp a, emp b, emp c WHERE a.id = b.boss AND b.id = c.boss;
SELECT id + 1, -id, "id", emp.id, main.emp.id FROM emp WHERE id = 1;
SELECT id AS "a b", name AS 'q', pay [p] FROM emp WHERE id = 1;
SELECT count(*), 5 FROM emp GROUP BY 2;
SELECT * FROM emp WHERE sum(pay) > 1;
SELECT name FROM emp GROUP BY count(*);
SELECT id FROM emp, dept;
SELECT id FROM emp ORDER BY 2;
SELECT id FROM emp UNION ALL SELECT id, name FROM emp;
SELECT (SELECT id, name FROM emp);
SELECT nosuch(1);
SELECT length();
SELECT t.* FROM emp;
-- A rowid has no collation of its own, under whatever name and behind whatever operator.
CREATE TABLE rc (a INTEGER PRIMARY KEY, b TEXT COLLATE RTRIM, c);
INSERT INTO rc VALUES (7, '5 ', NULL), (5, 'xy', 927);
SELECT CAST(s.rowid AS TEXT) = x.b, +s.rowid = x.b, +s.oid IN (x.b), +s.a IN (x.b, 'q'), x.b IN (+s.a),
  CASE +s.a WHEN x.b THEN 1 ELSE 0 END, +s.a BETWEEN x.b AND x.b, +s.a IS x.b
  FROM rc x, rc s WHERE s.a = 5 AND x.a = 7;
SELECT +q.a = x.b, CAST(q.a AS TEXT) = x.b FROM (SELECT a FROM rc) q, rc x WHERE q.a = 5 AND x.a = 7;
SELECT +q.a = x.b FROM (SELECT a FROM rc GROUP BY a) q, rc x WHERE q.a = 5 AND x.a = 7;
SELECT a FROM rc s WHERE EXISTS (SELECT 1 FROM rc x WHERE +s.a = x.b);
CREATE TABLE rd (a INTEGER PRIMARY KEY COLLATE NOCASE, b TEXT COLLATE RTRIM);
INSERT INTO rd VALUES (5, '5  ');
SELECT +a = b, CAST(a AS TEXT) = b, +rowid = b, max(+a, b), nullif(CAST(a AS TEXT), b),
  nullif(b, CAST(a AS TEXT)) FROM rd;
-- Under NOCASE texts that are equal up to a NUL go by their length.
CREATE TABLE nul(t TEXT COLLATE NOCASE);
INSERT INTO nul SELECT CAST(v AS TEXT) FROM (SELECT x'61006262' AS v UNION ALL SELECT x'4100ff' UNION ALL
  SELECT x'6100' UNION ALL SELECT x'61' UNION ALL SELECT x'000000' UNION ALL SELECT x'0001' UNION ALL SELECT x'410061');
-- in order
SELECT hex(t) FROM nul ORDER BY t, rowid;
-- in order
SELECT hex(t) FROM nul ORDER BY t DESC, rowid;
SELECT t = 'a', count(*) FROM nul GROUP BY t;
SELECT count(DISTINCT t) FROM nul;
SELECT q.x = b, b = q.x, q.y = b FROM (SELECT '5' AS x, CAST(a AS TEXT) AS y FROM rc) q, rc WHERE rc.a = 7;
SELECT q.x = b FROM (SELECT '5' AS x UNION ALL SELECT '6') q, rc WHERE rc.a = 7;
SELECT q.x = b FROM (SELECT DISTINCT '5' AS x) q, rc WHERE rc.a = 7;
WITH q(x) AS (VALUES ('5')) SELECT q.x = b FROM q, rc WHERE rc.a = 7;

-- A column of a subquery is called as it is written there, one of a view as the column it shows.
CREATE TABLE spelled(id INTEGER PRIMARY KEY, Label TEXT);
INSERT INTO spelled VALUES (1, 'one');
CREATE VIEW spelled_view AS SELECT label, LABEL AS lab FROM spelled;
SELECT * FROM (SELECT label, oid FROM spelled);
SELECT * FROM (SELECT * FROM (SELECT LABEL FROM spelled));
SELECT id FROM (SELECT oid FROM spelled);
SELECT oid FROM (SELECT oid FROM spelled);
SELECT * FROM (SELECT label COLLATE nocase, (Label), likely(label) FROM spelled);
SELECT * FROM spelled_view;
SELECT * FROM (SELECT LAB FROM spelled_view);
WITH c AS (SELECT laBel FROM spelled) SELECT * FROM c;
CREATE TABLE spelled_copy AS SELECT * FROM (SELECT label FROM spelled);
SELECT sql FROM sqlite_schema WHERE name = 'spelled_copy';
CREATE TABLE spelled_direct AS SELECT label FROM spelled;
SELECT sql FROM sqlite_schema WHERE name = 'spelled_direct';
