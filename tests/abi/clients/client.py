"""Walks through Python's sqlite3 module and prints what each step gives. Argument: a scratch folder."""
import sqlite3
from datetime import date, datetime

from steps import attempt, path, say, section

section("connect")
memory = sqlite3.connect(":memory:")
file = sqlite3.connect(path("a.db"))
say("file", file.execute("CREATE TABLE t(a INTEGER PRIMARY KEY, b TEXT, c REAL, d BLOB)").rowcount, file.in_transaction)
say("insert", file.execute("INSERT INTO t VALUES(1, 'one', 1.5, x'00ff')").lastrowid, file.in_transaction)
file.commit()
attempt("missing folder", lambda: sqlite3.connect(path("none/b.db")))
attempt("read-only uri", lambda: sqlite3.connect(f"file:{path('a.db')}?mode=ro", uri=True).execute("DELETE FROM t"))
attempt("read-only select", lambda: sqlite3.connect(f"file:{path('a.db')}?mode=ro", uri=True).execute("SELECT * FROM t"))
attempt("missing, rw", lambda: sqlite3.connect(f"file:{path('z.db')}?mode=rw", uri=True))
attempt("bad mode", lambda: sqlite3.connect("file:x?mode=none", uri=True))
attempt("bad vfs", lambda: sqlite3.connect("file:x?vfs=none", uri=True))
shared = [sqlite3.connect("file:one?mode=memory&cache=shared", uri=True) for _ in range(2)]
shared[0].executescript("CREATE TABLE s(a); INSERT INTO s VALUES(7);")
attempt("shared memory", lambda: shared[1].execute("SELECT a FROM s"))
with open(path("text.db"), "w") as text:
    text.write("this is not a database" * 50)
attempt("not a database", lambda: sqlite3.connect(path("text.db")).execute("SELECT * FROM sqlite_schema"))

section("cursors")
cursor = memory.cursor()
cursor.execute("CREATE TABLE p(id INTEGER PRIMARY KEY, name TEXT UNIQUE NOT NULL, age INT CHECK(age > 0))")
cursor.executemany("INSERT INTO p(name, age) VALUES(?, ?)", [("ann", 30), ("bob", 25), ("eve", 41)])
say("executemany", cursor.rowcount, cursor.lastrowid, memory.total_changes)
cursor.execute("SELECT id, name, age AS years FROM p WHERE age > :low ORDER BY id", {"low": 26})
say("description", [column[0] for column in cursor.description])
say("fetchone", cursor.fetchone(), cursor.fetchmany(5), cursor.fetchone())
cursor.execute("UPDATE p SET age = age + 1")
say("update", cursor.rowcount)
attempt("returning", lambda: memory.execute("DELETE FROM p WHERE name = 'bob' RETURNING id, name"))
attempt("script", lambda: memory.executescript("CREATE TABLE q(x); INSERT INTO q VALUES(1),(2); -- end").fetchall())
attempt("script fails", lambda: memory.executescript("INSERT INTO q VALUES(3); INSERT INTO none VALUES(1); INSERT INTO q VALUES(4);"))
attempt("after it", lambda: memory.execute("SELECT x FROM q ORDER BY x"))
attempt("two statements", lambda: memory.execute("SELECT 1; SELECT 2"))
attempt("few values", lambda: memory.execute("SELECT ?, ?", (1,)))
attempt("missing name", lambda: memory.execute("SELECT :a", {"b": 1}))
attempt("unsupported type", lambda: memory.execute("SELECT ?", (object(),)))
attempt("numbered", lambda: memory.execute("SELECT ?2, ?1", ("a", "b")))
attempt("executemany select", lambda: memory.executemany("SELECT ?", [(1,)]))
say("complete", sqlite3.complete_statement("SELECT 1;"), sqlite3.complete_statement("CREATE TRIGGER x AFTER INSERT ON t BEGIN SELECT 1;"))
memory.row_factory = sqlite3.Row
row = memory.execute("SELECT id, name FROM p ORDER BY id").fetchone()
say("row", row.keys(), tuple(row), row["NAME"], len(row))
attempt("row without", lambda: row["none"])
memory.row_factory = lambda cursor, values: {c[0]: v for c, v in zip(cursor.description, values)}
attempt("row factory", lambda: memory.execute("SELECT * FROM p ORDER BY id"))
memory.row_factory = None

section("values")
attempt("integers", lambda: memory.execute("SELECT ?, ?, typeof(?1)", (2**63 - 1, -(2**63))))
attempt("too large", lambda: memory.execute("SELECT ?", (2**63,)))
attempt("reals", lambda: memory.execute("SELECT ?, ?, ?, typeof(?1), typeof(?2)", (float("nan"), float("inf"), 0.1)))
attempt("text", lambda: memory.execute("SELECT ?, length(?1), hex(?1), ?2, length(?2)", ("\u00e9\U0001f600", "a\0b")))
attempt("surrogate", lambda: memory.execute("SELECT ?", ("\ud800",)))
attempt("blob", lambda: memory.execute("SELECT ?, ?, typeof(?1), zeroblob(3)", (b"\0\xff", memoryview(b"ab"))))
attempt("bad utf-8", lambda: memory.execute("SELECT CAST(x'61ff' AS TEXT)"))
for factory in (bytes, bytearray, lambda value: value.decode("latin-1")):
    memory.text_factory = factory
    attempt("text factory", lambda: memory.execute("SELECT CAST(x'61ff' AS TEXT), 'b', 1"))
memory.text_factory = str
sqlite3.register_adapter(complex, lambda value: f"{value.real};{value.imag}")
sqlite3.register_converter("complex", lambda value: complex(*map(float, value.split(b";"))))
typed = sqlite3.connect(":memory:", detect_types=sqlite3.PARSE_DECLTYPES | sqlite3.PARSE_COLNAMES)
typed.execute("CREATE TABLE k(c complex, d date, t timestamp, n number(10))")
typed.execute("INSERT INTO k VALUES(?, ?, ?, ?)", (1 + 2j, date(2020, 2, 29), datetime(2021, 3, 4, 5, 6, 7, 8), 5))
attempt("declared types", lambda: typed.execute("SELECT * FROM k"))
attempt("name types", lambda: typed.execute("SELECT '3;4' AS \"c [complex]\", c AS \"raw\" FROM (SELECT c || '' AS c FROM k)"))

section("functions")
memory.create_function("twice", 1, lambda value: value * 2, deterministic=True)
memory.create_function("count_of", -1, lambda *values: len(values))
memory.create_function("fails", 0, lambda: 1 / 0)
memory.create_function("odd", 0, object)
memory.create_function("huge", 0, lambda: 2**70)
attempt("function", lambda: memory.execute("SELECT twice(4), twice('ab'), twice(1.5), twice(x'01'), count_of(), count_of(1, NULL)"))
attempt("function fails", lambda: memory.execute("SELECT fails()"))
attempt("function's type", lambda: memory.execute("SELECT odd()"))
attempt("function's size", lambda: memory.execute("SELECT huge()"))
attempt("arguments", lambda: memory.execute("SELECT twice(1, 2)"))
attempt("index on it", lambda: memory.execute("CREATE INDEX p_twice ON p(twice(age))"))
attempt("index on other", lambda: memory.execute("CREATE INDEX p_count ON p(count_of(age))"))
memory.execute("DROP INDEX p_twice")
memory.create_function("twice", 1, None)
attempt("removed", lambda: memory.execute("SELECT twice(1)"))


class Product:
    def __init__(self):
        self.product = 1

    def step(self, value):
        self.product *= value

    def finalize(self):
        return self.product


class Window:
    def __init__(self):
        self.sum = 0

    def step(self, value):
        self.sum += value

    def inverse(self, value):
        self.sum -= value

    def value(self):
        return self.sum

    def finalize(self):
        return self.sum


class Broken(Window):
    def step(self, value):
        raise ValueError(value)


memory.create_aggregate("product", 1, Product)
memory.create_aggregate("broken", 1, Broken)
memory.create_window_function("running", 1, Window)
memory.create_window_function("bad", 1, Broken)
attempt("aggregate", lambda: memory.execute("SELECT product(x), product(DISTINCT x) FROM q"))
attempt("no rows", lambda: memory.execute("SELECT product(x), running(x) FROM q WHERE 0"))
attempt("broken", lambda: memory.execute("SELECT broken(x) FROM q"))
attempt("window", lambda: memory.execute("SELECT x, running(x) OVER (ORDER BY x ROWS 1 PRECEDING) FROM q ORDER BY x"))
attempt("bad window", lambda: memory.execute("SELECT bad(x) OVER (ORDER BY x) FROM q"))
attempt("not a window", lambda: memory.execute("SELECT product(x) OVER () FROM q"))
memory.create_collation("backward", lambda a, b: (a < b) - (a > b))
attempt("collation", lambda: memory.execute("SELECT name FROM p ORDER BY name COLLATE backward"))
attempt("collation in index", lambda: memory.execute("CREATE INDEX p_name ON p(name COLLATE backward)"))
memory.execute("DROP INDEX p_name")
memory.create_collation("backward", None)
attempt("collation removed", lambda: memory.execute("SELECT name FROM p ORDER BY name COLLATE backward"))

section("callbacks")
seen = []


def authorize(action, first, second, database, source):
    seen.append((action, first, second, database, source))
    return sqlite3.SQLITE_IGNORE if (action, second) == (sqlite3.SQLITE_READ, "age") else sqlite3.SQLITE_OK


memory.set_authorizer(authorize)
attempt("ignored column", lambda: memory.execute("SELECT name, age FROM p ORDER BY id"))
memory.set_authorizer(lambda *arguments: sqlite3.SQLITE_DENY if arguments[1] == "q" else sqlite3.SQLITE_OK)
attempt("denied", lambda: memory.execute("SELECT x FROM q"))
memory.set_authorizer(lambda *arguments: 1 / 0)
attempt("authorizer fails", lambda: memory.execute("SELECT 1"))
memory.set_authorizer(None)
for arguments in seen:
    say("asked", arguments)
traced = []
memory.set_trace_callback(traced.append)
memory.execute("CREATE TRIGGER q_in AFTER INSERT ON q BEGIN UPDATE p SET age = age + 1; END")
memory.execute("INSERT INTO q VALUES(:v)", {"v": "it's"})
memory.rollback()
memory.set_trace_callback(None)
say("trace", traced)
calls = []
memory.set_progress_handler(lambda: calls.append(1), 100)
attempt("progress", lambda: memory.execute("WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 5000) SELECT count(*) FROM n"))
memory.set_progress_handler(lambda: 1, 100)
endless = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT count(*) FROM n"
attempt("progress stops", lambda: memory.execute(endless))
memory.set_progress_handler(None, 0)
say("progress calls", len(calls) > 10)
memory.create_function("stop", 1, lambda i: memory.interrupt() if i == 100 else 0)
attempt("interrupt", lambda: memory.execute(endless.replace("count(*)", "stop(i)")))
attempt("after interrupt", lambda: memory.execute("SELECT 1"))
attempt("load off", lambda: memory.execute("SELECT load_extension('none')"))
attempt("load_extension", lambda: memory.load_extension("none"))
