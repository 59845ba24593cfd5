-- Table-valued functions: json_each, json_tree, the pragmas.
CREATE TABLE t(a INT PRIMARY KEY, b TEXT NOT NULL DEFAULT 'x', j);
CREATE TABLE child(id INTEGER PRIMARY KEY, a REFERENCES t(a) ON DELETE CASCADE);
CREATE UNIQUE INDEX t_b ON t(b, a DESC);
CREATE VIEW v AS SELECT a, b FROM t;
INSERT INTO t VALUES (1, 'one', '[1,2,3]'), (2, 'two', '{"k":[true,null],"x y":{"z":1.5}}'), (3, 'three', NULL), (4, 'four', '"s"'), (5, 'five', '[]');

-- json_each and json_tree.
-- in order
SELECT *, rowid FROM json_each('{"a":1,"b c":[1,2,{"x":null}],"d":"q\"x"}');
-- in order
SELECT *, rowid FROM json_tree('{"a":1,"b c":[1,2,{"x":null}],"d":true}');
-- in order
SELECT key, value, type, atom, id, parent, fullkey, path, json, root FROM json_each('{"a":[1,{"z":5}]}', '$.a');
-- in order
SELECT key, value, type, atom, id, parent, fullkey, path, json, root FROM json_tree('{"a":[1,{"z":5}]}', '$.a');
-- in order
SELECT key, value, id, parent, fullkey, path FROM json_tree('[1,[2,3]]', '$[1]');
-- in order
SELECT key, value, id, parent, fullkey, path FROM json_tree('{"a":[[4,5],{"b":{"c":[6]}}]}', '$.a[1].b');
-- in order
SELECT * FROM json_tree('[[],{},[[1]],{"a":{}}]');
SELECT * FROM json_each('5');
SELECT * FROM json_each('{"a":{"b":7}}', '$.a.b');
SELECT key, fullkey, path, id FROM json_tree('{"a":{"b":7}}', '$.a.b');
SELECT * FROM json_tree('"x"');
SELECT * FROM json_each('[]');
SELECT * FROM json_tree('[]');
SELECT * FROM json_each('{}');
SELECT * FROM json_each(NULL);
SELECT * FROM json_each('[1]', NULL);
SELECT * FROM json_each('[1]', '$.z');
SELECT * FROM json_each('["a\u0041\n",1e3,-0.5,9223372036854775808]');
SELECT typeof(value), typeof(atom), typeof(key) FROM json_each('[1,2.5,"x",null,true,[1]]');
SELECT fullkey FROM json_each('{"a":1,"a1":2,"1a":3,"":4,"a-b":5,"é":6}');
SELECT json_extract(value, '$.x') FROM json_each('[{"x":1},{"x":2}]');
SELECT json_group_array(value) FROM json_each('[1,[2],{"a":3}]');
SELECT json_array(value) FROM json_each('[1,[2],{"a":3}]');
SELECT * FROM json_each;
SELECT key FROM json_each WHERE json = '[5,6]';
SELECT key, root FROM json_each WHERE json = '[5,[6]]' AND root = '$[1]';
SELECT key FROM json_each('[5,6]') WHERE json = '[5,6]';
SELECT key FROM json_each('[5,6]') WHERE json = '[5]';
SELECT value FROM json_each('[5,6,7,8]') WHERE value > 5 AND key < 3;
SELECT value FROM json_each WHERE json IN ('[1,2]', '[3]');
SELECT t.a, e.key, e.value FROM t, json_each(t.j) e;
SELECT t.a, e.key, e.value FROM json_each(t.j) e, t;
SELECT t.a, e.key, e.value FROM t LEFT JOIN json_each(t.j) e;
SELECT t.a, e.key, e.value FROM t LEFT JOIN json_each(t.j) e ON e.value = 2;
SELECT t.a, e.fullkey FROM t JOIN json_tree(t.j) e WHERE e.atom IS NOT NULL;
SELECT t.a, e.value FROM t JOIN json_each(t.j, '$.k') AS e;
SELECT a FROM t WHERE EXISTS (SELECT 1 FROM json_each(t.j) WHERE value = 3);
SELECT a, (SELECT count(*) FROM json_each(j)) FROM t;
SELECT a FROM t WHERE a IN (SELECT value FROM json_each('[1,3]'));
SELECT * FROM t JOIN json_each('[1,3]') e ON e.value = t.a;
SELECT x.value, y.value FROM json_each('[1,2]') x, json_each('[3,4]') y;
SELECT x.value, y.value FROM json_each('[[1,2],[3]]') x, json_each(x.value) y;
SELECT * FROM json_each('[1,2]') RIGHT JOIN t ON t.a = value;
SELECT t.a, value FROM t FULL JOIN json_each('[1,9]') ON t.a = value;
SELECT * FROM json_each('[1,2]') NATURAL JOIN json_each('[1,2,3]') y;
SELECT count(*) FROM json_each('[1,2,3]');
SELECT max(value), min(key) FROM json_each('[1,5,3]');
SELECT value, count(*) FROM json_each('[1,1,2]') GROUP BY value;
-- in order
SELECT value FROM json_each('[3,1,2]') ORDER BY value DESC;
SELECT e.* FROM json_each('[1]') AS e;
SELECT json FROM (SELECT * FROM json_each('[1]'));
SELECT json_each.json FROM json_each('[1]');
WITH d(x) AS (VALUES ('[1]'), ('[2,3]')) SELECT value FROM d, json_each(x);
CREATE VIEW elements AS SELECT t.a, e.value FROM t, json_each(t.j) e;
SELECT * FROM elements WHERE a = 1;
SELECT 1 FROM main.json_each('[1]');
SELECT 5 WHERE 1 IN (SELECT value FROM json_each('[1]'));
CREATE TABLE copy AS SELECT * FROM json_each('[1,"x"]');
SELECT * FROM copy;
INSERT INTO copy SELECT key, value, type, atom, id, parent, fullkey, path FROM json_each('[9]');
UPDATE copy SET value = (SELECT value FROM json_each('[7]')) WHERE key = 0;
DELETE FROM copy WHERE value IN (SELECT value FROM json_each('["x"]'));
SELECT * FROM copy;

-- Pragmas as tables.
-- in order
SELECT *, arg, schema FROM pragma_table_info('t');
-- in order
SELECT * FROM pragma_table_xinfo('t');
SELECT * FROM pragma_table_info WHERE arg = 't';
SELECT * FROM pragma_table_info('t', 'main');
SELECT * FROM pragma_table_info('t', NULL);
SELECT * FROM pragma_table_info(NULL);
SELECT * FROM pragma_table_info('nope');
SELECT * FROM pragma_table_info;
SELECT * FROM pragma_table_info('v');
SELECT name FROM pragma_table_info WHERE arg IN ('t', 'child');
SELECT s.name, p.name FROM sqlite_schema s JOIN pragma_table_info(s.name) p WHERE s.type = 'table';
SELECT s.name, p.name FROM sqlite_schema s, pragma_table_info p WHERE p.arg = s.name AND s.type = 'table';
SELECT s.name, p.name FROM sqlite_schema s LEFT JOIN pragma_index_list(s.name) p;
-- in order
SELECT * FROM pragma_index_list('t');
-- in order
SELECT * FROM pragma_index_info('t_b');
-- in order
SELECT * FROM pragma_index_xinfo('t_b');
SELECT * FROM pragma_foreign_key_list('child');
SELECT * FROM pragma_foreign_key_check;
SELECT * FROM pragma_foreign_key_check('child');
SELECT seq, name FROM pragma_database_list;
SELECT * FROM pragma_user_version;
SELECT * FROM pragma_application_id;
SELECT * FROM pragma_encoding;
SELECT * FROM pragma_foreign_keys;
SELECT * FROM pragma_recursive_triggers;
SELECT * FROM pragma_integrity_check;
SELECT * FROM pragma_quick_check(1);
SELECT count(*) FROM pragma_function_list WHERE name = 'abs';
SELECT name FROM pragma_pragma_list WHERE name = 'table_info';
SELECT name FROM pragma_module_list WHERE name = 'json_each';
SELECT name, ncol FROM pragma_table_list('t');
SELECT name FROM pragma_table_info('t') ORDER BY name DESC;
SELECT group_concat(name) FROM (SELECT name FROM pragma_table_info('t') ORDER BY cid DESC);
PRAGMA user_version = 5;
SELECT user_version + 1 FROM pragma_user_version;
SELECT type, name FROM sqlite_master WHERE name = 't';
SELECT count(*) FROM sqlite_schema;
SELECT * FROM sqlite_temp_schema;
SELECT * FROM sqlite_temp_master;

-- Errors.
SELECT * FROM json_each('x');
SELECT * FROM json_each('[1]', 'z');
SELECT * FROM json_each('[1]', '$[');
SELECT 1 FROM json_each(1, 2, 3);
SELECT 1 FROM t(1);
SELECT 1 FROM v(1);
SELECT 1 FROM nope(1);
WITH c AS (SELECT 1) SELECT 1 FROM c(1);
SELECT 1 WHERE 1 IN json_each('[1]');
SELECT 1 WHERE 1 IN json_each;
SELECT 1 FROM json_each((1, 2));
SELECT 1 FROM json_each(nope);
SELECT 1 FROM t LEFT JOIN json_each(u.j) ON 1 JOIN t u;
SELECT * FROM pragma_table_info('t', 'zzz');
SELECT * FROM pragma_table_info('t', 'main', 'x');
SELECT * FROM pragma_user_version(5);
SELECT * FROM pragma_nope;
SELECT * FROM pragma_wal_checkpoint;
INSERT INTO json_each VALUES (1);
DELETE FROM json_each;
UPDATE pragma_table_list SET name = 1;
DROP TABLE json_each;
CREATE INDEX i ON json_each(key);
CREATE TABLE json_each(a);
SELECT * FROM json_each;
SELECT * FROM json_each('[1]');

-- FULL JOIN of a function of the rows on its left.
CREATE TABLE lists(a, list);
INSERT INTO lists VALUES (1, '[1,2]'), (2, '[3]'), (3, NULL), (4, '[]');
SELECT lists.a, j.value FROM lists FULL JOIN json_each(lists.list) AS j;
SELECT lists.a, j.value FROM lists FULL JOIN json_each(lists.list) AS j ON j.value = lists.a;

-- An argument that is another one each time is still an argument.
SELECT count(*) FROM json_each(iif(random() IS NULL, '[1,2,3]', '[3,4]'));
SELECT value FROM json_each('[3,1,2]') WHERE key = abs(random()) % 1;

-- Which rows there are, and how many, in the order that is asked for.
SELECT value FROM json_each('[3,1,2]') LIMIT 1 OFFSET 1;
SELECT value FROM json_each('[3,1,2]') ORDER BY value DESC LIMIT 1 OFFSET 1;
SELECT DISTINCT value FROM json_each('[3,1,2,1,3]') ORDER BY value;
SELECT value, count(*) FROM json_each('[3,1,2,1,3]') GROUP BY value ORDER BY value DESC;
SELECT max(value), key FROM json_each('[3,1,2,1,3]');
SELECT value FROM json_each WHERE json IN ('[1,2]', '[3]', '[1,2]') AND value IN (1, 3, '3') ORDER BY 1;
SELECT value FROM json_each('["ab","AC","b"]') WHERE value LIKE 'a%' AND value <> 'ab';
SELECT value FROM json_each('["ab",null,"b"]') WHERE value IS NOT NULL AND (key, value) > (0, 'ab');
