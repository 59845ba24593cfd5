#include "engine/session/table_sql.h"

#include <algorithm>

#include "engine/session/statistics.h"

namespace tern::session {

std::string quoted_name(std::string_view name) {
  std::string out = "\"";
  for (const char c : name) {
    out += c;
    if (c == '"') out += c;
  }
  out += '"';
  return out;
}

std::string StoredTable::name() const {
  std::string out = quoted_name(database);
  out += '.';
  out += quoted_name(table.name);
  return out;
}

std::string StoredTable::column_list(const char* prefix) const {
  std::string out;
  for (const std::string& column : columns) {
    if (!out.empty()) out += ", ";
    out += prefix;
    out += quoted_name(column);
  }
  return out;
}

bool StoredTable::has_key() const {
  return std::ranges::any_of(table.key, [](uint8_t place) { return place != 0; });
}

Result<StoredTable> read_table(Connection& connection, std::string_view database,
                               std::string_view name) {
  constexpr int kName = 1;
  constexpr int kKeyPlace = 5;
  StoredTable out{std::string(database), {std::string(name), {}}, {}};
  std::string sql = "PRAGMA ";
  sql += quoted_name(database);
  sql += ".table_info(";
  sql += quoted_name(name);
  sql += ")";
  Statement statement = TRY(connection.prepare(sql));
  while (TRY(statement.step())) {
    out.columns.emplace_back(statement.column(kName).as_text());
    const auto place = static_cast<uint64_t>(statement.column(kKeyPlace).as_integer());
    if (place > kKeyColumnsMax) return not_supported(kTooManyKeyColumns);
    out.table.key.push_back(static_cast<uint8_t>(place));
  }
  if (is_statistics(name) && out.columns.size() == kStatisticsKey.size()) {
    out.table.key.assign(kStatisticsKey.begin(), kStatisticsKey.end());
  }
  return out;
}

Result<RowFinder> RowFinder::open(Connection& connection, const StoredTable& table) {
  const bool is_of_statistics = is_statistics(table.table.name);
  std::string sql = "SELECT ";
  sql += is_of_statistics ? "tbl, ifnull(idx, x''), stat" : table.column_list("");
  sql += " FROM ";
  sql += table.name();
  std::vector<size_t> key;
  for (size_t i = 0; i < table.table.column_count(); ++i) {
    if (!table.table.is_key(i)) continue;
    sql += key.empty() ? " WHERE " : " AND ";
    sql += quoted_name(table.columns[i]);
    sql += " IS ?";
    key.push_back(i);
  }
  Statement statement = TRY(connection.prepare(sql));
  return RowFinder(std::move(statement), std::move(key), is_of_statistics);
}

Result<bool> RowFinder::find(std::span<const Bytes> key) {
  statement_.reset();
  int parameter = 0;
  for (const size_t column : key_) {
    const bool is_index = is_of_statistics_ && column == kStatisticsIndex;
    const ValueView value = value_of(key[column]);
    TRY(statement_.bind(++parameter, is_index ? stored_index(value) : value));
  }
  return statement_.step();
}

std::vector<ValueView> values_of(const Statement& statement) {
  std::vector<ValueView> out;
  for (int i = 0; i < statement.column_count(); ++i) out.push_back(statement.column(i));
  return out;
}

Result<Savepoint> Savepoint::open(Connection& connection, const char* name) {
  Savepoint out(connection, name);
  Status begun = out.run("SAVEPOINT ");
  if (!begun) {
    out.connection_ = nullptr;
    return std::unexpected(begun.error());
  }
  return out;
}

Savepoint::~Savepoint() {
  if (!connection_ || !connection_->in_transaction()) return;
  static_cast<void>(run("ROLLBACK TO "));
  static_cast<void>(run("RELEASE "));
}

Status Savepoint::keep() && {
  TRY(run("RELEASE "));
  connection_ = nullptr;
  return ok();
}

Status Savepoint::run(const char* command) {
  std::string sql = command;
  sql += name_;
  return connection_->execute(sql);
}

}  // namespace tern::session
