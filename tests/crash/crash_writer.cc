// Usage: tern_crash_writer DATABASE JOURNAL_MODE
//
// Writes transactions until it is killed: number n inserts kRows rows that carry n and moves a
// counter to n. Each number is written to the standard output once its COMMIT returned.
#include <tern/tern.h>
#include <unistd.h>

#include <cstdio>
#include <string>

namespace {

constexpr int kRows = 7;

tern::Result<int64_t> last_number(tern::Connection& db) {
  tern::Statement query = TRY(db.prepare("SELECT n FROM counter"));
  const bool has_row = TRY(query.step());
  return has_row ? query.column(0).as_integer() : 0;
}

tern::Status write_one(tern::Connection& db, int64_t number) {
  TRY(db.execute("BEGIN IMMEDIATE"));
  for (int row = 0; row < kRows; ++row) {
    const std::string text(static_cast<size_t>((number * 37 + row * 911) % 3000), 'x');
    TRY(db.execute("INSERT INTO entry(n, row, body) VALUES(?, ?, ?)", number, row, text));
  }
  if (number % 5 == 0) {
    TRY(db.execute("UPDATE entry SET body = 'short' WHERE n = ?", number - 4));
  }
  TRY(db.execute("UPDATE counter SET n = ?", number));
  return db.execute("COMMIT");
}

tern::Status run(const std::string& path, const std::string& mode) {
  tern::Connection db = TRY(tern::Connection::open(path, {.busy_timeout_ms = 10000}));
  TRY(db.execute("PRAGMA journal_mode = " + mode));
  TRY(db.execute("PRAGMA synchronous = FULL"));
  TRY(db.execute("PRAGMA wal_autocheckpoint = 50"));
  TRY(db.execute("BEGIN IMMEDIATE"));
  TRY(db.execute("CREATE TABLE IF NOT EXISTS entry(id INTEGER PRIMARY KEY, n INT, row INT, body)"));
  TRY(db.execute("CREATE INDEX IF NOT EXISTS entry_n ON entry(n, row)"));
  TRY(db.execute("CREATE TABLE IF NOT EXISTS counter(id INTEGER PRIMARY KEY, n INT)"));
  TRY(db.execute("INSERT OR IGNORE INTO counter VALUES(1, 0)"));
  TRY(db.execute("COMMIT"));
  for (int64_t number = TRY(last_number(db)) + 1;; ++number) {
    TRY(write_one(db, number));
    const std::string line = std::to_string(number) + "\n";
    if (::write(STDOUT_FILENO, line.data(), line.size()) < 0) return {};
  }
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 3) return 2;
  const tern::Status status = run(argv[1], argv[2]);
  if (status) return 0;
  std::fprintf(stderr, "crash writer: %s\n", std::string(status.error().message()).c_str());
  return 1;
}
