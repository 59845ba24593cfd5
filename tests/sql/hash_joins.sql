-- Joins without a useful index, whose inner rows go into a hash table: row by row and in batches.
CREATE TABLE n(x, y, z TEXT);
INSERT INTO n VALUES (1, 10, 'a'), (2, 20, 'b'), (2.0, 21, 'B'), (3, NULL, 'c'), (NULL, 40, NULL),
  ('3', 50, '3'), (9007199254740993, 60, 'big'), (9007199254740992.0, 61, 'big real'), (0, 70, '0'),
  (-0.0, 71, '0.0'), (9223372036854775807, 80, 'most'), (-9223372036854775808, 81, 'least'),
  (9.3e18, 82, 'beyond'), (x'33', 90, 'blob'), (1.5, 91, 'half');
CREATE TABLE m(k INTEGER, w, c COLLATE NOCASE);
INSERT INTO m VALUES (2, 'two', 'A'), (2, 'two again', 'b'), (3, 'three', 'C'), (NULL, 'null', NULL),
  (9007199254740993, 'odd', 'x'), (0, 'zero', 'x'), (9223372036854775807, 'most', 'x'),
  (-9223372036854775808, 'least', 'x'), (1, 'one', 'a'), (4, 'four', '3');
CREATE TABLE mixed(k, w);
INSERT INTO mixed VALUES (1, 'i'), (1.0, 'r'), ('1', 't'), (x'31', 'b'), (NULL, 'n'), (1.5, 'h'), (3, 'x');

-- Integer keys, looked up by every kind of number.
SELECT x, y, w FROM n JOIN m ON n.x = m.k;
SELECT count(*), sum(y), min(w), max(w) FROM n JOIN m ON n.x = m.k;
SELECT x, y, w FROM n LEFT JOIN m ON n.x = m.k;
SELECT count(*), count(w), sum(y) FROM n LEFT JOIN m ON n.x = m.k;
SELECT x, typeof(x), k FROM n JOIN m ON n.x IS m.k;
SELECT x, k FROM n LEFT JOIN m ON n.x IS m.k;

-- Keys of other types, and of several.
SELECT n.x, typeof(n.x), mixed.w FROM n JOIN mixed ON n.x = mixed.k;
SELECT n.x, mixed.w FROM n LEFT JOIN mixed ON n.x = mixed.k;
SELECT n.z, m.c, m.w FROM n JOIN m ON n.z = m.c;
SELECT n.z, m.c, m.w FROM m JOIN n ON m.c = n.z;
SELECT n.x, n.z, m.w FROM n JOIN m ON n.x = m.k AND m.c = n.z;
SELECT n.x, n.z, m.w FROM n LEFT JOIN m ON n.x = m.k AND n.z = m.c;

-- Order of the rows: that of the outer ones, then that of the inner ones.
-- in order
SELECT n.rowid, m.rowid FROM n CROSS JOIN m ON n.x = m.k;
-- in order
SELECT n.rowid, m.rowid FROM n LEFT JOIN m ON n.x = m.k;
-- in order
SELECT n.rowid, m.rowid, mixed.rowid FROM n CROSS JOIN m ON n.x = m.k CROSS JOIN mixed ON mixed.k = m.k;
-- in order
SELECT n.rowid, m.rowid, mixed.rowid FROM n LEFT JOIN m ON n.x = m.k LEFT JOIN mixed ON mixed.k = m.k;

-- Conditions before, at and after the join.
SELECT x, w FROM n JOIN m ON n.x = m.k WHERE y > 20 AND w <> 'two';
SELECT x, w FROM n LEFT JOIN m ON n.x = m.k AND w <> 'two' WHERE y > 15;
SELECT x, w FROM n LEFT JOIN m ON n.x = m.k AND y > 20;
SELECT x, w FROM n LEFT JOIN m ON n.x = m.k WHERE w IS NULL;
SELECT count(*) FROM n LEFT JOIN m ON n.x = m.k WHERE coalesce(w, 'none') > 'o';
SELECT x, w FROM n JOIN m ON n.x = m.k WHERE y + k > 22 AND abs(x) < 100;
SELECT sum(y) FROM n JOIN m ON n.x = m.k WHERE abs(k) > 0;
SELECT w, (SELECT count(*) FROM mixed JOIN n ON mixed.k = n.x WHERE n.x = m.k) FROM m;

-- More rows than a batch has, chains longer than a batch, and groups of joined rows.
CREATE TABLE long(id INTEGER PRIMARY KEY, g INT, t TEXT, r REAL);
WITH RECURSIVE i(i) AS (VALUES(1) UNION ALL SELECT i + 1 FROM i WHERE i < 3000)
INSERT INTO long SELECT i, i % 7, 'text ' || (i % 100), i * 0.5 FROM i;
CREATE TABLE short(g INT, name TEXT, r REAL);
INSERT INTO short VALUES (0, 'zero', 1), (1, 'one', 2), (1, 'uno', 3), (5, 'five', 4), (NULL, 'none', 5), (9, 'nine', 6);
SELECT count(*), sum(long.id), sum(long.r), min(t), max(t) FROM short JOIN long ON long.g = short.g;
SELECT count(*), sum(long.id), sum(long.r), count(t) FROM short LEFT JOIN long ON long.g = short.g;
SELECT name, count(*), sum(id), count(DISTINCT t), avg(long.r + short.r) FROM short JOIN long ON long.g = short.g GROUP BY name;
SELECT name, count(t), group_concat(id) FROM short LEFT JOIN long ON long.g = short.g AND long.id < 50 GROUP BY name;
SELECT long.g, count(name), total(short.r) FROM long LEFT JOIN short ON short.g = long.g GROUP BY 1;
SELECT count(*), sum(a.id), sum(b.id) FROM long a JOIN long b ON a.t = b.t;
SELECT count(*), sum(a.id), sum(b.id) FROM long a JOIN long b ON a.t = b.t JOIN short ON short.g = a.g;
SELECT count(*), sum(a.id - b.id) FROM long a JOIN long b ON a.t = b.t AND a.g = b.g;
SELECT count(*), sum(a.id - b.id) FROM long a JOIN long b ON a.t = b.t AND a.g = b.g WHERE a.id + b.id < 2000;
SELECT DISTINCT name, t FROM short JOIN long ON long.g = short.g ORDER BY 1, 2 LIMIT 20;
SELECT t, name FROM long JOIN short ON long.g = short.g ORDER BY id DESC, name LIMIT 12;
SELECT id, name FROM long JOIN short ON long.g = short.g WHERE id < 30;
SELECT count(*) FROM long JOIN short ON long.r = short.r;
SELECT long.id, short.r FROM long JOIN short ON long.r = short.r;
SELECT long.id, short.name FROM long JOIN short ON long.id = short.r;

-- An error is that of the first row that has one.
SELECT count(*), sum(abs(n.y - 9223372036854775807 - m.k)) FROM n JOIN m ON n.x = m.k;
SELECT abs(m.k) FROM n JOIN m ON n.x = m.k;
SELECT sum(abs(m.k)) FROM n JOIN m ON n.x = m.k;

-- Rows that do not fit into the memory.
PRAGMA cache_size = 10;
CREATE TABLE wide(k INT, text TEXT);
INSERT INTO wide SELECT id % 1000, hex(zeroblob(300)) || id FROM long;
SELECT count(*), sum(length(text)), max(text) FROM long JOIN wide ON wide.k = long.id;
SELECT count(*), count(text), sum(length(text)) FROM long LEFT JOIN wide ON wide.k = long.id;
SELECT sum(length(a.text) + length(b.text)), count(*) FROM wide a JOIN wide b ON a.k = b.k;
SELECT long.id, substr(wide.text, 601), wide.rowid FROM long JOIN wide ON wide.k = long.id WHERE long.id BETWEEN 500 AND 520;

-- No inner row at all, of which columns beyond the first are asked.
CREATE TABLE none(k INTEGER, w INTEGER, c TEXT);
SELECT x, w + 1, c || '!' FROM n LEFT JOIN none ON n.x = none.k;
SELECT count(*), sum(w * 2), max(c || 'x') FROM n LEFT JOIN none ON n.x = none.k;
SELECT w, c, count(*) FROM n LEFT JOIN none ON n.x = none.k GROUP BY w, c;
