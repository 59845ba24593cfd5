-- Values of generated columns: affinity, collation, and where they are computed.
CREATE TABLE v(a, b INT AS (a), c TEXT AS (a), d REAL AS (a), e AS (a), f NUMERIC AS (a) STORED, g TEXT AS (a) STORED);
INSERT INTO v VALUES ('12'), (1.0), (x'12'), (5), ('x'), (NULL), ('1e3'), (-7);
SELECT typeof(a), b, typeof(b), c, typeof(c), d, typeof(d), typeof(e), f, typeof(f), g, typeof(g) FROM v;
SELECT count(*) FROM v WHERE b = '12';
SELECT count(*) FROM v WHERE e = '12';
SELECT e = 12, c = 12, b = '12', a = 12, g = 12, f = '12' FROM v WHERE a = '12';
SELECT b, count(*), sum(d), max(c), min(g) FROM v GROUP BY b;
SELECT DISTINCT c FROM v;
SELECT c FROM v ORDER BY d, c, b;
SELECT sum(b) OVER (ORDER BY rowid), c FROM v;
SELECT x.b, y.b FROM v x LEFT JOIN v y ON x.b = y.b + 1;
SELECT x.b, y.d FROM v x JOIN v y ON x.b = y.d;
CREATE TABLE one(k, v AS (coalesce(k, 'none')), w AS (coalesce(k, 'none')) STORED);
CREATE TABLE two(k);
INSERT INTO one VALUES (1), (NULL);
INSERT INTO two VALUES (1), (2);
SELECT two.k, one.v, one.w, one.v IS NULL FROM two LEFT JOIN one ON one.k = two.k;
SELECT two.k, one.v, one.w FROM one RIGHT JOIN two ON one.k = two.k;
SELECT two.k, one.v FROM one FULL JOIN two ON one.k = two.k ORDER BY 1, 2;
SELECT two.k, max(one.v), count(one.v) FROM two LEFT JOIN one ON one.k = two.k GROUP BY two.k;
SELECT two.k, s.v FROM two LEFT JOIN (SELECT k, v FROM one) s ON s.k = two.k;
SELECT two.k, (SELECT max(t.k) FROM two t WHERE t.k = one.v OR one.v IS NULL) FROM two LEFT JOIN one ON one.k = two.k;
SELECT two.k, one.v FROM two LEFT JOIN one ON one.k = two.k ORDER BY one.v, two.k DESC;
SELECT two.k, one.v FROM two LEFT JOIN one ON one.k = two.k WHERE one.v IS NULL;
SELECT two.k, lag(one.v) OVER (ORDER BY two.k), one.v FROM two LEFT JOIN one ON one.k = two.k;

-- JSON stays JSON through one that is not stored.
CREATE TABLE j(a, b AS (json(a)), c AS (json(a)) STORED);
INSERT INTO j VALUES ('[1, 2]');
SELECT json_array(b), json_array(c), json_array(a), typeof(b) FROM j;

-- Collations are the column's.
CREATE TABLE n(a, b AS (a) COLLATE nocase, c AS (a COLLATE nocase), d COLLATE nocase AS (a) STORED);
INSERT INTO n VALUES ('x'), ('X'), ('y');
SELECT b = 'X', c = 'X', d = 'X', a = 'X' FROM n;
SELECT count(DISTINCT b), count(DISTINCT c), count(DISTINCT d) FROM n;
SELECT b, count(*) FROM n GROUP BY b;
SELECT a FROM n ORDER BY d DESC, a;

-- Places in the record: virtual ones take none.
CREATE TABLE p(v1 AS (a || '1'), a, v2 AS (b || '2'), b, s AS (v1 || v2) STORED, v3 AS (s || 'x'), c REAL, id INTEGER PRIMARY KEY, w AS (id + c));
INSERT INTO p(a, b, c) VALUES ('p', 'q', 3), ('r', NULL, 4.5), (1, 2, NULL);
SELECT * FROM p;
SELECT v3, w FROM p WHERE v1 = 'p1';
SELECT c, id FROM p WHERE w > 4;
UPDATE p SET b = 'new', id = id + 10 WHERE a = 'r';
SELECT * FROM p;
DELETE FROM p WHERE v2 = 'new2';
SELECT *, rowid FROM p;
PRAGMA integrity_check;
CREATE TABLE pw(v AS (a || k), a, k, s AS (k || a) STORED, b, PRIMARY KEY(k, b)) WITHOUT ROWID;
INSERT INTO pw VALUES ('a', 1, 'x'), ('b', 1, 'y'), ('c', 0, 'z');
SELECT * FROM pw;
SELECT v, s FROM pw WHERE k = 1;
UPDATE pw SET k = 5 WHERE v = 'a1';
SELECT * FROM pw;
PRAGMA integrity_check;

-- Errors of expressions.
CREATE TABLE e(a, b AS (abs(a)));
INSERT INTO e VALUES (-9223372036854775808);
INSERT INTO e VALUES (-5);
UPDATE e SET a = -9223372036854775808;
SELECT * FROM e;

-- NOT NULL and CHECK.
CREATE TABLE c(a, b AS (nullif(a, 3)) NOT NULL, d AS (a * 2) STORED NOT NULL CHECK (d < 100), CHECK (b <> 7));
INSERT INTO c VALUES (1), (2);
INSERT INTO c VALUES (3);
INSERT OR IGNORE INTO c VALUES (3), (4);
INSERT OR REPLACE INTO c VALUES (3);
INSERT OR FAIL INTO c VALUES (5), (50), (6);
INSERT INTO c VALUES (7);
INSERT INTO c VALUES (NULL);
UPDATE c SET a = 7 WHERE a = 1;
UPDATE OR IGNORE c SET a = a + 1;
SELECT * FROM c;
CREATE TABLE nr(a NOT NULL ON CONFLICT REPLACE DEFAULT 5, b AS (a + 1) NOT NULL ON CONFLICT IGNORE, s AS (a + 1) STORED);
INSERT INTO nr VALUES (NULL), ('x');
SELECT * FROM nr;
-- Many rows, scanned in batches.
CREATE TABLE m(a INT, b INT, s AS (a + b) STORED, v AS (a * b), t TEXT AS (v));
WITH RECURSIVE c(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM c WHERE i < 3000) INSERT INTO m SELECT i, i % 17 FROM c;
SELECT count(*), sum(v), max(t), min(s), total(v + s) FROM m WHERE v % 3 = 1;
SELECT b, sum(v), max(t), count(DISTINCT v) FROM m WHERE v > 100 AND t LIKE '1%' GROUP BY b ORDER BY b;
SELECT v % 10, count(*) FROM m GROUP BY v % 10 ORDER BY 1;
SELECT t, v FROM m WHERE v BETWEEN 500 AND 700 ORDER BY v DESC, t LIMIT 10;
SELECT v FROM m WHERE v IN (100, 200, 300, '400') ORDER BY v;
SELECT count(*) FROM m x JOIN m y ON x.v = y.s WHERE x.a < 200;
SELECT count(*) FROM m WHERE v IS NULL OR t = '34';
SELECT max(v) FROM m; 
SELECT x.a FROM m x WHERE x.v = (SELECT max(y.v) FROM m y WHERE y.b = x.b) ORDER BY 1;
