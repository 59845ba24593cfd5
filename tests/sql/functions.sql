-- Core scalar functions at their edges.
SELECT abs(-5), abs(-5.5), abs('x'), abs(NULL), abs('-3');
SELECT abs(-9223372036854775808);
SELECT length('é日'), length(x'c3a9'), length(123), length(-1.5), length(NULL), length('');
SELECT substr('hello', 2), substr('hello', 2, 3), substr('hello', -3, 2), substr('hello', 0, 3), substr('hello', 3, -2), substr('hello', 0), substr(x'010203', 2, 1), substr('é日x', 2, 1);
SELECT upper('aé'), lower('AÉ'), upper(12), lower(NULL);
SELECT coalesce(NULL, NULL, 3), ifnull(NULL, 'x'), nullif(1, 1.0), nullif('a', 'b'), iif(0, 1, 2), iif('1', 1, 2);
SELECT typeof(1), typeof(1.0), typeof('a'), typeof(x'00'), typeof(NULL);
SELECT hex('é'), hex(12), hex(x'ab'), hex(NULL), quote('it''s'), quote(x'0f'), quote(1.0), quote(NULL), quote(-3), quote(1e300);
SELECT round(2.5), round(-2.5), round(2.345, 2), round(1e20), round('3.7'), round(5), round(1.5, -1), round(NULL), round(0.5), round(1.005, 2), round(123.456, 1);
SELECT min(3, 1, 2), max(3, 1, 2), min('a', 1), max(NULL, 1), min(1.0, 1);
SELECT instr('hello', 'l'), instr('hello', ''), instr('héllo', 'l'), instr(x'0102', x'02'), instr(NULL, 'a'), instr(123, 2);
SELECT replace('banana', 'an', 'X'), replace('a', '', 'x'), replace('aaa', 'a', 'aa'), replace(NULL, 'a', 'b'), replace(121, 1, 9);
SELECT '[' || trim('  a b ') || ']', ltrim('xxaxx', 'x'), rtrim('xxaxx', 'x'), trim('xyaxy', 'yx'), trim('éaé', 'é');
SELECT char(72, 233, 128512), unicode('é'), unicode(''), unicode(NULL), char();
SELECT like('a%', 'ABC'), like('a!%', 'a%', '!'), glob('a*', 'abc'), glob('A*', 'abc');
SELECT zeroblob(3), hex(zeroblob(2)), length(zeroblob(0));
SELECT sign(-3), sign(0), sign(2.5), sign('x'), sign(NULL);
SELECT printf('%d|%5d|%-5d|%05d|%+d', 42, 42, 42, 42, 42);
SELECT printf('%s|%10s|%-10s|%.2s', 'abc', 'abc', 'abc', 'abc');
SELECT printf('%f|%.2f|%e|%g|%G', 1.5, 1.555, 12345.678, 0.0001, 1e20);
SELECT printf('%x|%X|%o|%c|%%', 255, 255, 8, 'xyz');
SELECT printf('%q|%Q|%w', 'it''s', 'it''s', 'a"b'), printf('%Q', NULL);
SELECT printf('%,d|%lld|%*d', 1234567, 9223372036854775807, 6, 42), printf('%d', 'x'), printf('%s', NULL), printf('%d'), printf(NULL), format('%s-%s', 1, 2.5);
SELECT printf('%!.20g', 0.1), printf('%.0f', 2.5), printf('%10.3f', 3.14159), printf('%#x', 255), printf('%z');
SELECT date('2024-02-29', '+1 year'), date('2024-01-31', '+1 month'), date('now') IS NOT NULL, date('x'), date(NULL);
SELECT time('12:34:56', '-1 hour'), datetime('2024-01-01 00:00:00', '-1 second'), datetime(0, 'unixepoch'), datetime(1700000000, 'unixepoch');
SELECT julianday('2000-01-01 12:00'), strftime('%Y-%m-%dT%H:%M:%S %j %w %W %s %f %J', '2023-03-15 01:02:03.456');
SELECT date('2024-05-15', 'start of month', '+1 month', '-1 day'), date('2024-05-15', 'weekday 1'), datetime('2024-05-15 10:00', 'start of day'), unixepoch('2024-01-01');
SELECT count(*), count(1), sum(1), avg(2), total(3), min(1), max(2), group_concat('a');
SELECT random() IS NOT NULL, typeof(random()), length(randomblob(5)), typeof(last_insert_rowid()), typeof(changes());
SELECT likely(1), unlikely(0), likelihood(1, 0.5), nullif(1, NULL);
SELECT pi(), ceil(1.2), floor(-1.2), trunc(-1.7), sqrt(16), power(2, 10), mod(7, 3), exp(0), ln(1), log(100), log2(8);
SELECT sum(a) FROM (SELECT 9223372036854775807 AS a UNION ALL SELECT 1);
SELECT sum(a), total(a), avg(a) FROM (SELECT 1 AS a UNION ALL SELECT 2.5 UNION ALL SELECT '3' UNION ALL SELECT 'x' UNION ALL SELECT NULL);
SELECT group_concat(a), group_concat(a, ''), group_concat(DISTINCT a) FROM (SELECT 'x' AS a UNION ALL SELECT NULL UNION ALL SELECT 'x' UNION ALL SELECT 1.0);

-- JSON that is written all at once, and what has to be looked at.
SELECT json_object(), json_array(), json_object('a', NULL, 'b', -9223372036854775808, 'c', 'x y', '', '');
SELECT json_object('a"b', 1, 'c', 'd' || char(10) || 'e', 'f', json('[1]'), 'g', 1.5, json('"h"'), json('{}'));
SELECT json_array(NULL, 9223372036854775807, 'x', '\', 2e300, json('{"a":1}'), 'ä'), json_array('a' || char(0) || 'b');
SELECT json_object('a', x'ff');
SELECT json_array(x'ff');
SELECT json_object('a', 1, 2, 3);

-- Frames that rows go out of: what is taken back is as long as it was written.
WITH t(i, v) AS (VALUES (1, 'a'), (2, NULL), (3, 'b"c'), (4, 5), (5, 1.5), (6, ''), (7, 'ä' || char(9)), (8, 'long enough to matter'), (9, -3), (10, 'z'))
SELECT i, json_group_array(v) OVER w, json_group_object(i, v) OVER w, json_group_object(v, i) OVER w, group_concat(v, '-') OVER w
FROM t WINDOW w AS (ORDER BY i ROWS BETWEEN 2 PRECEDING AND 1 PRECEDING);
WITH t(i, v) AS (VALUES (1, 'a'), (2, NULL), (3, 'b"c'), (4, 5), (5, 1.5), (6, ''), (7, 'ä' || char(9)), (8, 'long enough to matter'), (9, -3), (10, 'z'))
SELECT i, json_group_array(json_array(v, i)) OVER w, json_group_array(v) FILTER (WHERE i % 3 = 0) OVER w, json_group_object('k' || i, json_array(v)) OVER w
FROM t WINDOW w AS (ORDER BY i ROWS BETWEEN CURRENT ROW AND 1 FOLLOWING);
WITH t(i, v) AS (VALUES (1, 'a'), (2, 'b'), (3, 'c'), (4, 'd'))
SELECT i, json_group_array(v) OVER (ORDER BY i GROUPS BETWEEN 3 PRECEDING AND 2 PRECEDING EXCLUDE NO OTHERS) FROM t;
SELECT json_group_array(v), json_group_object(v, 1), json_valid(json_group_array(v)) FROM (SELECT 'a' AS v UNION ALL SELECT 'b"');
SELECT json_group_array(json(v)), json_group_array(json_array(v, 'x')), json_group_object(v, json(v)) FROM (SELECT '[ 1,2]' AS v UNION ALL SELECT '"b"');

-- Lengths of texts of all sorts of characters, at all sorts of places.
WITH n(i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i < 40)
SELECT sum(length(substr('0123456789012345678901234567890123456789', 1, i) || 'ä€😀' || substr('0123456789012345678901234567890123456789', 1, j)) * (i + 41 * j)) FROM n, (SELECT i AS j FROM n);
WITH n(i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i < 40)
SELECT group_concat(length(CAST(substr(x'8080c3a4e282ac41f09f98804142434445464748494a4b4c4d4e4fc3a4505152535455565758ff', 1, i) AS TEXT))) FROM n;

-- JSON of strings longer than what is looked at in one go.
WITH s(t) AS (SELECT replace(hex(zeroblob(600)), '0', 'x')), d(j) AS (SELECT json_object('a', t, t, json_array('b', t || '"', 1)) FROM s)
SELECT json_valid(j), length(j), json_extract(j, '$.a') = t, json_extract(j, '$.' || t || '[1]') = t || '"', json_valid(substr(j, 1, 2000)), json_valid(j || ' '), json(' ' || j) = j FROM d, s;
