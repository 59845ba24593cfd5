#include "fuzz/hostile_files.h"

#include <cstdio>
#include <cstdlib>
#include <string>
#include <vector>

#include "engine/io/memory_vfs.h"
#include "engine/storage/database_file.h"
#include "tern/tern.h"

namespace tern::fuzz {
namespace {

// A table may hold more rows than its pages do, if pages are named twice.
constexpr int kRowsMax = 2000;
constexpr size_t kTablesMax = 20;
constexpr uint64_t kFileSizeMax = uint64_t{64} << 20;
constexpr size_t kCacheBytes = size_t{8} << 20;

// What no file may bring about.
void judge(const Error& error) {
  const ErrorCode code = primary(error.code());
  if (code != ErrorCode::Internal && code != ErrorCode::NoMem && code != ErrorCode::Misuse) return;
  std::fprintf(stderr, "a hostile file led to: %s\n", std::string(error.message()).c_str());
  std::abort();
}

/// Runs `sql`; the texts of the first column.
std::vector<std::string> run(Connection& connection, const std::string& sql) {
  std::vector<std::string> out;
  Result<Statement> statement = connection.prepare(sql);
  if (!statement) {
    judge(statement.error());
    return out;
  }
  for (int i = 0; i < kRowsMax; ++i) {
    const Result<bool> row = statement->step();
    if (!row) {
      judge(row.error());
      return out;
    }
    if (!*row) break;
    for (int column = 0; column < statement->column_count(); ++column) {
      const ValueView value = statement->column(column);
      if (column == 0 && value.type() == ValueType::Text) out.emplace_back(value.as_text());
    }
  }
  return out;
}

std::string quoted(const std::string& name) {
  std::string out = "\"";
  for (const char c : name) out += c == '"' ? "\"\"" : std::string(1, c);
  return out + "\"";
}

void put(io::MemoryVfs& vfs, const char* path, Bytes bytes) {
  if (bytes.empty()) return;
  const auto file = vfs.open(path, {.create = true});
  if (!file || !(*file)->pwrite(bytes, 0)) std::abort();
}

void read_all(Connection& connection, const std::vector<std::string>& tables) {
  run(connection, "PRAGMA integrity_check");
  run(connection, "PRAGMA quick_check");
  for (const std::string& table : tables) {
    run(connection, "SELECT * FROM " + quoted(table));
    run(connection, "SELECT count(*), max(rowid) FROM " + quoted(table));
    run(connection, "PRAGMA table_info(" + quoted(table) + ")");
    for (const std::string& index : run(connection,
                                        "SELECT name FROM sqlite_schema WHERE type = "
                                        "'index' AND tbl_name = '" +
                                            table + "'")) {
      run(connection, "SELECT * FROM " + quoted(table) + " INDEXED BY " + quoted(index));
    }
  }
}

void change_all(Connection& connection, const std::vector<std::string>& tables) {
  for (const std::string& table : tables) {
    run(connection,
        "INSERT OR REPLACE INTO " + quoted(table) + " SELECT * FROM " + quoted(table) + " LIMIT 3");
    run(connection, "DELETE FROM " + quoted(table) + " WHERE random() % 3 = 0");
  }
  run(connection, "CREATE TABLE hostile_new(a PRIMARY KEY, b)");
  run(connection, "INSERT INTO hostile_new VALUES (1, zeroblob(5000)), ('two', 2)");
  for (const std::string& table : tables) run(connection, "DROP TABLE " + quoted(table));
  run(connection, "PRAGMA wal_checkpoint(TRUNCATE)");
}

}  // namespace

void exercise(const HostileFiles& files) {
  io::MemoryVfs vfs(kFileSizeMax);
  io::SeededRandom random(1);
  put(vfs, "/db", files.database);
  put(vfs, "/db-wal", files.wal);
  put(vfs, "/db-journal", files.journal);
  auto file =
      storage::DatabaseFile::open(vfs, "/db", {.cache_bytes = kCacheBytes, .random = &random});
  if (!file) return judge(file.error());
  Result<Connection> connection = Connection::open(*file, {.hexkey = files.hexkey});
  if (!connection) return judge(connection.error());
  std::vector<std::string> tables =
      run(*connection, "SELECT name FROM sqlite_schema WHERE type = 'table'");
  if (tables.size() > kTablesMax) tables.resize(kTablesMax);
  read_all(*connection, tables);
  change_all(*connection, tables);
}

}  // namespace tern::fuzz
