-- Loadable extensions as Debian ships them (the libsqlite3-mod-* packages), loaded by the sqlite3 shell: functions, aggregates
-- and virtual tables of people who knew only SQLite's headers. Runs in an empty folder, on stdin of `sqlite3 -batch a.db`.
.headers on
.nullvalue NULL
.load libsqlite3_mod_none

.print == csvtable
.load libsqlite3_mod_csvtable
SELECT writefile('in.csv', replace('x,y,z;1,"a,b",2.5;2,c,;x,"q""q",-1e3;', ';', char(10)));
CREATE VIRTUAL TABLE c USING csvtable('in.csv', 1);
SELECT * FROM c ORDER BY x;
SELECT rowid, typeof(x), typeof(z) FROM c ORDER BY rowid;
CREATE VIRTUAL TABLE typed USING csvtable('in.csv', 0, 2, ',', '"', 'first INTEGER', 'second', 'third DOUBLE');
SELECT first, typeof(first), second, third, typeof(third) FROM typed ORDER BY rowid;
SELECT count(*), sum(z), max(y) FROM c;
PRAGMA table_info(typed);
SELECT name, sql FROM sqlite_schema ORDER BY name;
INSERT INTO c VALUES(1, 2, 3);
DELETE FROM c;
CREATE VIRTUAL TABLE missing USING csvtable('missing.csv');
CREATE VIRTUAL TABLE unnamed USING csvtable;
SELECT import_csv('imported', 'in.csv', 1), import_csv('imported', 'in.csv', 0);
SELECT * FROM imported ORDER BY rowid;
SELECT import_csv('imported');
SELECT import_csv('imported', 'missing.csv');
ALTER TABLE c RENAME TO renamed;
SELECT y FROM renamed WHERE x = '2';
DROP TABLE renamed;
SELECT * FROM renamed;

.print == blobtoxy
.load libsqlite3_mod_blobtoxy
CREATE TABLE b(key INTEGER PRIMARY KEY, data BLOB, scale REAL, foo TEXT);
INSERT INTO b VALUES(1, x'010002ff', 0.5, 'f'), (2, x'0a00', 2, 'g'), (3, x'', 1, 'none'), (4, NULL, NULL, NULL);
CREATE VIRTUAL TABLE shorts USING blobtoxy(b, key, data, short_le, null, null, null, null, 'foo');
SELECT rowid, * FROM shorts ORDER BY key, x;
SELECT * FROM shorts WHERE key = 2;
SELECT y FROM shorts WHERE x = 1;
CREATE VIRTUAL TABLE bytes USING blobtoxy(b, key, data, uchar, 10.0, null, scale, 1);
SELECT * FROM bytes ORDER BY key DESC, x;
SELECT b.foo, max(y) FROM b LEFT JOIN bytes ON bytes.key = b.key GROUP BY b.key ORDER BY b.key;
CREATE VIRTUAL TABLE wrong USING blobtoxy(nothing_here, key, data);
CREATE VIRTUAL TABLE strange USING blobtoxy(b, key, data, strange);
SELECT * FROM wrong;
SELECT count(*) FROM strange;
UPDATE shorts SET y = 1;
SELECT svg_path_from_blob(data, 'short_le'), tk_path_from_blob(data, 'char'), blt_vec_x(data), blt_vec_y(data, 'uchar'),
    tk3d_path_from_blob(data, 'uchar', 1, 0, 2, 0, 5) FROM b ORDER BY key;
SELECT svg_path(key, key * 2), tk_path(key, 1), blt_vec(key) FROM (SELECT key FROM b ORDER BY key);
SELECT quote(subblob(x'0a0b0c0d0e0f0001', 2, 2, 1, 3)), quote(subblob(NULL, 1, 1));
SELECT rownumber(0), key FROM (SELECT key FROM b ORDER BY key);

.print == impexp
.load libsqlite3_mod_impexp
SELECT export_sql('out.sql', 0, 'b');
SELECT CAST(readfile('out.sql') AS TEXT);
SELECT export_sql('rows.sql', 2, 'b', 'WHERE key < 3', 'imported', 'WHERE x = ''1''');
SELECT CAST(readfile('rows.sql') AS TEXT);
SELECT export_csv('out.csv', 1, 'B', 'b', NULL, 'I', 'imported', 'sqlite_master');
SELECT CAST(readfile('out.csv') AS TEXT);
SELECT export_xml('out.xml', 0, 2, 'ALL', 'ROW', 'b', NULL);
SELECT CAST(readfile('out.xml') AS TEXT);
SELECT export_json('out.json', 'SELECT key, hex(data), foo FROM b ORDER BY key');
SELECT CAST(readfile('out.json') AS TEXT);
SELECT quote_sql('it''s'), quote_sql(x'00ff'), quote_csv('a"b'), quote_xml('<a&b>');
DROP TABLE imported;
SELECT writefile('in.sql', 'CREATE TABLE imported(a); INSERT INTO imported VALUES(1); INSERT INTO imported VALUES(''two'');');
SELECT import_sql('in.sql');
SELECT * FROM imported ORDER BY rowid;
SELECT import_sql('missing.sql');

.print == xpath
.load libsqlite3_mod_xpath
CREATE VIRTUAL TABLE x USING xpath();
INSERT INTO x(xml) VALUES('<a><b id="1">one</b><b id="2">two</b></a>');
INSERT INTO x(xml) VALUES('<a><c/></a>');
SELECT docid, xpath_string(docid, '//b'), xpath_number(docid, '//b/@id') FROM x;
SELECT docid, xpath_boolean(docid, '//c') FROM x;
SELECT docid, xmldump FROM x WHERE docid = 2;
SELECT xpath_xml(docid, '//b') FROM x WHERE docid = 1;
INSERT INTO x(xml) VALUES('<bad');
INSERT INTO x(docid, xml) VALUES(9, '<a/>');
INSERT INTO x(rowid, xml) VALUES(9, '<a/>');
INSERT INTO x DEFAULT VALUES;
UPDATE x SET xml = '<a/>';
DELETE FROM x WHERE docid = 1;
SELECT docid FROM x;
SELECT xml_dump(2);

.print == zipfile
SELECT writefile('a.zip', zipfile(name, mode, mtime, data)) FROM (SELECT 'one.txt' AS name, 33188 AS mode, 1000000000 AS mtime, 'content of one' AS data UNION ALL SELECT 'dir/two', 33188, 1000000000, zeroblob(1000));
SELECT name, mode, mtime, sz, method FROM zipfile('a.zip') ORDER BY name;
.load libsqlite3_mod_zipfile
CREATE VIRTUAL TABLE z USING zipfile('a.zip');
PRAGMA table_info(z);
SELECT path, comp, crc32, length, isdir, substr(data, 1, 20) FROM z ORDER BY path;
SELECT path FROM z WHERE path MATCH 'd*';
SELECT length(data) FROM z WHERE path = 'dir/two';
SELECT crc32('abc');
SELECT length(compress('abcabcabc', 9));
SELECT inflate('nonsense');
UPDATE z SET path = 'x';
CREATE VIRTUAL TABLE z2 USING zipfile('in.csv');
SELECT name FROM sqlite_schema WHERE sql LIKE '%virtual%' ORDER BY name;
PRAGMA integrity_check;
