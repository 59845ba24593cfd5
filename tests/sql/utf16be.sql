-- What depends on the order of the bytes; utf16le.sql has the rest.
PRAGMA encoding = 'UTF-16be';
PRAGMA encoding;
SELECT hex('a'), hex('é😀'), hex(CAST('a' AS BLOB)), hex(CAST(12 AS BLOB)), CAST(x'0061' AS TEXT), hex(12), hex(x'0061');
SELECT CAST(x'00310032' AS INTEGER), CAST(x'3132' AS INTEGER), x'0031' + 1, -x'0031', -CAST(x'0033002e0035' AS REAL);
SELECT 'a' || x'0062', upper(x'0061'), unicode(x'0061'), instr('abc', x'0062'), replace(x'00610062', 'b', 'c'), trim(x'00200061'), printf('%s', x'0061');
CREATE TABLE t(id INTEGER PRIMARY KEY, a TEXT);
CREATE INDEX ta ON t(a);
INSERT INTO t(a) VALUES('aé😀'), ('Ā'), ('b'), (''), (char(0xE000)), ('😀'), (char(0xFFFD)), (NULL);
-- in order
SELECT id, a, hex(a) FROM t ORDER BY a;
-- in order
SELECT a, count(*) FROM t GROUP BY a || '';
-- in order
SELECT 'b' UNION SELECT 'Ā' UNION SELECT '😀' UNION SELECT char(0xE000);
SELECT max(a), min(a), max('😀', char(0xE000)), '😀' < char(0xE000) FROM t;
PRAGMA integrity_check;
-- Blobs as numbers of aggregates: the text that their bytes are.
CREATE TABLE blobs(x);
INSERT INTO blobs VALUES (x'31003000'), (x'00310030'), (CAST('12.5' AS BLOB)), (x''), (CAST('abc' AS BLOB));
SELECT sum(x), total(x), avg(x), abs(x), round(x), x + 1, -x, round(2.345, x), zeroblob(x), char(x), printf('%d %f %*d', x, x, x, 5),
  substr('abcdefghijklmnop', x), substr('abcdefghijklmnop', 1, x), sign(x), sqrt(x) FROM blobs GROUP BY rowid;
SELECT sum(x) OVER (ORDER BY rowid ROWS 1 PRECEDING) FROM blobs;
