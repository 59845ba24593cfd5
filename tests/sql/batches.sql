-- Aggregates over scans of more than a leaf: rows come in batches, and no answer may tell.
CREATE TABLE t(id INTEGER PRIMARY KEY, i INT, r REAL, s TEXT COLLATE NOCASE, x, f FLOAT);
WITH RECURSIVE n(i) AS (VALUES(1) UNION ALL SELECT i + 1 FROM n WHERE i < 2000)
INSERT INTO t SELECT i, i * 7919 % 1000 - 500, i % 40, CASE i % 3 WHEN 0 THEN 'Word' WHEN 1 THEN 'wORD' ELSE 'z' || (i % 11) END,
  CASE i % 6 WHEN 0 THEN NULL WHEN 1 THEN i WHEN 2 THEN i / 8.0 WHEN 3 THEN 'text ' || i WHEN 4 THEN CAST(i AS BLOB) ELSE '' || i END,
  i * 1.5 FROM n;
CREATE TABLE empty(a, b);

-- Arithmetic on columns of every type, reals that are stored as integers.
SELECT sum(i * 2 + id), sum(r), total(r * 2), avg(r / 3), sum(x), avg(x), sum(x + 1), sum(-x), count(x), count(*) FROM t;
SELECT sum(i % 7), sum(x % 7), sum(i & 255), sum(x | 1), sum(i << 2), sum(x >> 1), sum(~i), sum(i / (id % 5)) FROM t;
SELECT typeof(sum(r)), typeof(sum(i)), typeof(min(r)), typeof(max(f)), typeof(min(x)), max(r), min(f) FROM t;
SELECT sum(f * (1 - r) * (1 + i)), max(i - f), min(r - i) FROM t;

-- The greatest and the least: of reals, infinite ones, and of all types.
CREATE TABLE extremes(id INTEGER PRIMARY KEY, low REAL, high REAL, only_low REAL, mixed);
WITH RECURSIVE n(i) AS (VALUES(1) UNION ALL SELECT i + 1 FROM n WHERE i < 500)
INSERT INTO extremes SELECT i, iif(i = 77, -9e999, i / 3.0), iif(i = 301, 9e999, -i / 7.0), -9e999,
  CASE i % 5 WHEN 0 THEN i / 8.0 WHEN 1 THEN -i WHEN 2 THEN NULL WHEN 3 THEN 'text' || i ELSE CAST(i AS BLOB) END FROM n;
SELECT max(low), min(low), max(high), min(high), max(only_low), min(only_low), max(-only_low), min(-only_low) FROM extremes;
SELECT max(mixed), min(mixed), quote(max(mixed)), typeof(min(mixed)) FROM extremes;
SELECT max(mixed), min(mixed) FROM extremes WHERE typeof(mixed) IN ('real', 'integer', 'null');
SELECT max(mixed), min(mixed) FROM extremes WHERE id % 5 IN (0, 3);
SELECT max(nullif(low, low)), min(nullif(high, high)), max(iif(id > 300, low, NULL)), min(iif(id > 300, high, 'x')) FROM extremes;
SELECT sum(low), total(high), avg(low), group_concat(mixed, ''), count(mixed) FROM extremes WHERE id < 70;

-- CASE, logic, NULL.
SELECT sum(CASE WHEN i % 3 = 0 THEN i * 2 + id ELSE abs(i - id) END), sum(CASE WHEN x > 5 THEN 1 WHEN x IS NULL THEN 100 END) FROM t;
SELECT sum(CASE i % 4 WHEN 0 THEN 1 WHEN 1 THEN 10 ELSE 100 END), count(CASE WHEN i THEN NULL ELSE 1 END) FROM t;
SELECT sum(i > 0 AND r > 10), sum(i > 0 OR x), sum(NOT i), sum(x IS NULL), sum(x IS NOT NULL AND x > 7), count(x AND NULL), count(NULL OR x) FROM t;
SELECT sum(i BETWEEN -10 AND 10), sum(s IN ('word', 'z3')), sum(s LIKE 'w%'), sum(s = 'WORD'), sum(s < 'x'), sum(x = '17'), sum(x IS 17) FROM t;
SELECT sum(CASE WHEN i > 0 THEN CASE WHEN r > 20 THEN 1 ELSE 2 END ELSE CASE WHEN s = 'word' THEN 30 END END) FROM t;

-- LIKE and GLOB: the same pattern for all rows, of any type, and another one for each.
SELECT sum(x LIKE '%7%'), sum(x NOT LIKE 't%'), count(x LIKE NULL), sum(x LIKE 17), sum(x LIKE x'3137'), sum(s LIKE s), sum(x GLOB '*[0-3]'), sum(x NOT GLOB 'text*'), count(x GLOB NULL), sum(i LIKE '-%'), sum(f LIKE '%.5') FROM t;
SELECT sum(s LIKE 'w!%' ESCAPE '!'), sum(x LIKE '%' || i % 10), sum(s LIKE ''), sum('Word' LIKE s), sum(s LIKE 'W_RD'), sum(s GLOB 'W?rd') FROM t;
SELECT count(*) FROM t WHERE x LIKE '%ext%' OR x GLOB '*9';
SELECT count(*) FROM t WHERE NOT s LIKE 'z%' AND x NOT LIKE '%1%';
PRAGMA case_sensitive_like = ON;
SELECT sum(s LIKE 'w%'), sum(s LIKE 'W%'), sum(s NOT LIKE '%rd') FROM t;
PRAGMA case_sensitive_like = OFF;
SELECT sum(s LIKE 'w%'), sum(s LIKE 'W%'), sum(s NOT LIKE '%rd') FROM t;

-- Texts that functions make.
SELECT max(upper(s) || id), min(substr(s, 1, 2) || x), max(length(s) + (i & 255)), max(hex(x)), min(coalesce(x, s)) FROM t;
SELECT group_concat(substr(s, 1, 1) || i % 10, '') FROM t WHERE id < 300;
SELECT count(DISTINCT substr(s, 1, 2)), max(printf('%05d', i)), min(CAST(f AS TEXT)), max(quote(x)) FROM t;
SELECT sum(length(x)), sum(unicode(s)), max(trim(s, 'z') || '!'), max(replace(s, 'w', 'V')), sum(instr(s, 'o')) FROM t;

-- Groups: keys of every kind, and which of equal ones is shown.
SELECT s, count(*), sum(i), max(id) FROM t GROUP BY s ORDER BY 1;
SELECT x, count(*) FROM t WHERE id < 100 GROUP BY x ORDER BY 1, 2;
SELECT substr(s, 1, 2), count(*), sum(r) FROM t GROUP BY 1 ORDER BY 1;
SELECT i % 5, r > 20, count(*), avg(f), group_concat(id % 10, '') FROM t WHERE id < 400 GROUP BY 1, 2 ORDER BY 1, 2;
SELECT r, count(*), typeof(r) FROM t GROUP BY r ORDER BY r;
SELECT id / 100, min(s), max(s), count(*) FROM t GROUP BY id / 100 ORDER BY 1;
SELECT i, s, r FROM t GROUP BY i % 3 ORDER BY i % 3;
SELECT i % 3, max(id), s, x FROM t GROUP BY 1 ORDER BY 1;
SELECT upper(s), count(*) FROM t GROUP BY upper(s) HAVING count(*) > 100 ORDER BY 1;

-- Filters before them.
SELECT count(*), sum(i) FROM t WHERE i < r;
SELECT count(*), sum(id) FROM t WHERE s LIKE '%d' AND i % 2 = 1 AND length(x) > 3;
SELECT count(*), sum(id) FROM t WHERE i > 10 AND (r < 5 OR x IS NULL OR s = 'Z1');
SELECT s, count(*) FROM t WHERE abs(i) < 100 AND r <> i GROUP BY s ORDER BY 1;
SELECT count(*), max(s) FROM t WHERE i > 100000;
SELECT count(*), max(s), i FROM t WHERE length(s) > 100;
SELECT count(*), sum(a), max(b), a FROM empty;
SELECT a, count(*) FROM empty GROUP BY a;
SELECT count(*) FROM t WHERE id BETWEEN 500 AND 1500 AND i & 1;
SELECT (SELECT count(*) FROM t WHERE t.i = o.i % 50 AND t.id + o.id > 20) FROM t AS o WHERE o.id < 20;
SELECT (SELECT sum(t.i + o.id) FROM t WHERE t.id <= o.id * 10) FROM t AS o WHERE o.id < 30;

-- Errors: the first row's that has one.
INSERT INTO t(id, i, x) VALUES (3000, -9223372036854775808, 1), (3001, 9223372036854775807, 1);
SELECT sum(abs(i)) FROM t;
SELECT count(*) FROM t WHERE abs(i) > 5;
SELECT sum(i + id) FROM t;
SELECT sum(i) FROM t;
SELECT sum(i) FROM t WHERE i > 0;
SELECT sum(i), sum(i) FROM t WHERE id > 2999;
SELECT sum(CASE WHEN id < 3000 THEN abs(i) ELSE 0 END) FROM t;
SELECT sum(CASE WHEN id < 2500 OR abs(i) > 0 THEN 1 END) FROM t;
SELECT i % 2, sum(abs(i)) FROM t GROUP BY 1;
SELECT count(*) FROM t WHERE id < 3000 AND abs(i) >= 0;
SELECT count(*) FROM t WHERE x <> 1 AND abs(i) >= 0;
SELECT max(json_extract(s, '$')) FROM t WHERE id < 10;

-- Sorted rows, whose outputs are computed in batches.
DELETE FROM t WHERE id >= 3000;
-- in order
SELECT id, i * 2, upper(s), x FROM t ORDER BY i, id LIMIT 30;
-- in order
SELECT CASE WHEN i % 2 THEN s ELSE x END, id FROM t WHERE id % 50 = 3 ORDER BY 1, 2;
-- in order
SELECT substr(s, 2) || id, r FROM t WHERE i > 400 ORDER BY r DESC, 1;
SELECT s, r FROM t UNION SELECT x, i FROM t WHERE id < 50;
SELECT upper(s) FROM t EXCEPT SELECT s FROM t WHERE id < 20;
SELECT s || r FROM t INTERSECT SELECT s || r FROM t WHERE i < 0;
SELECT abs(i - 9223372036854775807 - 1) FROM t ORDER BY 1;
SELECT abs(CASE id WHEN 1500 THEN -9223372036854775807 - 1 ELSE i END) FROM t ORDER BY 1;
SELECT (SELECT s FROM t WHERE t.i > o.i ORDER BY i, id LIMIT 1) FROM t AS o WHERE id < 40;

-- Bare columns follow min() or max(), the last of several; with NULLs only, the group's first row.
SELECT i % 5, max(x), id, s, typeof(x) FROM t GROUP BY 1;
SELECT s, min(r), id, i, s FROM t GROUP BY s;
SELECT s, max(i), min(id), id, x FROM t GROUP BY s;
SELECT s, min(id), max(i), id, count(*), sum(r) FROM t GROUP BY s;
SELECT max(i), id, s, r FROM t;
SELECT min(r), id, s, count(*) FROM t WHERE i > 0;
SELECT r, max(NULL), id FROM t GROUP BY r;
SELECT r, max(CASE WHEN i % 40 > 38 THEN i END), id, sum(i) FROM t GROUP BY r;
SELECT x, max(i), id FROM t WHERE id < 300 GROUP BY x;
SELECT min(f), max(f), f, id FROM t GROUP BY i % 3;

-- Integers up to their ends.
CREATE TABLE ends(a INT, b INT);
INSERT INTO ends VALUES (9223372036854775807, 1), (-9223372036854775808, -1), (-9223372036854775808, 2), (5, 0),
  (-7, 3), (7, -3), (9223372036854775807, 9223372036854775807), (NULL, 1), (3000000000, 4000000000), (-1, -1);
SELECT max(a + b), max(a - b), max(a * b), max(a % b), max(a & b), max(a / b), min(a + b), min(a - b), min(a * b), min(a % b), min(a & b), min(a / b) FROM ends;
SELECT a, b, max(a + b), max(a - b), max(a * b), max(a % b), max(b % a), max(a & b), typeof(max(a * b)), typeof(max(a + b)) FROM ends GROUP BY a, b;

-- Characters, eight bytes at a time and across them.
CREATE TABLE words(w);
INSERT INTO words VALUES (''), ('seven77'), ('eight888'), ('nine99999'), ('sevensé!'), ('sevenseé'), ('ééééééééé'), ('twelve char€s'),
  (CAST(x'6162636465666780818283' AS TEXT)), (CAST(x'c3616263646566676869' AS TEXT)), ('16 of these....!'), ('16 of these....é'), (12345678901), ('😀 and so on 😀');
SELECT w, length(w), substr(w, 3, 4), substr(w, -9, 3) FROM words;
SELECT sum(length(w)), max(length(w)) FROM words;

-- The first rows of an order: what lies beyond them is left out by the scan.
-- in order
SELECT i, id FROM t ORDER BY i, id LIMIT 7;
-- in order
SELECT i, id FROM t ORDER BY i LIMIT 7;
-- in order
SELECT i, id FROM t ORDER BY i DESC LIMIT 7 OFFSET 5;
-- in order
SELECT x, id FROM t ORDER BY x LIMIT 12;
-- in order
SELECT x, id FROM t ORDER BY x LIMIT 12 OFFSET 330;
-- in order
SELECT x, id FROM t ORDER BY x DESC, id DESC LIMIT 12;
-- in order
SELECT x, id FROM t ORDER BY x NULLS LAST, id LIMIT 12;
-- in order
SELECT x, id FROM t ORDER BY x DESC NULLS FIRST LIMIT 12;
-- in order
SELECT s, id FROM t ORDER BY s LIMIT 9;
-- in order
SELECT s, id FROM t ORDER BY s DESC, id LIMIT 9;
-- in order
SELECT s, id FROM t ORDER BY s COLLATE BINARY, id LIMIT 9;
-- in order
SELECT r, f, id FROM t ORDER BY r DESC, f LIMIT 9;
-- in order
SELECT f, id FROM t WHERE i > 0 AND s LIKE 'w%' ORDER BY f DESC LIMIT 9;
-- in order
SELECT i, id, 'constant' FROM t ORDER BY i, id LIMIT 0;
-- in order
SELECT i, abs(id - 9223372036854775807 - 3) FROM t ORDER BY i LIMIT 3;
-- in order
SELECT i, id FROM t WHERE abs(CASE id WHEN 1999 THEN -9223372036854775807 - 1 ELSE 1 END) ORDER BY i LIMIT 3;
-- in order
SELECT o.id, (SELECT group_concat(id) FROM (SELECT id, i FROM t WHERE t.id % 10 = o.id ORDER BY i, id LIMIT 3)) FROM t AS o WHERE o.id < 10;
-- in order
SELECT DISTINCT i FROM t ORDER BY i LIMIT 5;
-- in order
SELECT i, count(*) OVER (), sum(id) OVER (ORDER BY i) FROM t ORDER BY i LIMIT 5;
-- in order
SELECT i, count(*) FROM t GROUP BY i ORDER BY i LIMIT 5;

-- Rows of table functions, for each row of a table.
CREATE TABLE documents(id INTEGER PRIMARY KEY, j TEXT);
INSERT INTO documents VALUES
  (1, '{"a":1,"b":[1,2.5,"x",null,true],"c":{"d":"é"}}'), (2, '[]'), (3, '[10,20,[30,{"a":"b"}]]'),
  (4, NULL), (5, '"text"'), (6, '{"a":"x'', \"y\"","e":-0.0}');
SELECT count(e.value), sum(e.value), max(e.value), group_concat(e.value, '|') FROM documents, json_each(documents.j) AS e;
SELECT id, count(*), group_concat(e.key || '=' || e.type, ','), min(e.atom) FROM documents AS t, json_tree(t.j) AS e GROUP BY id;
SELECT e.type, count(*), sum(t.id), max(t.id || e.fullkey) FROM documents AS t, json_tree(t.j) AS e GROUP BY e.type;
SELECT count(*) FROM documents AS t, json_each(t.j, '$.b') AS e WHERE e.value > t.id;
SELECT sum(length(e.json)), sum(e.id), count(e.parent) FROM documents AS t, json_tree(t.j) AS e;
SELECT json_group_array(e.value) FROM documents AS t, json_each(t.j) AS e WHERE e.type IN ('object', 'array', 'integer');
SELECT t.id, e.value, u.id FROM documents AS t, json_each(t.j) AS e, documents AS u WHERE u.id = e.value;
SELECT count(*), sum(e.value + u.id) FROM documents AS t, json_each(t.j) AS e JOIN documents AS u ON u.id = e.value;
SELECT count(*) FROM documents AS t, json_each('[1,2,' || t.id || 'x]') AS e;
INSERT INTO documents VALUES (7, '[1,2');
SELECT count(*), sum(e.value) FROM documents AS t, json_each(t.j) AS e;
SELECT e.value FROM documents AS t, json_each(t.j) AS e;
DELETE FROM documents WHERE id = 7;
WITH RECURSIVE n(i) AS (VALUES (1) UNION ALL SELECT i + 1 FROM n WHERE i < 300)
  INSERT INTO documents SELECT 10, json_group_array(i) FROM n;
SELECT count(e.value), sum(e.value), sum(e.key), max(e.id) FROM documents AS t, json_each(t.j) AS e;
SELECT avg(e.value) FROM documents AS t, json_each(t.j) AS e WHERE t.id = 10 AND e.key % 7 = 3;
SELECT (SELECT sum(e.value) FROM json_each(t.j) AS e WHERE e.value > t.id) FROM documents AS t;

-- A change between two rows of a scan of many leaves.
CREATE TABLE wide_leaves(id INTEGER PRIMARY KEY, b BLOB);
WITH RECURSIVE n(i) AS (VALUES (1) UNION ALL SELECT i + 1 FROM n WHERE i < 500)
  INSERT INTO wide_leaves SELECT i * 2, zeroblob(1000 + i % 7 * 400) FROM n;
SELECT count(*), sum(length(b)), sum(id), max(id) FROM wide_leaves;
SELECT count(*), sum(length(b)) FROM wide_leaves WHERE id BETWEEN 77 AND 505;
SELECT sum(id) FROM wide_leaves WHERE length(b) > 2000;
SELECT id FROM wide_leaves WHERE id > 300 LIMIT 3;
UPDATE wide_leaves SET b = zeroblob(length(b) + 900) WHERE id % 3 = 0;
SELECT count(*), sum(length(b)), sum(id) FROM wide_leaves;
UPDATE wide_leaves SET b = zeroblob(5000) WHERE id % 90 = 0;
SELECT count(*), sum(length(b)), sum(id) FROM wide_leaves WHERE id < 800;

-- Long entries: of one leaf more than a batch, one a leaf, few that pass, others beside long ones.
CREATE TABLE long_texts(id INTEGER PRIMARY KEY, k INT, s TEXT, n INT);
WITH RECURSIVE n(i) AS (VALUES (1) UNION ALL SELECT i + 1 FROM n WHERE i < 700)
  INSERT INTO long_texts SELECT i, i * 7919 % 101, printf('%.*c', 250 + i * 31 % 900, 'abcdefg') || i, i % 13 FROM n;
SELECT count(*), sum(length(s)), sum(k), max(s), min(substr(s, -3)) FROM long_texts;
SELECT count(*) FROM long_texts WHERE s LIKE '%77';
SELECT sum(s GLOB '*a1*'), sum(instr(s, '12')), max(hex(substr(s, -2))), sum(n) FROM long_texts WHERE k < 60;
SELECT id, length(s) FROM long_texts WHERE s LIKE '%33%' AND n > 3;
SELECT id, substr(s, -5) FROM long_texts WHERE id BETWEEN 120 AND 127;
SELECT id, substr(s, -5) FROM long_texts WHERE k = 7 ORDER BY s;
SELECT sum(k), sum(n) FROM long_texts WHERE id > 650;
SELECT n, count(*), max(s), sum(length(upper(s))) FROM long_texts GROUP BY n;
DELETE FROM long_texts WHERE id % 3 = 1;
UPDATE long_texts SET s = 'short' WHERE id % 7 = 0;
UPDATE long_texts SET s = s || s || s || s || s || s WHERE id % 11 = 0;
SELECT count(*), sum(length(s)), sum(k), max(s), count(DISTINCT s) FROM long_texts;
SELECT count(*), sum(length(t.s)), max(u.s) FROM long_texts AS t JOIN long_texts AS u ON u.n = t.k;
SELECT id, length(s) FROM long_texts WHERE s LIKE '%5%' LIMIT 4 OFFSET 30;
ATTACH ':memory:' AS large;
PRAGMA large.page_size = 65536;
CREATE TABLE large.long_rows(id INTEGER PRIMARY KEY, k INT, s TEXT, n INT);
INSERT INTO large.long_rows SELECT id * 2, k, s, n FROM long_texts;
SELECT count(*), sum(length(s)), sum(k), max(s), min(substr(s, -3)) FROM large.long_rows;
SELECT count(*), sum(n) FROM large.long_rows WHERE s LIKE '%77';
INSERT INTO large.long_rows SELECT id * 2 + 1, k, substr(s, -400), n FROM long_texts;
SELECT count(*), sum(length(s)), sum(k), max(s), min(substr(s, -3)) FROM large.long_rows;
SELECT sum(s GLOB '*a1*'), sum(instr(s, '12')), max(hex(substr(s, -2))), sum(n) FROM large.long_rows WHERE k < 60;
SELECT id, substr(s, -5) FROM large.long_rows WHERE id BETWEEN 120 AND 127;
SELECT id, length(s), s FROM large.long_rows WHERE s LIKE '%33%' AND n > 3;
SELECT sum(k), sum(n) FROM large.long_rows;
DETACH large;
