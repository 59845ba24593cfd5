-- What the shell makes of the language: one statement of each kind. Runs on stdin of `sqlite3 -batch :memory:`.
.nullvalue NULL
.headers on
PRAGMA foreign_keys = ON;
CREATE TABLE dept(id INTEGER PRIMARY KEY, name TEXT NOT NULL COLLATE NOCASE UNIQUE, parent INT REFERENCES dept);
CREATE TABLE emp(id INTEGER PRIMARY KEY, name TEXT, dept INT REFERENCES dept ON DELETE SET NULL, pay REAL CHECK(pay > 0), since TEXT);
CREATE TABLE log(line INTEGER PRIMARY KEY, what TEXT);
INSERT INTO dept VALUES(1, 'All', NULL), (2, 'Research', 1), (3, 'Sales', 1), (4, 'Lab', 2);
INSERT INTO emp VALUES(1, 'ann', 2, 100, '2020-01-31'), (2, 'bob', 3, 80.5, '2021-02-28'), (3, 'eve', 4, 120, '2019-12-31'),
    (4, 'dan', 4, 80.5, NULL), (5, 'zoë', NULL, 10, '2022-06-15');

.print == triggers
CREATE TRIGGER emp_in BEFORE INSERT ON emp WHEN NEW.pay > 1000 BEGIN SELECT RAISE(ABORT, 'too much'); END;
CREATE TRIGGER emp_up AFTER UPDATE OF pay ON emp BEGIN INSERT INTO log(what) VALUES(format('%s: %.2f to %.2f', NEW.name, OLD.pay, NEW.pay)); END;
CREATE VIEW paid AS SELECT id, name, pay FROM emp WHERE pay > 50;
CREATE TRIGGER paid_out INSTEAD OF DELETE ON paid BEGIN UPDATE emp SET pay = 1 WHERE id = OLD.id; END;
INSERT INTO emp VALUES(6, 'max', 1, 5000, NULL);
INSERT OR FAIL INTO emp VALUES(6, 'max', 1, 500, NULL), (1, 'dup', 1, 1, NULL);
UPDATE emp SET pay = pay * 1.1 WHERE dept = 4;
DELETE FROM paid WHERE name = 'max';
SELECT * FROM log ORDER BY line;
DELETE FROM dept WHERE id = 3;
SELECT id, dept FROM emp WHERE dept IS NULL ORDER BY id;
UPDATE emp SET dept = 99 WHERE id = 1;

.print == upsert and returning
INSERT INTO dept(id, name) VALUES(7, 'LAB') ON CONFLICT(name) DO UPDATE SET name = excluded.name || '+'
    WHERE id = 4 RETURNING id, name;
INSERT INTO dept(id, name) VALUES(2, 'x'), (8, 'new') ON CONFLICT DO NOTHING RETURNING *;
UPDATE emp SET pay = pay + 1.5 WHERE id = 5 RETURNING name, pay, pay - 1 AS less;
DELETE FROM emp WHERE id = 6 RETURNING *;
UPDATE emp SET pay = d.id * 10.25 FROM dept AS d WHERE d.id = emp.dept AND emp.name = 'ann' RETURNING emp.name, pay;
REPLACE INTO dept(id, name) VALUES(8, 'newer') RETURNING name;

.print == queries
WITH RECURSIVE tree(id, path, depth) AS (SELECT id, name, 0 FROM dept WHERE parent IS NULL AND id = 1 UNION ALL SELECT dept.id, path || '/' || name, depth + 1 FROM dept JOIN tree ON dept.parent = tree.id ORDER BY 3 DESC, 2) SELECT * FROM tree;
WITH RECURSIVE fib(a, b) AS (VALUES(0, 1) UNION ALL SELECT b, a + b FROM fib LIMIT 12) SELECT group_concat(a) FROM fib;
WITH twice AS MATERIALIZED (SELECT id * 2 AS x FROM emp) SELECT count(*), sum(x) FROM twice AS a JOIN twice AS b USING(x);
SELECT name, pay, rank() OVER w, dense_rank() OVER w, row_number() OVER (w ROWS UNBOUNDED PRECEDING) FROM emp
    WINDOW w AS (ORDER BY pay DESC) ORDER BY pay DESC, name;
SELECT name, sum(pay) OVER (ORDER BY id ROWS BETWEEN 1 PRECEDING AND 1 FOLLOWING EXCLUDE CURRENT ROW),
    lag(name, 1, '-') OVER (ORDER BY id), last_value(name) OVER (ORDER BY id RANGE BETWEEN CURRENT ROW AND 2 FOLLOWING),
    ntile(2) OVER (ORDER BY id), count(*) FILTER (WHERE pay > 50) OVER (ORDER BY id GROUPS 1 PRECEDING) FROM emp ORDER BY id;
SELECT dept, count(*), avg(pay), group_concat(name, '+'), total(pay), max(name) FROM (SELECT * FROM emp ORDER BY id)
    GROUP BY dept HAVING count(*) > 0 ORDER BY dept NULLS LAST;
SELECT e.name, d.name FROM emp AS e LEFT JOIN dept AS d ON d.id = e.dept ORDER BY e.id;
SELECT e.name, d.name FROM emp AS e FULL JOIN dept AS d ON d.id = e.dept ORDER BY e.id, d.id;
SELECT name FROM emp EXCEPT SELECT 'bob' INTERSECT SELECT name FROM emp ORDER BY 1 LIMIT 2 OFFSET 1;
SELECT name FROM emp WHERE (dept, pay > 100) IN (SELECT id, 1 FROM dept) OR name GLOB '[a-b]*' OR EXISTS (SELECT 1 FROM log WHERE what LIKE emp.name || ':%') ORDER BY name;
SELECT CASE WHEN pay IS NULL THEN 'none' WHEN pay BETWEEN 50 AND 100 THEN 'some' ELSE 'much' END AS k,
    iif(dept = 4, 'lab', 'other'), count(*) FROM emp GROUP BY 1, 2 ORDER BY 1, 2;
SELECT DISTINCT typeof(pay), dept IS NOT DISTINCT FROM NULL FROM emp ORDER BY 2;
VALUES(1, 'a'), (2, NULL);

.print == functions
SELECT date('2020-01-31', '+1 month'), strftime('%Y-%W %j %H:%M', '2021-03-04 05:06:07'), julianday('2000-01-01'),
    unixepoch('1970-01-02'), time('12:00', '-1 minute');
SELECT substr('größer', 3, 2), instr('größer', 'ß'), upper('größer'), replace('aXbX', 'X', '--'), trim('  x '), hex('ß'),
    unicode('€'), char(8364, 97), quote(x'0a'), printf('%5d|%-5s|%05.1f|%x', 42, 'ab', 2.25, 255);
SELECT round(2.5), abs(-3), 7 % -3, 7 / 2, -7 / 2, 1 << 40, ~5, 5 & 3 | 8, sqrt(2) > 1.41, pow(2, 10), ceil(1.2), log(100),
    pi() > 3, min(3, 'a', x'00'), max(1, 2.5), nullif(1, 1), coalesce(NULL, 2);
SELECT CAST('12abc' AS INT), CAST(1e20 AS INT), CAST('1e3' AS REAL), CAST(x'3132' AS TEXT), '10' = 10, '10' + 5, 'abc' || NULL,
    1 IS NOT 2, 0x1F, 1e3;
SELECT json('{"a": [1, 2.0, null, "x"]}'), json_extract('{"a":[1,{"b":"c"}]}', '$.a[1].b', '$.a[0]'), '{"a":5}' ->> 'a',
    '{"a":[1]}' -> '$.a', json_type('[1.5]', '$[0]'), json_array_length('[1,2,3]');
SELECT json_object('k', 1, 'l', json_array('x', NULL)), json_set('{"a":1}', '$.b', 2, '$.a', 3), json_remove('[1,2,3]', '$[1]'),
    json_patch('{"a":1,"b":2}', '{"b":null}'), json_valid('{x'), json_quote('a"b');
SELECT json_group_array(name), json_group_object(name, id) FROM (SELECT * FROM emp ORDER BY id);
SELECT key, value, type, fullkey, path FROM json_tree('{"a":[1,{"b":null}],"c":"d"}');
SELECT key, value FROM json_each('[10,"x",[1]]') WHERE key > 0;
SELECT name, "notnull", pk FROM pragma_table_info('emp') ORDER BY cid;
SELECT json('{bad');

.print == changes of the schema
CREATE TABLE g(a INT, b AS (a * 2), c TEXT AS (b || '!') STORED);
INSERT INTO g(a) VALUES(1), (2);
ALTER TABLE g ADD COLUMN d DEFAULT 'new';
ALTER TABLE g RENAME COLUMN a TO base;
ALTER TABLE g RENAME TO generated;
ALTER TABLE generated DROP COLUMN d;
CREATE INDEX generated_c ON generated(c COLLATE NOCASE, base + 1);
SELECT * FROM generated ORDER BY base;
SELECT sql FROM sqlite_schema WHERE tbl_name = 'generated' ORDER BY name;
CREATE TEMP TABLE IF NOT EXISTS scratch AS SELECT name, pay FROM emp WHERE pay < 50;
SELECT * FROM scratch ORDER BY name;
ATTACH ':memory:' AS side;
CREATE TABLE side.t AS SELECT 1 AS a;
SELECT * FROM side.t, scratch ORDER BY name;
DETACH side;
BEGIN; SAVEPOINT one; DELETE FROM emp; ROLLBACK TO one; RELEASE one; COMMIT;
SELECT count(*), changes(), total_changes() > 0, last_insert_rowid() FROM emp;
DROP INDEX generated_c; DROP TABLE generated; DROP VIEW paid; DROP TRIGGER emp_up;
REINDEX; VACUUM;
PRAGMA integrity_check;
PRAGMA foreign_key_check;
SELECT type, name, tbl_name FROM sqlite_schema ORDER BY name;

.print == errors
SELECT * FROM nowhere;
INSERT INTO dept(id, name) VALUES(1, 'All');
INSERT INTO emp(name, pay) VALUES('neg', -1);
SELECT count(*) FROM emp WHERE sum(pay) > 1;
SELECT 1 UNION SELECT 1, 2;
CREATE TABLE dept(a);
DROP TABLE missing;
ALTER TABLE dept DROP COLUMN id;
ROLLBACK;
ATTACH 'none/none.db' AS a;
SELECT row_number() FROM emp;
SELECT name FROM emp ORDER BY 3;
INSERT INTO dept VALUES(1);
WITH a AS (SELECT * FROM a) SELECT * FROM a;
CREATE TABLE x(a, a);
PRAGMA missing;
