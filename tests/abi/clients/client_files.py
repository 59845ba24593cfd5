"""The second half of Python's sqlite3 module: transactions, errors, copies, blobs, limits and threads."""
import sqlite3
import threading

from steps import attempt, path, say, section

section("transactions")
db = sqlite3.connect(path("a.db"))
db.executescript("CREATE TABLE t(id INTEGER PRIMARY KEY, u TEXT UNIQUE, n NOT NULL, c CHECK(c < 10)); CREATE TABLE r(t REFERENCES t);")
for level in ("DEFERRED", "IMMEDIATE", "EXCLUSIVE", "", None):
    one = sqlite3.connect(path("a.db"), isolation_level=level, timeout=0)
    other = sqlite3.connect(path("a.db"), timeout=0)
    one.execute("INSERT INTO r VALUES(NULL)")
    say(f"level {level}", one.isolation_level, one.in_transaction)
    attempt("other reads", lambda: other.execute("SELECT count(*) FROM r"))
    attempt("other writes", lambda: other.execute("INSERT INTO r VALUES(NULL)"))
    other.rollback()
    one.rollback()
    one.close()
    other.close()
with db:
    db.execute("INSERT INTO t VALUES(1, 'a', 1, 1)")
try:
    with db:
        db.execute("INSERT INTO t VALUES(2, 'b', 1, 1)")
        raise KeyError("stop")
except KeyError as error:
    say("context", repr(error), db.in_transaction)
attempt("kept", lambda: db.execute("SELECT * FROM t"))
db.execute("SAVEPOINT s")
db.execute("INSERT INTO t VALUES(3, 'c', 1, 1)")
db.execute("ROLLBACK TO s")
attempt("savepoint", lambda: db.execute("SELECT count(*) FROM t"))
db.execute("RELEASE s")
say("after release", db.in_transaction)
attempt("commit twice", db.commit)
attempt("begin", lambda: db.execute("BEGIN"))
attempt("begin again", lambda: db.execute("BEGIN"))
db.rollback()
rows = db.execute("SELECT value FROM (SELECT 1 AS value UNION SELECT 2 UNION SELECT 3)")
say("first", rows.fetchone())
db.execute("INSERT INTO t VALUES(4, 'd', 1, 1)")
db.rollback()
attempt("after rollback", lambda: rows.fetchall())

section("errors")
attempt("primary key", lambda: db.execute("INSERT INTO t VALUES(1, 'z', 1, 1)"))
attempt("unique", lambda: db.execute("INSERT INTO t VALUES(9, 'a', 1, 1)"))
attempt("not null", lambda: db.execute("INSERT INTO t VALUES(9, 'z', NULL, 1)"))
attempt("check", lambda: db.execute("INSERT INTO t VALUES(9, 'z', 1, 11)"))
attempt("datatype", lambda: db.execute("INSERT INTO t VALUES('x', 'z', 1, 1)"))
db.commit()
db.execute("PRAGMA foreign_keys = ON")
attempt("foreign key", lambda: db.execute("INSERT INTO r VALUES(77)"))
db.rollback()
db.execute("CREATE TRIGGER r_in BEFORE INSERT ON r BEGIN SELECT RAISE(ABORT, 'no more r'); END")
attempt("raise", lambda: db.execute("INSERT INTO r VALUES(1)"))
attempt("syntax", lambda: db.execute("SELEC 1"))
attempt("incomplete", lambda: db.execute("SELECT (1"))
attempt("token", lambda: db.execute("SELECT 'abc"))
attempt("column", lambda: db.execute("SELECT nope FROM t"))
attempt("ambiguous", lambda: db.execute("SELECT id FROM t AS a, t AS b"))
attempt("function", lambda: db.execute("SELECT nope(1)"))
attempt("overflow", lambda: db.execute("SELECT sum(9223372036854775807) FROM (SELECT 1 UNION SELECT 2)"))
attempt("nul in sql", lambda: db.execute("SELECT 1\0"))
attempt("or ignore", lambda: db.execute("INSERT OR IGNORE INTO t VALUES(1, 'z', 1, 1)").rowcount)
attempt("or replace", lambda: db.execute("REPLACE INTO t VALUES(1, 'y', 2, 2)").rowcount)
db.commit()
before = db.total_changes
db.execute("UPDATE t SET n = n")
say("total changes", db.total_changes - before)
db.commit()

section("dump and copies")
db.executescript("""CREATE VIEW v AS SELECT id FROM t; CREATE INDEX t_n ON t(n); CREATE TABLE w(a INTEGER PRIMARY KEY AUTOINCREMENT, b);
    INSERT INTO w(b) VALUES('it''s'), (x'00ff'), (1.5), (NULL), (9007199254740993), ('two
lines');""")
for line in db.iterdump():
    say("dump", line)
target = sqlite3.connect(":memory:")
steps = []
db.execute("CREATE TABLE big AS WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 40) SELECT i, zeroblob(3000) FROM n")
db.commit()
db.backup(target, pages=20, progress=lambda status, left, total: steps.append((status, left > 0, left < total)), sleep=0.001)
say("steps", steps[0], steps[-1], len(steps) > 2)
attempt("copied", lambda: target.execute("SELECT name FROM sqlite_schema ORDER BY name"))
attempt("same rows", lambda: target.execute("SELECT sum(i), sum(length(\"zeroblob(3000)\")) FROM big"))
attempt("integrity", lambda: target.execute("PRAGMA integrity_check"))
attempt("to itself", lambda: db.backup(db))
attempt("unknown name", lambda: db.backup(target, name="none"))
attempt("progress fails", lambda: db.backup(target, pages=1, progress=lambda *_: 1 / 0))
target.execute("BEGIN")
target.execute("DELETE FROM t")
attempt("target in use", lambda: db.backup(target))
target.rollback()
back = sqlite3.connect(path("b.db"))
target.backup(back)
attempt("back in a file", lambda: back.execute("SELECT count(*) FROM big"))
image = target.serialize()
say("image", image[:16], len(image) == 4096 * target.execute("PRAGMA page_count").fetchone()[0])
loaded = sqlite3.connect(":memory:")
loaded.deserialize(image)
attempt("deserialized", lambda: loaded.execute("SELECT count(*) FROM big"))
attempt("writes", lambda: loaded.execute("INSERT INTO w(b) VALUES('more') RETURNING a"))
loaded.commit()
attempt("file's image", lambda: len(db.serialize()) > 4096)
attempt("image of none", lambda: db.serialize(name="none"))
attempt("image of nothing", lambda: sqlite3.connect(":memory:").serialize())
broken = sqlite3.connect(":memory:")
attempt("bad image", lambda: broken.deserialize(b"nonsense" * 1000))
attempt("reads it", lambda: broken.execute("SELECT * FROM sqlite_schema"))

section("blobs")
db.execute("INSERT INTO w(a, b) VALUES(100, zeroblob(10))")
with db.blobopen("w", "b", 100) as blob:
    say("length", len(blob), blob.tell())
    blob.write(b"hello")
    blob.seek(-2, 2)
    blob.write(b"!!")
    blob[5] = 0x2D
    blob[6:8] = b"ab"
    say("slices", blob[0], blob[-1], blob[2:8:2], blob.seek(0), blob.read(3), blob.read())
    attempt("past the end", lambda: blob.write(b"x"))
    attempt("long", lambda: blob.__setitem__(slice(0, 2), b"abc"))
    attempt("index", lambda: blob[10])
attempt("written", lambda: db.execute("SELECT b FROM w WHERE a = 100"))
attempt("closed", lambda: blob.read())
attempt("read only", lambda: db.blobopen("w", "b", 100, readonly=True).write(b"x"))
attempt("no row", lambda: db.blobopen("w", "b", 555))
attempt("no column", lambda: db.blobopen("w", "z", 100))
attempt("no table", lambda: db.blobopen("z", "b", 100))
attempt("integer", lambda: db.blobopen("w", "b", 5))
attempt("view", lambda: db.blobopen("v", "id", 1))
attempt("indexed", lambda: db.blobopen("t", "n", 1))
blob = db.blobopen("w", "b", 100)
db.execute("UPDATE w SET b = 'other' WHERE a = 100")
attempt("row changed", lambda: blob.read())
blob.close()
db.commit()

section("limits")
names = [name for name in dir(sqlite3) if name.startswith("SQLITE_LIMIT_")]
for name in names:
    say(name, db.getlimit(getattr(sqlite3, name)))
say("set", db.setlimit(sqlite3.SQLITE_LIMIT_SQL_LENGTH, 60), db.getlimit(sqlite3.SQLITE_LIMIT_SQL_LENGTH))
attempt("long query", lambda: db.execute("SELECT " + " + ".join("1" * 40)))
attempt("long script", lambda: db.executescript("SELECT " + " + ".join("1" * 40)))
db.setlimit(sqlite3.SQLITE_LIMIT_SQL_LENGTH, 10**9 + 7)
say("bounded", db.getlimit(sqlite3.SQLITE_LIMIT_SQL_LENGTH))
db.setlimit(sqlite3.SQLITE_LIMIT_VARIABLE_NUMBER, 2)
attempt("variables", lambda: db.execute("SELECT ?, ?, ?", (1, 2, 3)))
db.setlimit(sqlite3.SQLITE_LIMIT_LENGTH, 1000)
attempt("length", lambda: db.execute("SELECT zeroblob(2000)"))
attempt("bound length", lambda: db.execute("SELECT length(?)", ("x" * 2000,)))
attempt("no such limit", lambda: db.getlimit(1000))

section("threads")


def insert(number):
    with sqlite3.connect(path("c.db"), timeout=60) as own:
        for value in range(25):
            own.execute("INSERT INTO n VALUES(?, ?)", (number, value))
            own.commit()


many = sqlite3.connect(path("c.db"))
say("journal", many.execute("PRAGMA journal_mode = WAL").fetchone())
many.execute("PRAGMA synchronous = OFF")
many.execute("CREATE TABLE n(thread, value)")
threads = [threading.Thread(target=insert, args=(number,)) for number in range(4)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
attempt("rows", lambda: many.execute("SELECT thread, count(*), sum(value) FROM n GROUP BY thread ORDER BY thread"))


def elsewhere(action):
    thread = threading.Thread(target=action)
    thread.start()
    thread.join()


def foreign():
    try:
        many.execute("SELECT 1")
    except sqlite3.ProgrammingError as error:
        say("other thread", str(error).split("object was")[0])


elsewhere(foreign)
free = sqlite3.connect(":memory:", check_same_thread=False)
elsewhere(lambda: attempt("allowed", lambda: free.execute("SELECT 2")))
say("threadsafety", sqlite3.threadsafety, sqlite3.apilevel, sqlite3.paramstyle)
many.close()
attempt("closed", lambda: many.execute("SELECT 1"))
