-- Databases whose text is UTF-16: what orders, what is stored, what CAST and hex() see.
PRAGMA encoding = 'UTF-16le';
PRAGMA encoding;
SELECT hex('a'), hex('é😀'), hex(CAST('a' AS BLOB)), hex(CAST(12 AS BLOB)), CAST(x'6100' AS TEXT), hex(12), hex(x'6100');
CREATE TABLE t(id INTEGER PRIMARY KEY, a TEXT, n TEXT COLLATE NOCASE, r TEXT COLLATE RTRIM, b);
CREATE INDEX ta ON t(a); CREATE INDEX tn ON t(n, a DESC); CREATE UNIQUE INDEX tr ON t(r, id); CREATE INDEX tx ON t(a || n) WHERE b IS NOT NULL;
INSERT INTO t(a, n, r, b) VALUES('aé😀', 'Aa', 'x  ', 'x'), ('Ā', 'aA', 'x', 'y'), ('b', 'B', 'X', 1), ('z', 'é', '', NULL), ('', '', ' ', x'00ff'), (char(0xE000), 'É', 'y', 1), ('😀', 'b', 'y ', 2), (char(0xFFFD), NULL, NULL, 3), (char(0x61, 0, 0x62), 'nul', 'n', 4), (NULL, 'null', 'l', 5);
-- in order
SELECT id, a FROM t ORDER BY a;
-- in order
SELECT id, a FROM t ORDER BY a DESC LIMIT 4;
-- in order
SELECT id FROM t ORDER BY n, id;
-- in order
SELECT id FROM t ORDER BY r, id;
-- in order
SELECT id FROM t ORDER BY a COLLATE NOCASE, id;
-- in order
SELECT id FROM t ORDER BY n COLLATE BINARY, id;
-- in order
SELECT id, a FROM t WHERE a > 'b' ORDER BY id;
-- in order
SELECT id, a FROM t WHERE a BETWEEN 'Ā' AND 'b' ORDER BY id;
-- in order
SELECT id FROM t WHERE n = 'AA' ORDER BY id;
-- in order
SELECT id FROM t WHERE r = 'y' ORDER BY id;
-- in order
SELECT id FROM t WHERE a IN ('😀', 'z', 'Ā') ORDER BY id;
SELECT id FROM t WHERE a || n = 'bB' AND b IS NOT NULL;
SELECT max(a), min(a), max(n), min(r) FROM t;
SELECT max('Ā', 'b'), min('Ā', 'b'), 'Ā' < 'b', 'Ā' < 'b' COLLATE NOCASE;
-- in order
SELECT a, count(*) FROM t GROUP BY a;
-- in order
SELECT DISTINCT n FROM t ORDER BY n;
-- in order
SELECT 'b' UNION SELECT 'Ā' UNION SELECT 'z';
-- in order
SELECT x FROM (SELECT 'b' AS x UNION ALL SELECT 'Ā') ORDER BY x;
-- in order
VALUES('b'), ('Ā') ORDER BY 1;
-- in order
SELECT hex(a), length(a), typeof(a), quote(a) FROM t ORDER BY id;
SELECT CAST(x'31003200' AS INTEGER), CAST(x'3132' AS INTEGER), x'3100' + 1, '1' + 1, -CAST(x'33002e003500' AS REAL);
SELECT 'a' || x'6200', upper(x'6100'), unicode(x'6100'), instr('abc', x'6200'), replace(x'61006200', 'b', 'c'), trim(x'20006100'), printf('%s', x'6100');
SELECT hex(substr(x'61006200', 2, 2)), length(x'6100'), x'6100' = 'a', x'6100' LIKE 'a', group_concat(x'6100') FROM t LIMIT 1;
CREATE TABLE w(k TEXT PRIMARY KEY, v TEXT) WITHOUT ROWID;
INSERT INTO w SELECT a, n FROM t WHERE a IS NOT NULL;
-- in order
SELECT * FROM w;
REPLACE INTO w VALUES('😀', 'new'); DELETE FROM w WHERE k < 'b';
-- in order
SELECT * FROM w ORDER BY k DESC;
UPDATE t SET b = b || '!' WHERE id % 2; UPDATE t SET a = a || 'ß' WHERE a >= 'z';
-- in order
SELECT id, a, b FROM t ORDER BY a;
INSERT INTO t(a) VALUES(printf('%.*c', 9000, 'ü'));
SELECT length(a), hex(substr(a, 8999)) FROM t WHERE length(a) > 100;
ALTER TABLE t RENAME COLUMN n TO "nämé"; ALTER TABLE t ADD COLUMN added TEXT DEFAULT 'voilà 😀';
SELECT added, hex(added) FROM t WHERE id = 1;
-- in order
SELECT sql FROM sqlite_schema ORDER BY rowid;
CREATE VIEW v AS SELECT 'ä' || a AS "ö" FROM t;
-- in order
SELECT "ö" FROM v WHERE "ö" > 'äb' ORDER BY 1;
CREATE TABLE copy AS SELECT * FROM t;
SELECT count(*), sum(length(a)) FROM copy;
PRAGMA encoding = 'UTF-8';
PRAGMA encoding;
PRAGMA encoding = 'nonsense';
PRAGMA integrity_check;
PRAGMA encoding;
PRAGMA integrity_check;
-- in order
SELECT id, a FROM t ORDER BY a LIMIT 5;
DROP TABLE t; DROP VIEW v; PRAGMA encoding = 'UTF-8'; PRAGMA encoding;
-- Blobs as numbers of aggregates: the text that their bytes are.
CREATE TABLE blobs(x);
INSERT INTO blobs VALUES (x'31003000'), (x'00310030'), (CAST('12.5' AS BLOB)), (x''), (CAST('abc' AS BLOB));
SELECT sum(x), total(x), avg(x), abs(x), round(x), x + 1, -x, round(2.345, x), zeroblob(x), char(x), printf('%d %f %*d', x, x, x, 5),
  substr('abcdefghijklmnop', x), substr('abcdefghijklmnop', 1, x), sign(x), sqrt(x) FROM blobs GROUP BY rowid;
SELECT sum(x) OVER (ORDER BY rowid ROWS 1 PRECEDING) FROM blobs;
