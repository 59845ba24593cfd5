#include "fuzz/simulated_process.h"

#include "engine/storage/database_file.h"

namespace tern::fuzz {
namespace {

constexpr size_t kCacheBytes = size_t{4} << 20;

Result<std::string> compare_table(SimulatedProcess& process, const std::string& name,
                                  const ModelTable& table) {
  Statement query = TRY(process.connection().prepare("SELECT id, v FROM " + name + " ORDER BY id"));
  for (const auto& [id, value] : table.rows) {
    const bool has_row = TRY(query.step());
    const std::string where = name + ", row " + std::to_string(id) + ": ";
    if (!has_row) return where + "missing";
    const ValueView found = query.column(0);
    if (found.type() != ValueType::Integer || query.column(1).type() != ValueType::Text) {
      return where + "values of other types";
    }
    if (found.as_integer() != id) {
      return where + "found " + std::to_string(found.as_integer()) + " in its place";
    }
    if (query.column(1).as_text() != value.text()) return where + "another value";
  }
  if (TRY(query.step())) return name + ": more rows than there should be";
  return std::string();
}

}  // namespace

SimulatedProcess::SimulatedProcess(io::SimulatedDisk& disk, uint64_t seed)
    : vfs_(disk, seed), random_(seed) {}

SimulatedProcess::~SimulatedProcess() { disconnect(); }

Status SimulatedProcess::connect(const std::vector<std::string>& settings) {
  disconnect();
  file_ = TRY(storage::DatabaseFile::open(
      vfs_, kDatabasePath, {.cache_bytes = kCacheBytes, .clock = &clock_, .random = &random_}));
  Result<Connection> opened = Connection::open(file_);
  if (!opened) return std::unexpected(opened.error());
  connection_.emplace(*std::move(opened));
  for (const std::string& setting : settings) TRY(connection_->execute(setting));
  return {};
}

void SimulatedProcess::disconnect() {
  connection_.reset();
  file_.reset();
}

Result<int64_t> SimulatedProcess::number(const std::string& sql) {
  Statement query = TRY(connection_->prepare(sql));
  const bool has_row = TRY(query.step());
  if (!has_row) return -1;
  const ValueView value = query.column(0);  // of a damaged file it may be anything
  if (value.type() != ValueType::Integer) return fail(ErrorCode::Corrupt, "not a number");
  return value.as_integer();
}

Result<std::string> SimulatedProcess::text(const std::string& sql) {
  Statement query = TRY(connection_->prepare(sql));
  const bool has_row = TRY(query.step());
  return has_row ? std::string(query.column(0).as_text()) : std::string();
}

Result<int64_t> read_number(SimulatedProcess& process) {
  const int64_t tables =
      TRY(process.number("SELECT count(*) FROM sqlite_schema WHERE name = 'meta'"));
  if (tables == 0) return 0;
  return process.number("SELECT n FROM meta");
}

Result<std::string> compare(SimulatedProcess& process, const Model& model) {
  int64_t objects = model.number == 0 ? 0 : 1;
  for (const auto& [name, table] : model.tables) objects += table.has_index ? 2 : 1;
  const int64_t found = TRY(process.number("SELECT count(*) FROM sqlite_schema"));
  if (found != objects) {
    return std::to_string(found) + " tables and indexes, not " + std::to_string(objects);
  }
  for (const auto& [name, table] : model.tables) {
    const std::string difference = TRY(compare_table(process, name, table));
    if (!difference.empty()) return difference;
  }
  return std::string();
}

}  // namespace tern::fuzz
