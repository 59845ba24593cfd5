// What INSERT, UPDATE and DELETE do to rows, by statement: each workload commits all that it
// changes in one transaction, but for the autocommit ones.
#include <vector>

#include "tools/bench/workloads.h"

namespace tern::bench {
namespace {

constexpr int64_t kBefore = 200'000;  // rows that stand in w before each run
constexpr int64_t kInserted = 300'000;

/// Table w is made by `columns` and what comes with it by `more`; each run starts with the rows of
/// `template`, or with none.
std::function<void(Engine&, int64_t)> tables(std::string columns, std::string more) {
  return [columns = std::move(columns), more = std::move(more)](Engine& engine, int64_t rows) {
    make_table(engine, rows);
    engine.execute("CREATE TABLE w(" + columns + ")");
    engine.execute(more);
  };
}

constexpr const char* kPlain = "id INTEGER PRIMARY KEY, a INTEGER, b INTEGER, s TEXT";

void empty(Engine& engine) {
  engine.execute("DELETE FROM w");
  engine.execute("PRAGMA wal_checkpoint(truncate)");
}

void filled(Engine& engine) {
  engine.execute("DELETE FROM w");
  engine.execute("INSERT INTO w SELECT id, g, v, s FROM t WHERE id <= " + std::to_string(kBefore));
  engine.execute("PRAGMA wal_checkpoint(truncate)");
}

int64_t content(Engine& engine) {
  return ask(engine, "SELECT count(*) + total(a) + total(b) FROM w");
}

/// Runs `sql` for each operation, with ?1 = 1, 2, 3, ..., ?2 a random key and ?3 a text; of rows
/// that it returns the first column is read.
std::function<int64_t(Engine&, int64_t)> each(std::string sql, bool in_one_transaction = true) {
  return [sql = std::move(sql), in_one_transaction](Engine& engine, int64_t operations) {
    Keys keys(kBefore);
    if (in_one_transaction) engine.execute("BEGIN");
    const auto statement = engine.prepare(sql);
    const bool has_key = sql.find("?2") != std::string::npos;
    const bool has_text = sql.find("?3") != std::string::npos;
    std::string text = "row number ";
    int64_t returned = 0;
    for (int64_t i = 1; i <= operations; ++i) {
      statement->bind(1, i);
      if (has_key) statement->bind(2, keys.next());
      if (has_text) {
        text.resize(11);
        statement->bind(3, text += std::to_string(i));
      }
      while (statement->step()) returned += statement->column_integer(0);
      statement->reset();
    }
    if (in_one_transaction) engine.execute("COMMIT");
    return returned + content(engine);
  };
}

/// Runs `sql` as often as there are operations.
std::function<int64_t(Engine&, int64_t)> whole(std::string sql) {
  return [sql = std::move(sql)](Engine& engine, int64_t operations) {
    for (int64_t i = 0; i < operations; ++i) engine.execute(sql);
    return content(engine);
  };
}

constexpr const char* kInsert = "INSERT INTO w VALUES(?1, ?2 % 1000, ?2, ?3)";

}  // namespace

std::span<const Workload> write_workloads() {
  static const std::vector<Workload> all = {
      {"insert", kInserted, 5'000, tables(kPlain, ""), each(kInsert), empty},
      {"insert_2_indexes", kInserted, 5'000,
       tables(kPlain, "CREATE INDEX wa ON w(a); CREATE INDEX wb ON w(b)"), each(kInsert), empty},
      {"insert_returning", kInserted, 5'000, tables(kPlain, ""),
       each(std::string(kInsert) + " RETURNING a + b, s"), empty},
      {"insert_select", 1, 1, tables(kPlain, ""),
       whole("INSERT INTO w SELECT id, v, g, s FROM t WHERE id > 0"), empty},
      {"insert_trigger", 200'000, 3'000,
       tables(kPlain,
              "CREATE TABLE log(at INTEGER PRIMARY KEY, id, text);"
              "CREATE TABLE sums(a INTEGER PRIMARY KEY, b) WITHOUT ROWID;"
              "INSERT INTO sums SELECT DISTINCT g, 0 FROM t;"
              "CREATE TRIGGER wi AFTER INSERT ON w WHEN new.b > 10 BEGIN"
              "  INSERT INTO log(id, text) VALUES(new.id, 'inserted ' || new.s);"
              "  UPDATE sums SET b = b + new.b WHERE a = new.a;"
              "END"),
       each(kInsert), empty},
      {"insert_foreign_key", kInserted, 5'000,
       tables("id INTEGER PRIMARY KEY, a INTEGER REFERENCES parent, b INTEGER, s TEXT",
              "CREATE TABLE parent(id INTEGER PRIMARY KEY, name);"
              "INSERT INTO parent SELECT DISTINCT g, 'parent ' || g FROM t;"
              "PRAGMA foreign_keys = ON"),
       each(kInsert), empty},
      {"insert_checked", kInserted, 5'000,
       tables("id INTEGER PRIMARY KEY, a INTEGER NOT NULL CHECK(a BETWEEN 0 AND 1000),"
              "b INTEGER NOT NULL, s TEXT CHECK(length(s) > 3),"
              "both AS (a + b) VIRTUAL, short TEXT AS (substr(s, 1, 8)) STORED,"
              "made TEXT DEFAULT 'now', CHECK(both >= a)",
              ""),
       each("INSERT INTO w(id, a, b, s) VALUES(?1, ?2 % 1000, ?2, ?3)"), empty},
      {"upsert", 200'000, 3'000, tables(kPlain, "CREATE INDEX wa ON w(a)"),
       each("INSERT INTO w VALUES(?2 * 2, 1, ?1, ?3)"
            " ON CONFLICT(id) DO UPDATE SET b = b + excluded.b, s = excluded.s"),
       filled},
      {"replace", 200'000, 3'000, tables(kPlain, "CREATE INDEX wa ON w(a)"),
       each("REPLACE INTO w VALUES(?2, ?1 % 1000, ?1, ?3)"), filled},
      {"update_by_key", kInserted, 5'000, tables(kPlain, "CREATE INDEX wa ON w(a)"),
       each("UPDATE w SET b = b + ?1 WHERE id = ?2"), filled},
      {"update_indexed", 200'000, 3'000, tables(kPlain, "CREATE INDEX wa ON w(a)"),
       each("UPDATE w SET a = ?1 % 1000 WHERE id = ?2"), filled},
      {"update_scan", 5, 1, tables(kPlain, "CREATE INDEX wa ON w(a)"),
       whole("UPDATE w SET b = b + 1, s = s || '!' WHERE a % 10 = 3"), filled},
      {"delete_range", 1'000, 50, tables(kPlain, "CREATE INDEX wa ON w(a)"),
       each("DELETE FROM w WHERE id BETWEEN ?2 AND ?2 + 99"), filled},
      {"delete_cascade", 500, 20,
       tables("id INTEGER PRIMARY KEY, a INTEGER REFERENCES parent ON DELETE CASCADE,"
              "b INTEGER, s TEXT",
              "CREATE INDEX wa ON w(a);"
              "CREATE TABLE parent(id INTEGER PRIMARY KEY, name);"
              "PRAGMA foreign_keys = ON"),
       each("DELETE FROM parent WHERE id = ?1"),
       [](Engine& engine) {
         engine.execute("INSERT OR IGNORE INTO parent SELECT DISTINCT g, 'parent' FROM t");
         filled(engine);
       }},
      {"insert_autocommit", 20'000, 500, tables(kPlain, ""), each(kInsert, false), empty},
      {"update_autocommit", 20'000, 500, tables(kPlain, ""),
       each("UPDATE w SET b = b + ?1 WHERE id = ?2", false), filled},
  };
  return all;
}

}  // namespace tern::bench
