#include "tests/sync/workload.h"

namespace tern::sync {
namespace {

constexpr int64_t kCells = 12;
constexpr int64_t kClaims = 60;
constexpr int64_t kParents = 16;

/// A statement that breaks a constraint did nothing; the transaction goes on without it.
Status unless_refused(Status done) {
  if (done || tern::primary(done.error().code()) == ErrorCode::Constraint) return ok();
  return done;
}

}  // namespace

std::string Workload::schema() {
  std::string sql = R"(
    CREATE TABLE ledger(id INTEGER PRIMARY KEY, replica INT NOT NULL, what TEXT);
    CREATE TABLE detail(tx INT, part INT, body TEXT, PRIMARY KEY(tx, part)) WITHOUT ROWID;
    CREATE TABLE counter(id INTEGER PRIMARY KEY, n INT NOT NULL);
    CREATE TABLE cell(id INTEGER PRIMARY KEY, v TEXT, w TEXT, by INT);
    CREATE INDEX cell_v ON cell(v);
    CREATE TABLE claim(id INTEGER PRIMARY KEY, what INT UNIQUE, owner INT CHECK(owner > 0));
    CREATE TABLE parent(id INTEGER PRIMARY KEY, name TEXT UNIQUE);
    CREATE TABLE child(id INTEGER PRIMARY KEY, parent INT NOT NULL REFERENCES parent(id), note);
    CREATE INDEX child_parent ON child(parent);
    CREATE TABLE leaf(id INTEGER PRIMARY KEY,
                      parent INT REFERENCES parent(id) ON DELETE CASCADE, note);
    CREATE TABLE loose(tx INT, note);
    CREATE TABLE queue(id INTEGER PRIMARY KEY AUTOINCREMENT, tx INT, note TEXT DEFAULT 'waits');
    CREATE TRIGGER ledger_counts AFTER INSERT ON ledger WHEN new.id % 2 = 0 BEGIN
      UPDATE counter SET n = n + 1 WHERE id = new.id / 2 % 4;
    END;
    CREATE TRIGGER parent_goes BEFORE DELETE ON parent BEGIN
      DELETE FROM child WHERE parent = old.id AND old.id % 2 = 0;
    END;
    CREATE TABLE sync_policy("table" TEXT, "column" TEXT, policy TEXT,
                             PRIMARY KEY("table", "column"));
    INSERT INTO sync_policy VALUES('counter', 'n', 'counter');
  )";
  for (int i = 0; i < kCounters; ++i) {
    sql += "INSERT INTO counter VALUES(" + std::to_string(i) + ", 0);";
  }
  for (int i = 0; i < kCells; ++i) {
    sql += "INSERT INTO cell VALUES(" + std::to_string(i) + ", 'first', 'first', 0);";
  }
  for (int i = 0; i < kParents; ++i) {
    sql +=
        "INSERT INTO parent VALUES(" + std::to_string(i) + ", 'name " + std::to_string(i) + "');";
  }
  return sql;
}

Status Workload::write(int64_t id) {
  TRY(db_.execute("BEGIN IMMEDIATE"));
  Status done = body(id);
  if (done) done = db_.execute("COMMIT");
  if (!done && db_.in_transaction()) TRY(db_.execute("ROLLBACK"));
  return done;
}

int64_t Workload::detail_size() {
  if (kind_ == Kind::Large && draw(2) == 0) return draw(500'000);
  return draw(20) == 0 ? draw(9000) : draw(200);
}

Status Workload::body(int64_t id) {
  const std::string note = "by " + std::to_string(id);
  TRY(db_.execute("INSERT INTO ledger VALUES(?, ?, ?)", id, replica_, std::string_view(note)));
  for (int part = 0; part < kDetails; ++part) {
    const std::string text(static_cast<size_t>(detail_size()), 'x');
    TRY(db_.execute("INSERT INTO detail VALUES(?, ?, ?)", id, part, std::string_view(text)));
  }
  if (id % 2 != 0) {  // else a trigger does it
    TRY(db_.execute("UPDATE counter SET n = n + 1 WHERE id = ?", draw(kCounters)));
  }
  if (draw(4) == 0) TRY(taken_back(id));
  for (int64_t n = 1 + draw(3); n > 0; --n) {
    TRY(unless_refused(kind_ == Kind::Plain ? change_something(id) : change_contended(id)));
  }
  return ok();
}

/// A part that is rolled back: its ledger id, a negative one, must never be seen.
Status Workload::taken_back(int64_t id) {
  TRY(db_.execute("SAVEPOINT part"));
  TRY(db_.execute("INSERT INTO ledger VALUES(?, ?, 'taken back')", -id, replica_));
  TRY(db_.execute("UPDATE cell SET v = 'taken back' WHERE id = ?", draw(kCells)));
  TRY(db_.execute("ROLLBACK TO part"));
  return db_.execute("RELEASE part");
}

Status Workload::change_something(int64_t id) {
  const std::string text = "value " + std::to_string(id);
  switch (draw(4)) {
    case 0:
      return db_.execute("UPDATE cell SET v = ?, by = ? WHERE id = ?", std::string_view(text), id,
                         draw(kCells));
    case 1:
      return db_.execute("UPDATE cell SET w = ? WHERE id = ?", std::string_view(text),
                         draw(kCells));
    case 2:
      return db_.execute("INSERT INTO loose VALUES(?, ?)", id, std::string_view(text));
    default:
      return db_.execute(
          "DELETE FROM loose WHERE rowid IN "
          "(SELECT rowid FROM loose WHERE tx < ? ORDER BY rowid LIMIT 1)",
          id - 300);
  }
}

Status Workload::change_contended(int64_t id) {
  const std::string text = "value " + std::to_string(id);
  if (draw(40) == 0) return change_schema(id);
  switch (draw(16)) {
    case 0:
      return db_.execute("DELETE FROM cell WHERE id = ?", draw(kCells));
    case 1:
      return db_.execute("INSERT INTO cell VALUES(?, ?, 'again', ?)", draw(kCells),
                         std::string_view(text), id);
    case 2:
    case 3:
      return db_.execute("INSERT INTO claim VALUES(?, ?, ?)", id, draw(kClaims), replica_);
    case 4:
      return db_.execute(
          "UPDATE claim SET what = ? WHERE id IN (SELECT id FROM claim ORDER BY id "
          "LIMIT 1 OFFSET ?)",
          draw(kClaims), draw(10));
    case 5:
      return db_.execute("DELETE FROM claim WHERE what = ?", draw(kClaims));
    case 6:
      return db_.execute("INSERT INTO child VALUES(?, ?, ?)", id, draw(kParents),
                         std::string_view(text));
    case 7:
      return db_.execute("INSERT INTO leaf VALUES(?, ?, ?)", id, draw(kParents),
                         std::string_view(text));
    case 8:
      return db_.execute("DELETE FROM parent WHERE id = ?", draw(kParents));
    case 9:
      return db_.execute("INSERT OR IGNORE INTO parent VALUES(?, ?)", draw(kParents),
                         std::string_view(text));
    case 10:
      return db_.execute("DELETE FROM child WHERE parent = ?", draw(kParents));
    case 11:
      return db_.execute("UPDATE child SET parent = ? WHERE id % 5 = ?", draw(kParents), draw(5));
    case 12:
      return db_.execute("INSERT INTO queue(tx) VALUES(?)", id);
    case 13:
      return db_.execute(
          "DELETE FROM queue WHERE id IN (SELECT id FROM queue ORDER BY id LIMIT 2)");
    default:
      return change_something(id);
  }
}

Status Workload::change_schema(int64_t id) {
  const std::string table = "extra_" + std::to_string(draw(2));
  const std::string column = "c_" + std::to_string(draw(3));
  const std::string other = "c_" + std::to_string(draw(3));
  std::string sql;
  switch (draw(12)) {
    case 0:
    case 1:
    case 2:
      sql = "CREATE TABLE IF NOT EXISTS " + table + "(id INTEGER PRIMARY KEY, tx INT)";
      break;
    case 3:
      sql = "DROP TABLE IF EXISTS " + table;
      break;
    case 4:
    case 5:
      sql = "ALTER TABLE " + table + " ADD COLUMN " + column + " TEXT DEFAULT 'none'";
      break;
    case 6:
      sql = "ALTER TABLE " + table + " RENAME COLUMN " + column + " TO " + other;
      break;
    case 7:
      sql = "CREATE INDEX IF NOT EXISTS " + table + "_tx ON " + table + "(tx)";
      break;
    case 8:
      sql = "DROP INDEX IF EXISTS " + table + "_tx";
      break;
    default:
      sql = "INSERT OR IGNORE INTO " + table + "(id, tx) VALUES(" + std::to_string(draw(50)) + "," +
            std::to_string(id) + ")";
  }
  const Status done = db_.execute(sql);
  // The table or column may not be there: a statement that cannot be compiled did nothing.
  if (!done && done.error().is(ErrorCode::Error)) return ok();
  return done;
}

}  // namespace tern::sync
