#pragma once

#include <cstdint>
#include <ostream>
#include <vector>

// The statements of authorizer_test.cc.

namespace tern {

/// Which calls are compared.
enum class Compare : uint8_t {
  All,
  /// But for those about tables none of whose columns are read: inside views and subqueries they
  /// tell which of these the planner dissolves.
  ButUnread,
  /// All of Tern's, which are some of the reference's: it does the rest by SQL of its own, and asks
  /// about that too (ALTER, ANALYZE, VACUUM, making table-valued functions known).
  Subset,
};

struct CheckedStatement {
  const char* sql;  // the last of those between ";;" is checked
  Compare compare = Compare::All;
  bool ignores_nothing = false;  // answers are Deny only
};
inline void PrintTo(const CheckedStatement& statement, std::ostream* out) { *out << statement.sql; }

const char* const kSetup = R"sql(
ATTACH ':memory:' AS aux;
CREATE TABLE t(a INTEGER PRIMARY KEY, b TEXT, c);
CREATE INDEX tb ON t(b);
CREATE TABLE k(x, y);
CREATE TABLE wr(p PRIMARY KEY, q) WITHOUT ROWID;
CREATE TABLE g(m, n AS (m + 1), o AS (abs(m)) STORED, CHECK (length(m) < 9));
CREATE INDEX gx ON g(lower(m)) WHERE n > 0;
CREATE TABLE parent(id INTEGER PRIMARY KEY, u UNIQUE);
CREATE TABLE child(ref REFERENCES parent(u) ON DELETE CASCADE ON UPDATE SET NULL, z);
CREATE TABLE childs(ref INTEGER REFERENCES parent, z);
CREATE TABLE aux.au(a, b);
CREATE TEMP TABLE w(p, q);
CREATE TABLE log(txt);
CREATE TABLE ai(id INTEGER PRIMARY KEY AUTOINCREMENT, v);
CREATE VIEW v AS SELECT a, b FROM t;
CREATE VIEW vv AS SELECT b FROM v WHERE a > 0;
CREATE VIEW vg AS SELECT count(*) AS n, max(b) AS m FROM t;
CREATE TABLE tr(a, b);
CREATE TRIGGER tri AFTER INSERT ON tr WHEN new.a > 0 BEGIN INSERT INTO log VALUES(new.a); UPDATE k SET x = new.b WHERE y = 1; DELETE FROM k WHERE x = abs(new.a); END;
CREATE TRIGGER tru BEFORE UPDATE OF a ON tr BEGIN SELECT raise(IGNORE) WHERE new.a < 0; INSERT INTO log SELECT b FROM v; END;
CREATE TRIGGER trd BEFORE DELETE ON tr BEGIN DELETE FROM k WHERE x = old.a; END;
CREATE TRIGGER vi INSTEAD OF INSERT ON v BEGIN INSERT INTO k VALUES(new.a, new.b); END;
CREATE TRIGGER vu INSTEAD OF UPDATE ON v BEGIN UPDATE k SET x = new.a WHERE y = old.b; END;
CREATE TRIGGER vd INSTEAD OF DELETE ON v BEGIN DELETE FROM k WHERE x = old.a; END;
CREATE TABLE cascade(ref INTEGER PRIMARY KEY REFERENCES parent ON DELETE RESTRICT ON UPDATE CASCADE);
INSERT INTO t VALUES(1,'x',5),(2,'y',6);
INSERT INTO k VALUES(1,2),(2,3);
INSERT INTO aux.au VALUES(1,2);
INSERT INTO w VALUES(1,2);
INSERT INTO parent VALUES(1,2),(2,3),(3,9);
INSERT INTO child VALUES(2,'c');
INSERT INTO childs VALUES(1,'d');
INSERT INTO cascade VALUES(3);
INSERT INTO g(m) VALUES(1);
INSERT INTO wr VALUES(1,2);
)sql";

const std::vector<CheckedStatement> kSelects = {
    {R"sql(SELECT a, b FROM t)sql"},
    {R"sql(SELECT * FROM t)sql"},
    {R"sql(SELECT rowid FROM t)sql"},
    {R"sql(SELECT rowid, b FROM t)sql"},
    {R"sql(SELECT rowid FROM k)sql"},
    {R"sql(SELECT count(*) FROM t)sql"},
    {R"sql(SELECT count(*) FROM main.t)sql"},
    {R"sql(SELECT count(*) FROM aux.au)sql"},
    {R"sql(SELECT count(*) FROM w)sql"},
    {R"sql(SELECT 1 FROM t, k)sql"},
    {R"sql(SELECT t.* FROM t, k)sql"},
    {R"sql(SELECT 1)sql"},
    {R"sql(VALUES(1),(2))sql"},
    {R"sql(SELECT b FROM t WHERE a = 1 AND c > 2 ORDER BY b)sql"},
    {R"sql(SELECT b, count(*) FROM t GROUP BY b HAVING max(c) > 1)sql"},
    {R"sql(SELECT a FROM t UNION SELECT x FROM k)sql"},
    {R"sql(SELECT a FROM t UNION ALL SELECT x FROM k ORDER BY 1)sql"},
    {R"sql(SELECT abs(a), upper(b), count(*), max(a) FROM t)sql"},
    {R"sql(SELECT b LIKE 'x', b GLOB 'y', b LIKE 'x' ESCAPE '!' FROM t)sql"},
    {R"sql(SELECT coalesce(a, b), iif(a,b,c), likely(a), nullif(a,b), typeof(a) FROM t)sql"},
    {R"sql(SELECT sum(a) OVER (ORDER BY b), row_number() OVER () FROM t)sql"},
    {R"sql(SELECT * FROM v)sql", Compare::ButUnread},
    {R"sql(SELECT * FROM vv)sql", Compare::ButUnread},
    {R"sql(SELECT b FROM vv)sql", Compare::ButUnread},
    {R"sql(SELECT * FROM vg)sql", Compare::ButUnread},
    {R"sql(SELECT n FROM vg)sql", Compare::ButUnread},
    {R"sql(SELECT 1 FROM v)sql", Compare::ButUnread},
    {R"sql(SELECT count(*) FROM v)sql", Compare::ButUnread},
    {R"sql(SELECT x.b FROM v x, v y)sql", Compare::ButUnread},
    {R"sql(SELECT * FROM (SELECT a FROM t))sql", Compare::ButUnread},
    {R"sql(SELECT * FROM (SELECT a FROM t) AS s)sql", Compare::ButUnread},
    {R"sql(SELECT * FROM (SELECT a FROM t LIMIT 1) AS s)sql", Compare::ButUnread},
    {R"sql(WITH c AS (SELECT a FROM t) SELECT a FROM c)sql", Compare::ButUnread},
    {R"sql(WITH c AS (SELECT a FROM t) SELECT x.a FROM c x, c y)sql", Compare::ButUnread},
    {R"sql(WITH c AS (SELECT a FROM t) SELECT 1 FROM c)sql", Compare::ButUnread},
    {R"sql(WITH c AS (SELECT a FROM t) SELECT 1)sql", Compare::ButUnread},
    {R"sql(WITH RECURSIVE c(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM c WHERE n < 5) SELECT n FROM c)sql",
     Compare::ButUnread},
    {R"sql(WITH RECURSIVE c(n) AS (SELECT a FROM t UNION ALL SELECT n + 1 FROM c WHERE n < 5) SELECT n FROM c)sql",
     Compare::ButUnread},
    {R"sql(SELECT (SELECT max(x) FROM k), EXISTS (SELECT 1 FROM k), a IN (SELECT y FROM k) FROM t)sql",
     Compare::ButUnread},
    {R"sql(SELECT a FROM t WHERE a IN (SELECT x FROM k WHERE y = t.b))sql", Compare::ButUnread},
    {R"sql(SELECT * FROM t JOIN k ON t.a = k.x)sql"},
    {R"sql(SELECT * FROM t JOIN (SELECT x AS a, y FROM k) USING (a))sql", Compare::ButUnread},
    {R"sql(SELECT a FROM t LEFT JOIN (SELECT x AS a, y FROM k) USING (a))sql", Compare::ButUnread},
    {R"sql(SELECT a FROM t FULL JOIN (SELECT x AS a, y FROM k) USING (a))sql", Compare::ButUnread},
    {R"sql(SELECT * FROM t NATURAL JOIN aux.au)sql"},
    {R"sql(SELECT a FROM t NATURAL JOIN aux.au)sql"},
    {R"sql(SELECT * FROM g)sql"},
    {R"sql(SELECT m FROM g)sql"},
    {R"sql(SELECT n FROM g)sql"},
    {R"sql(SELECT o FROM g)sql"},
    {R"sql(SELECT m FROM g WHERE lower(m) = 'x' AND n > 0)sql"},
    {R"sql(SELECT p, q FROM wr)sql"},
    {R"sql(SELECT name FROM sqlite_master)sql"},
    {R"sql(SELECT name FROM sqlite_schema)sql"},
    {R"sql(SELECT name FROM sqlite_temp_master)sql"},
    {R"sql(SELECT a AS z FROM t WHERE z > 1 ORDER BY z)sql"},
    {R"sql(SELECT a FROM t ORDER BY a, b, c COLLATE NOCASE)sql"},
    {R"sql(SELECT a FROM t GROUP BY 1 ORDER BY 1)sql"},
    {R"sql(SELECT a FROM (t JOIN k ON a = x))sql"},
    {R"sql(SELECT * FROM (t LEFT JOIN k ON a = x))sql"},
    {R"sql(SELECT DISTINCT b FROM t LIMIT (SELECT x FROM k) OFFSET abs(1))sql", Compare::ButUnread},
    {R"sql(SELECT a FROM t WHERE 0 AND b = 1)sql"},
    {R"sql(SELECT a FROM t WHERE EXISTS (SELECT c FROM v))sql", Compare::ButUnread},
    {R"sql(SELECT b FROM t INDEXED BY tb WHERE b = 'x')sql"},
    {R"sql(SELECT min(a), max(b) FROM t)sql"},
    {R"sql(SELECT group_concat(b) FILTER (WHERE a > 1) FROM t)sql"},
    {R"sql(SELECT t.a FROM t JOIN t AS u ON t.a = u.c)sql"},
    {R"sql(SELECT (a, b) = (1, 2), CASE a WHEN b THEN c END, CAST(a AS TEXT), a BETWEEN b AND c FROM t)sql"},
    {R"sql(SELECT 'q', "zz" FROM t)sql"},
    {R"sql(SELECT last_insert_rowid(), changes() FROM t)sql"},
    {R"sql(SELECT CURRENT_TIMESTAMP IS NULL, random() IS NULL, b -> '$' IS NULL FROM t WHERE 0)sql"},
    {R"sql(SELECT a FROM t WHERE b = (SELECT min(b) FROM v))sql", Compare::ButUnread},
    {R"sql(SELECT x.a, y.b FROM v AS x JOIN v AS y ON x.a = y.a WHERE x.b > 'a')sql",
     Compare::ButUnread},
    {R"sql(SELECT a FROM v WHERE b IN (SELECT b FROM vv))sql", Compare::ButUnread},
    {R"sql(WITH c AS (SELECT x FROM k), d AS (SELECT x + 1 AS y FROM c) SELECT y FROM d)sql",
     Compare::ButUnread},
    {R"sql(SELECT T.A, MAIN.t.B FROM T)sql"},
    {R"sql(SELECT Count(*) FROM T)sql"},
    {R"sql(SELECT oid, _rowid_ FROM k)sql"},
    {R"sql(SELECT a FROM aux.au WHERE b > 1)sql"},
    {R"sql(SELECT t.a, au.a FROM t, aux.au)sql"},
    {R"sql(SELECT p FROM w, k WHERE k.x = w.p)sql"},
    {R"sql(SELECT date(a), julianday(b) FROM t)sql"},
    {R"sql(SELECT a FROM t WHERE a BETWEEN 1 AND 2 AND b NOT NULL AND c ISNULL)sql"},
    {R"sql(SELECT a FROM t ORDER BY abs(c) DESC)sql"},
    {R"sql(SELECT b, sum(c) FILTER (WHERE a > 1) FROM t GROUP BY 1)sql"},
    {R"sql(SELECT rank() OVER (PARTITION BY b ORDER BY c) FROM t)sql"},
    {R"sql(SELECT key, value FROM json_each('[1]'))sql", Compare::Subset},
    {R"sql(SELECT count(*) FROM json_each('[1]'))sql", Compare::Subset},
    {R"sql(SELECT name FROM pragma_table_info('t'))sql", Compare::Subset},
    {R"sql(SELECT name FROM pragma_table_info('au', 'aux'))sql", Compare::Subset},
    {R"sql(SELECT * FROM pragma_user_version)sql", Compare::Subset},
};

const std::vector<CheckedStatement> kChanges = {
    {R"sql(INSERT INTO t VALUES(1, 'x', 2))sql"},
    {R"sql(INSERT INTO t(a, b) VALUES(1, 'x'))sql"},
    {R"sql(INSERT INTO t DEFAULT VALUES)sql"},
    {R"sql(INSERT INTO t SELECT x, y, 1 FROM k)sql"},
    {R"sql(INSERT INTO k VALUES(1, 2), (3, 4))sql"},
    {R"sql(INSERT INTO g(m) VALUES('q'))sql"},
    {R"sql(INSERT INTO wr VALUES(1, 2))sql"},
    {R"sql(INSERT INTO ai(v) VALUES(1))sql"},
    {R"sql(INSERT INTO t VALUES(1, 'x', (SELECT max(x) FROM k)))sql", Compare::ButUnread},
    {R"sql(INSERT INTO t(a, b) VALUES(1, 'x') ON CONFLICT(a) DO UPDATE SET b = excluded.c || t.b WHERE t.c > 1)sql"},
    {R"sql(INSERT INTO t(a, b) VALUES(1, 'x') ON CONFLICT DO NOTHING)sql"},
    {R"sql(INSERT INTO t(a, b) VALUES(1, 'x') ON CONFLICT DO UPDATE SET c = 1)sql"},
    {R"sql(INSERT OR REPLACE INTO t(a, b) VALUES(1, 'x') RETURNING a, b, abs(c))sql"},
    {R"sql(INSERT INTO t(a, b) VALUES(1, 'x') RETURNING *)sql"},
    {R"sql(REPLACE INTO parent VALUES(1, 2))sql"},
    {R"sql(UPDATE t SET b = 1)sql"},
    {R"sql(UPDATE t SET b = c, c = b WHERE a = 1)sql"},
    {R"sql(UPDATE t SET a = 3, rowid = 4)sql"},
    {R"sql(UPDATE k SET rowid = 1)sql"},
    {R"sql(UPDATE k SET oid = 1)sql"},
    {R"sql(UPDATE t SET (b, c) = (a, abs(b)))sql", Compare::ButUnread},
    {R"sql(UPDATE t SET b = k.x FROM k WHERE k.y = t.a)sql"},
    {R"sql(UPDATE t SET b = 1 RETURNING b)sql"},
    {R"sql(UPDATE t SET b = 1 WHERE c = 2 ORDER BY a LIMIT 1)sql"},
    {R"sql(UPDATE g SET m = 2)sql"},
    {R"sql(UPDATE main.t SET b = 1)sql"},
    {R"sql(UPDATE wr SET p = q)sql"},
    {R"sql(DELETE FROM t)sql"},
    {R"sql(DELETE FROM t WHERE b = 1)sql"},
    {R"sql(DELETE FROM t WHERE a IN (SELECT x FROM k))sql", Compare::ButUnread},
    {R"sql(DELETE FROM t RETURNING b)sql"},
    {R"sql(DELETE FROM t WHERE c > 1 ORDER BY b LIMIT 2 OFFSET 1)sql"},
    {R"sql(DELETE FROM aux.au WHERE a = 1)sql"},
    {R"sql(DELETE FROM w)sql"},
    {R"sql(DELETE FROM g WHERE n = 1)sql"},
    {R"sql(INSERT INTO tr VALUES(1, 2))sql"},
    {R"sql(INSERT INTO tr(a) SELECT x FROM k)sql"},
    {R"sql(UPDATE tr SET a = 1)sql"},
    {R"sql(UPDATE tr SET b = 1)sql"},
    {R"sql(DELETE FROM tr)sql"},
    {R"sql(DELETE FROM tr WHERE a = 1)sql"},
    {R"sql(INSERT INTO v VALUES(1, 2))sql", Compare::ButUnread},
    {R"sql(INSERT INTO v(b) SELECT x FROM k)sql", Compare::ButUnread},
    {R"sql(UPDATE v SET a = 1 WHERE b = 2)sql", Compare::ButUnread},
    {R"sql(UPDATE v SET a = x FROM k WHERE y = b)sql", Compare::ButUnread},
    {R"sql(DELETE FROM v)sql", Compare::ButUnread},
    {R"sql(DELETE FROM v WHERE a = 1)sql", Compare::ButUnread},
    {R"sql(PRAGMA foreign_keys=1;;INSERT INTO child VALUES(1, 2))sql", Compare::All, true},
    {R"sql(PRAGMA foreign_keys=1;;INSERT INTO childs VALUES(1, 2))sql", Compare::All, true},
    {R"sql(PRAGMA foreign_keys=1;;UPDATE child SET ref = 3)sql", Compare::All, true},
    {R"sql(PRAGMA foreign_keys=1;;UPDATE child SET z = 3)sql", Compare::All, true},
    {R"sql(PRAGMA foreign_keys=1;;DELETE FROM child)sql", Compare::All, true},
    {R"sql(PRAGMA foreign_keys=1;;INSERT INTO parent VALUES(1, 2))sql", Compare::All, true},
    {R"sql(PRAGMA foreign_keys=1;;INSERT OR REPLACE INTO parent VALUES(1, 2))sql", Compare::All,
     true},
    {R"sql(PRAGMA foreign_keys=1;;UPDATE parent SET u = 3)sql", Compare::All, true},
    {R"sql(PRAGMA foreign_keys=1;;UPDATE parent SET id = 3)sql", Compare::All, true},
    {R"sql(PRAGMA foreign_keys=1;;DELETE FROM parent)sql", Compare::All, true},
    {R"sql(PRAGMA foreign_keys=1;;DELETE FROM parent WHERE id = 1)sql", Compare::All, true},
    {R"sql(WITH c AS (SELECT x FROM k) INSERT INTO t(a) SELECT x FROM c)sql", Compare::ButUnread},
    {R"sql(WITH c AS (SELECT x FROM k) DELETE FROM t WHERE a IN c)sql", Compare::ButUnread},
    {R"sql(WITH c AS (SELECT x FROM k) UPDATE t SET b = (SELECT x FROM c))sql", Compare::ButUnread},
    {R"sql(CREATE TRIGGER loop AFTER INSERT ON log BEGIN INSERT INTO k VALUES(new.txt, (SELECT count(*) FROM log)); END;;INSERT INTO tr VALUES(1, 2))sql",
     Compare::ButUnread},
    {R"sql(CREATE TEMP TRIGGER tt AFTER INSERT ON k BEGIN INSERT INTO w VALUES(new.x, abs(new.y)); SELECT a FROM t; END;;INSERT INTO k VALUES(1, 2))sql"},
    {R"sql(DELETE FROM sqlite_master)sql"},
    {R"sql(INSERT INTO nowhere VALUES(1))sql"},
    {R"sql(INSERT INTO t(a) VALUES(9) ON CONFLICT(a) DO UPDATE SET b = excluded.b)sql"},
    {R"sql(INSERT INTO main.t(a, c) VALUES(7, abs(-3)))sql"},
    {R"sql(UPDATE k SET x = (SELECT max(a) FROM t), y = abs(y))sql"},
    {R"sql(UPDATE t SET b = 'z' WHERE a IN (1, 2) RETURNING a, c)sql"},
    {R"sql(DELETE FROM k WHERE x = (SELECT min(a) FROM t))sql"},
    {R"sql(UPDATE aux.au SET a = b)sql"},
    {R"sql(PRAGMA foreign_keys=1;;UPDATE parent SET id = 30 WHERE id = 3)sql", Compare::All, true},
    {R"sql(PRAGMA foreign_keys=1;;DELETE FROM parent WHERE id = 3)sql", Compare::All, true},
    {R"sql(PRAGMA foreign_keys=1;;UPDATE child SET z = 1, ref = NULL)sql", Compare::All, true},
    {R"sql(PRAGMA foreign_keys=1;;INSERT INTO cascade VALUES(1))sql", Compare::All, true},
};

const std::vector<CheckedStatement> kDefinitions = {
    {R"sql(ANALYZE)sql", Compare::Subset},
    {R"sql(ANALYZE main)sql", Compare::Subset},
    {R"sql(ANALYZE t)sql", Compare::Subset},
    {R"sql(ANALYZE aux.au)sql", Compare::Subset},
    {R"sql(ANALYZE tb)sql", Compare::Subset},
    {R"sql(ANALYZE;;ANALYZE t)sql", Compare::Subset},
    {R"sql(ANALYZE none)sql", Compare::Subset},
    {R"sql(REINDEX)sql"},
    {R"sql(REINDEX t)sql"},
    {R"sql(REINDEX tb)sql"},
    {R"sql(REINDEX nocase)sql"},
    {R"sql(REINDEX main.tb)sql"},
    {R"sql(REINDEX none)sql"},
    {R"sql(REINDEX wr)sql"},
    {R"sql(CREATE TABLE n1(x))sql"},
    {R"sql(CREATE TABLE IF NOT EXISTS t(x))sql"},
    {R"sql(CREATE TABLE t(x))sql"},
    {R"sql(CREATE TABLE n1(x INTEGER PRIMARY KEY AUTOINCREMENT))sql"},
    {R"sql(CREATE TABLE n1(x PRIMARY KEY, y UNIQUE))sql"},
    {R"sql(CREATE TABLE n1(x PRIMARY KEY) WITHOUT ROWID)sql"},
    {R"sql(CREATE TABLE n1(x CHECK(x > 1), y DEFAULT (abs(1)), z AS (lower(x))))sql"},
    {R"sql(CREATE TABLE n1(x REFERENCES t))sql"},
    {R"sql(CREATE TEMP TABLE n1(x))sql"},
    {R"sql(CREATE TEMP TABLE n1(x PRIMARY KEY))sql"},
    {R"sql(CREATE TABLE aux.n1(x))sql"},
    {R"sql(CREATE TABLE n1 AS SELECT a, b FROM t)sql"},
    {R"sql(CREATE TABLE n1 AS SELECT * FROM v)sql"},
    {R"sql(CREATE TEMP TABLE n1 AS SELECT a FROM t)sql"},
    {R"sql(CREATE TABLE n1(x) STRICT)sql"},
    {R"sql(CREATE INDEX i1 ON k(x))sql"},
    {R"sql(CREATE UNIQUE INDEX i1 ON k(x) WHERE y > 1)sql"},
    {R"sql(CREATE INDEX i1 ON k(abs(x)))sql"},
    {R"sql(CREATE INDEX aux.i1 ON au(a))sql"},
    {R"sql(CREATE INDEX temp.i1 ON w(p))sql"},
    {R"sql(CREATE INDEX i1 ON w(p))sql"},
    {R"sql(CREATE INDEX IF NOT EXISTS tb ON t(c))sql"},
    {R"sql(CREATE INDEX tb ON t(c))sql"},
    {R"sql(CREATE INDEX i1 ON nowhere2(c))sql"},
    {R"sql(CREATE VIEW v1 AS SELECT a FROM t)sql"},
    {R"sql(CREATE VIEW v1 AS SELECT nowhere2 FROM nowhere)sql"},
    {R"sql(CREATE TEMP VIEW v1 AS SELECT a FROM t)sql"},
    {R"sql(CREATE VIEW aux.v1 AS SELECT a FROM au)sql"},
    {R"sql(CREATE VIEW v AS SELECT 1)sql"},
    {R"sql(CREATE TRIGGER r1 AFTER INSERT ON k BEGIN SELECT a FROM t; END)sql"},
    {R"sql(CREATE TEMP TRIGGER r1 AFTER INSERT ON k BEGIN SELECT a FROM t; END)sql"},
    {R"sql(CREATE TRIGGER r1 AFTER INSERT ON w BEGIN SELECT a FROM t; END)sql"},
    {R"sql(CREATE TRIGGER aux.r1 AFTER INSERT ON au BEGIN SELECT 1; END)sql"},
    {R"sql(CREATE TRIGGER r1 INSTEAD OF INSERT ON vv BEGIN SELECT 1; END)sql"},
    {R"sql(CREATE TRIGGER tri AFTER INSERT ON tr BEGIN SELECT 1; END)sql"},
    {R"sql(DROP TABLE k)sql"},
    {R"sql(DROP TABLE t)sql"},
    {R"sql(DROP TABLE tr)sql"},
    {R"sql(DROP TABLE w)sql"},
    {R"sql(DROP TABLE aux.au)sql"},
    {R"sql(DROP TABLE ai)sql"},
    {R"sql(DROP TABLE IF EXISTS nowhere2)sql"},
    {R"sql(DROP TABLE nowhere2)sql"},
    {R"sql(PRAGMA foreign_keys=1;;DROP TABLE parent)sql"},
    {R"sql(PRAGMA foreign_keys=1;;DROP TABLE child)sql"},
    {R"sql(ANALYZE;;DROP TABLE k)sql"},
    {R"sql(ANALYZE;;DROP INDEX tb)sql"},
    {R"sql(CREATE TEMP TRIGGER r1 AFTER INSERT ON k BEGIN SELECT a FROM t; END;;DROP TABLE k)sql"},
    {R"sql(DROP INDEX tb)sql"},
    {R"sql(CREATE INDEX temp.iw ON w(p);;DROP INDEX iw)sql"},
    {R"sql(CREATE INDEX aux.ia ON au(a);;DROP INDEX ia)sql"},
    {R"sql(DROP VIEW v)sql"},
    {R"sql(DROP VIEW vv)sql"},
    {R"sql(CREATE TEMP VIEW v9 AS SELECT 1;;DROP VIEW v9)sql"},
    {R"sql(DROP TRIGGER tri)sql"},
    {R"sql(DROP TRIGGER vi)sql"},
    {R"sql(CREATE TEMP TRIGGER r1 AFTER INSERT ON k BEGIN SELECT a FROM t; END;;DROP TRIGGER r1)sql"},
    {R"sql(DROP VIEW t)sql"},
    {R"sql(ALTER TABLE k RENAME TO k9)sql", Compare::Subset},
    {R"sql(ALTER TABLE t RENAME TO t9)sql", Compare::Subset},
    {R"sql(ALTER TABLE w RENAME TO w9)sql", Compare::Subset},
    {R"sql(ALTER TABLE ai RENAME TO ai9)sql", Compare::Subset},
    {R"sql(ALTER TABLE aux.au RENAME TO au9)sql", Compare::Subset},
    {R"sql(ALTER TABLE k RENAME COLUMN x TO x9)sql", Compare::Subset},
    {R"sql(ALTER TABLE t RENAME COLUMN b TO b9)sql", Compare::Subset},
    {R"sql(ALTER TABLE w RENAME p TO p9)sql", Compare::Subset},
    {R"sql(ALTER TABLE k ADD COLUMN z)sql", Compare::Subset},
    {R"sql(ALTER TABLE k ADD COLUMN z INT NOT NULL DEFAULT 3)sql", Compare::Subset},
    {R"sql(ALTER TABLE k ADD COLUMN z AS (x + 1))sql", Compare::Subset},
    {R"sql(ALTER TABLE k ADD COLUMN z CHECK (z > 1))sql", Compare::Subset},
    {R"sql(ALTER TABLE w ADD COLUMN z)sql", Compare::Subset},
    {R"sql(ALTER TABLE k DROP COLUMN y)sql", Compare::Subset},
    {R"sql(ALTER TABLE wr DROP COLUMN q)sql", Compare::Subset},
    {R"sql(ALTER TABLE w DROP COLUMN q)sql", Compare::Subset},
    {R"sql(ALTER TABLE v RENAME TO v9)sql", Compare::Subset},
    {R"sql(ALTER TABLE nowhere2 RENAME TO x)sql", Compare::Subset},
    {R"sql(ALTER TABLE k RENAME COLUMN nowhere2 TO x9)sql", Compare::Subset},
};

const std::vector<CheckedStatement> kCommands = {
    {R"sql(BEGIN)sql"},
    {R"sql(BEGIN IMMEDIATE)sql"},
    {R"sql(BEGIN;;COMMIT)sql"},
    {R"sql(BEGIN;;END)sql"},
    {R"sql(BEGIN;;ROLLBACK)sql"},
    {R"sql(SAVEPOINT s)sql"},
    {R"sql(SAVEPOINT s;;RELEASE s)sql"},
    {R"sql(SAVEPOINT s;;ROLLBACK TO s)sql"},
    {R"sql(COMMIT)sql"},
    {R"sql(RELEASE none)sql"},
    {R"sql(ATTACH ':memory:' AS z)sql"},
    {R"sql(ATTACH (SELECT ':memory:') AS z)sql"},
    {R"sql(ATTACH ':mem' || 'ory:' AS z)sql"},
    {R"sql(ATTACH lower(':MEMORY:') AS z)sql"},
    {R"sql(DETACH aux)sql"},
    {R"sql(DETACH none)sql"},
    {R"sql(DETACH lower('AUX'))sql"},
    {R"sql(VACUUM)sql", Compare::Subset, true},
    {R"sql(VACUUM main)sql", Compare::Subset, true},
    {R"sql(PRAGMA user_version)sql"},
    {R"sql(PRAGMA user_version = 3)sql"},
    {R"sql(PRAGMA main.user_version)sql"},
    {R"sql(PRAGMA table_info(t))sql"},
    {R"sql(PRAGMA aux.table_info('au'))sql"},
    {R"sql(PRAGMA nosuch)sql"},
    {R"sql(PRAGMA nosuch = 3)sql"},
    {R"sql(PRAGMA cache_size = -2000)sql"},
    {R"sql(PRAGMA Foreign_Keys = ON)sql"},
    {R"sql(PRAGMA journal_mode)sql"},
    {R"sql(PRAGMA integrity_check)sql"},
    {R"sql(PRAGMA quick_check)sql"},
    {R"sql(PRAGMA foreign_key_check)sql"},
    {R"sql(PRAGMA optimize)sql"},
    {R"sql(PRAGMA database_list)sql"},
    {R"sql(PRAGMA nodb.user_version)sql"},
    {R"sql(PRAGMA index_list(t))sql"},
};

}  // namespace tern
