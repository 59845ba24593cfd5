-- The dot commands of the sqlite3 shell that make the library work. Runs in an empty folder, on stdin of `sqlite3 -batch a.db`.
.headers on
.nullvalue NULL
CREATE TABLE t(id INTEGER PRIMARY KEY, name TEXT UNIQUE, size REAL, data BLOB);
INSERT INTO t VALUES(1, 'one', 1.5, x'00ff'), (2, 'it''s', -2e10, NULL), (3, 'comma, "quote"', NULL, zeroblob(3)), (4, 'two
lines', 0.25, 'text'), (5, 'größer €', 1e15, x'');
CREATE TABLE child(t INTEGER REFERENCES t(id) ON DELETE CASCADE, note TEXT DEFAULT 'none', at INT);
INSERT INTO child(t, at) VALUES(1, 10), (1, 20), (2, 30);
CREATE INDEX t_size ON t(size DESC) WHERE size > 0;
CREATE VIEW v AS SELECT t.name, count(*) AS n FROM t JOIN child ON child.t = t.id GROUP BY t.id;
CREATE TRIGGER t_gone AFTER DELETE ON t BEGIN INSERT INTO child(note) VALUES('gone ' || OLD.name); END;
CREATE TABLE keyed(a, b, c AS (a + b) STORED, PRIMARY KEY(b, a)) WITHOUT ROWID;
INSERT INTO keyed VALUES(1, 2), (3, 1);
CREATE TABLE counted(n INTEGER PRIMARY KEY AUTOINCREMENT, x ANY) STRICT;
INSERT INTO counted(x) VALUES('1'), (2), (3.0), (x'04');

.print == modes
.mode list
SELECT id, name, size, hex(data) FROM t ORDER BY id;
.mode csv
SELECT id, name, size FROM t ORDER BY id;
.mode column
SELECT id, name, size FROM t ORDER BY id;
.mode box
SELECT id, name, size FROM t ORDER BY id;
.mode box --wrap 8
SELECT id, name FROM t ORDER BY id;
.mode table
SELECT * FROM v ORDER BY name;
.mode markdown
SELECT * FROM v ORDER BY name;
.mode json
SELECT id, name, size, data FROM t ORDER BY id;
.mode line
SELECT id, name FROM t WHERE id < 3 ORDER BY id;
.mode html
SELECT id, name FROM t WHERE id < 4 ORDER BY id;
.mode insert copy
SELECT * FROM t ORDER BY id;
.mode quote
SELECT * FROM t ORDER BY id;
.mode tabs
SELECT id, name FROM t WHERE id < 3 ORDER BY id;
.mode tcl
SELECT id, name FROM t ORDER BY id;
.mode ascii
SELECT id, name FROM t WHERE id < 3 ORDER BY id;
.print
.mode list
.separator ; \n
SELECT id, name FROM t WHERE id < 3 ORDER BY id;
.separator | \n

.print == schema
.tables
.tables %e%
.indexes
.indexes t
.schema
.schema --indent child
.schema v
.schema --nosys counted
ANALYZE;
.fullschema
SELECT tbl, idx, stat FROM sqlite_stat1 ORDER BY 1, 2;
.lint fkey-indexes
.once '|sed "s, /.*/a, a,"'
.databases
.dump
.dump child
.dump --data-only counted
.dump --preserve-rowids keyed

.print == parameters
.param init
.param set :low 2
.param set @word "'it''s'"
.param set $expr 1+1
.param list
SELECT name, @word, $expr, ?1 FROM t WHERE id >= :low ORDER BY id;
.param unset $expr
.param list
.param clear
SELECT :low;

.print == copies
.backup copy.db
.save saved.db
.clone clone.db
ATTACH 'clone.db' AS clone;
SELECT (SELECT count(*) FROM clone.t), (SELECT group_concat(name, ' ') FROM (SELECT name FROM clone.sqlite_schema ORDER BY name));
DETACH clone;
DELETE FROM t WHERE id > 2;
SELECT note FROM child ORDER BY rowid;
.restore copy.db
SELECT count(*), max(id) FROM t;
.restore none/none.db
.backup none/none.db
.sha3sum
.sha3sum --sha3-384 t
.sha3sum --schema
.open saved.db
.sha3sum
.dbinfo
.open a.db

.print == import
SELECT writefile('in.csv', format('x,y%c1,"a,b"%c2,c%c', char(10), char(10), char(10)));
.import --csv in.csv imported
SELECT * FROM imported ORDER BY x;
.import --csv --skip 1 in.csv imported
SELECT count(*) FROM imported;
SELECT writefile('in.txt', replace('8|9;4|5|six;7;', ';', char(10)));
.import in.txt imported
SELECT * FROM imported ORDER BY x, y;
.import in.txt keyed
.import --schema none in.txt t
.import nowhere.csv imported
.import -v in.txt counted
SELECT count(*) FROM counted;
SELECT writefile('out.bin', x'0102'), hex(readfile('out.bin')), lsmode(33188);
SELECT name, data FROM fsdir('out.bin');
SELECT value FROM generate_series(1, 10, 4);

.print == recovery
.recover
.selftest --init
.selftest
SELECT tno, op, cmd FROM selftest ORDER BY tno;
DROP TABLE selftest;
.open --deserialize copy.db
SELECT count(*) FROM t;
INSERT INTO t(name) VALUES('new');
SELECT max(id) FROM t;
.open --readonly copy.db
INSERT INTO t(name) VALUES('new');
.open a.db
.expert
SELECT * FROM child WHERE at = 20 AND note = 'none';
.expert --verbose
SELECT t FROM child WHERE note > 'a' ORDER BY note;

.print == settings
.eqp off
.stats off
.limit
.limit sql_length 40
SELECT 'this statement is longer than forty bytes';
.limit sql_length 1000000
.changes on
UPDATE t SET size = 1 WHERE id < 3;
.changes off
.dbconfig
.dbconfig enable_fkey on
INSERT INTO child(t) VALUES(99);
.dbconfig enable_fkey off
.dbconfig defensive on
PRAGMA writable_schema = ON;
UPDATE sqlite_schema SET sql = '';
.dbconfig defensive off
.auth on
SELECT name FROM t WHERE id = 1;
UPDATE t SET size = 2 WHERE id = 1;
.auth off
.trace stdout
SELECT name FROM t WHERE id = 1; -- traced
UPDATE t SET size = 3 WHERE id = 1;
.trace off
.timeout 10
.vfsname
.connection 1
.open copy.db
SELECT count(*) FROM t;
.connection 0
.connection close 1
.testcase numbers
SELECT 1, 2;
.check 1|2*
.echo on
SELECT 'echoed';
.echo off
.log off
.load ./none
SELECT load_extension('./none');
SELECT edit(1);
.session open main s
.session s attach t
.session s attach counted
UPDATE t SET size = 7 WHERE id = 2;
INSERT INTO counted(x) VALUES('last');
.session s changeset out.changes
.session s patchset out.patch
SELECT hex(readfile('out.changes'));
SELECT length(readfile('out.patch'));
.session s isempty
.session list
.session s close
.filectrl persist_wal 1
.filectrl psow
.filectrl size_limit 1000000
.filectrl has_moved
.nosuch
SELEC 1;
SELECT nope FROM t;
INSERT INTO t(id, name) VALUES(5, 'again');
SELECT 1 / 0, abs(-9223372036854775808);
SELECT 'never closed
