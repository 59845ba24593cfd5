#include "tests/unit/engine/session/random_sql.h"

#include <algorithm>

namespace tern::session::test {

RandomSql::RandomSql(uint64_t seed, Keys keys) : random_(seed), keys_(keys) {
  if (one_in(2)) schema_.push_back("PRAGMA foreign_keys = ON");
  defers_ = one_in(4);
  const size_t count = 1 + pick(3);
  for (size_t i = 0; i < count; ++i) add_table(i);
  if (one_in(2)) add_trigger();
  const size_t rows = pick(20);
  for (size_t i = 0; i < rows; ++i) schema_.push_back(insert(tables_[pick(count)]));
}

std::vector<std::string> RandomSql::recorded_rows() const {
  std::vector<std::string> out;
  for (const Table& table : tables_) {
    if (table.key_columns == 0) continue;
    std::string sql = "SELECT * FROM " + table.name + " WHERE c0 IS NOT NULL";
    if (table.key_columns == 2) sql += " AND c1 IS NOT NULL";
    out.push_back(sql);
  }
  return out;
}

bool RandomSql::has_keys_alone() const {
  return std::ranges::any_of(
      tables_, [](const Table& table) { return table.columns.size() == table.key_columns; });
}

void RandomSql::add_table(size_t number) {
  Table table;
  table.name = "t" + std::to_string(number);
  const bool has_key = !one_in(8);
  std::string sql = "CREATE TABLE " + table.name + "(" + columns_of(table, has_key) + ")";
  if (has_key && one_in(3)) sql += " WITHOUT ROWID";
  for (const char* const word : {"UNIQUE", "NOT NULL", "CHECK", "REFERENCES"}) {
    if (sql.find(word) != sql.npos) is_unconstrained_ = false;
  }
  schema_.push_back(sql);
  names_.push_back(table.name);
  tables_.push_back(table);
}

/// Where a value and the parent's are equal only once the parent's affinity is applied, the actions
/// of the reference miss it, and its statement fails without being undone.
bool RandomSql::may_refer_to_t0(std::string_view type) const {
  if (tables_.empty()) return false;
  const std::string_view key = tables_[0].key_type;
  if (key.starts_with(" INT ")) return type == " INTEGER" || type == " NUMERIC";
  return !key.starts_with(" TEXT") || type == " TEXT";
}

std::string RandomSql::columns_of(Table& table, bool has_key) {
  static const char* const kTypes[] = {"", " INTEGER", " TEXT", " REAL", " BLOB", " NUMERIC"};
  constexpr size_t kReal = 3;
  static const char* const kKeys[] = {" INTEGER PRIMARY KEY", " PRIMARY KEY", " TEXT PRIMARY KEY",
                                      " INT PRIMARY KEY", " TEXT COLLATE NOCASE PRIMARY KEY"};
  const size_t count = 1 + pick(5);
  table.key_columns = !has_key ? 0 : count >= 2 && one_in(3) ? 2 : 1;
  std::string out;
  for (size_t i = 0; i < count; ++i) {
    const std::string name = "c" + std::to_string(i);
    if (i > 0) out += ", ";
    out += name;
    if (i == 0 && table.key_columns == 1) {
      const size_t key = pick(keys_ == Keys::Any ? 5 : 4);
      table.is_key_rowid = key == 0;
      table.key_type = kKeys[key];
      out += kKeys[key];
    } else {
      const size_t type = pick(6);
      // The reference takes a whole number in a REAL column of a key for two keys, the integer that
      // an INSERT stores and the real that it reads, and has such a row twice.
      out += kTypes[i < table.key_columns && type == kReal ? 0 : type];
      if (i >= table.key_columns && one_in(6)) out += " UNIQUE";
      if (i >= table.key_columns && one_in(8)) out += " NOT NULL";
      if (i >= table.key_columns && one_in(10)) out += " CHECK(" + name + " IS NOT 3)";
      // Nor does it find the parent of a text that becomes a whole number in a REAL column.
      const bool may_refer =
          i >= table.key_columns && type != kReal && may_refer_to_t0(kTypes[type]);
      if (may_refer && !tables_.empty() && tables_[0].key_columns == 1 && one_in(4)) {
        static const char* const kActions[] = {"", " ON DELETE CASCADE", " ON DELETE SET NULL",
                                               " ON UPDATE CASCADE"};
        has_references_ = true;
        out += " REFERENCES t0";
        out += defers_ ? " DEFERRABLE INITIALLY DEFERRED" : kActions[pick(4)];
      }
    }
    table.columns.push_back(name);
  }
  if (table.key_columns == 2) out += one_in(2) ? ", PRIMARY KEY(c0, c1)" : ", PRIMARY KEY(c1, c0)";
  return out;
}

void RandomSql::add_trigger() {
  is_unconstrained_ = false;
  Table& on = tables_[pick(tables_.size())];
  on.has_trigger = true;
  const Table& target = tables_[pick(tables_.size())];
  static const char* const kEvents[] = {"AFTER INSERT", "AFTER UPDATE", "AFTER DELETE",
                                        "BEFORE INSERT", "BEFORE DELETE"};
  std::string body;
  switch (pick(3)) {
    case 0:
      body = "DELETE FROM " + target.name + " WHERE " + condition(target);
      break;
    case 1:
      body = update(target, true);
      break;
    default:
      body = insert(target, true);
      break;
  }
  schema_.push_back("CREATE TRIGGER tr " + std::string(kEvents[pick(5)]) + " ON " + on.name +
                    " BEGIN " + body + "; END");
}

std::string RandomSql::value() {
  static const char* const kValues[] = {"NULL",
                                        "0",
                                        "1",
                                        "2",
                                        "3",
                                        "1.0",
                                        "2.5",
                                        "'a'",
                                        "'A'",
                                        "'b'",
                                        "'1'",
                                        "x'01'",
                                        "x''",
                                        "''",
                                        "-7",
                                        "1e300",
                                        "'long text, long text'",
                                        "900719925474099",
                                        "-0.25",
                                        "300"};
  return kValues[pick(20)];
}

std::string RandomSql::key_value() {
  static const char* const kValues[] = {"1",   "2",   "3",   "4",   "5",    "6",     "7",   "8",
                                        "'a'", "'A'", "'b'", "2.5", "NULL", "x'01'", "'1'", "2.0"};
  return kValues[pick(!one_in(3) ? 8 : keys_ == Keys::Any ? 16 : 15)];
}

std::string RandomSql::condition(const Table& table) {
  const size_t column = pick(table.columns.size());
  const std::string& name = table.columns[column];
  if (one_in(6)) return name + " IS NOT NULL";
  return name + (one_in(3) ? " > " : " = ") + (column < table.key_columns ? key_value() : value());
}

/// Of one row at most: for changes whose outcome would depend on the order of rows.
std::string RandomSql::condition_of_one(const Table& table) {
  if (table.key_columns == 0) return "rowid = " + number();
  std::string out = "c0 = " + key_value();
  if (table.key_columns == 2) out += " AND c1 = " + key_value();
  return out;
}

std::string RandomSql::insert(const Table& table, bool in_trigger) {
  static const char* const kVerbs[] = {"INSERT", "INSERT", "INSERT OR IGNORE", "INSERT OR REPLACE",
                                       "REPLACE"};
  // With triggers that replace parents the reference loses count of the orphans.
  const bool may_replace =
      !has_references_ || (!in_trigger && std::ranges::none_of(tables_, &Table::has_trigger));
  const std::string verb = kVerbs[pick(may_replace ? 5 : 3)];
  std::string out = verb + " INTO " + table.name + " VALUES";
  const size_t rows = 1 + pick(3);
  // The reference does not undo what came before a row whose key is no rowid: the first rows of
  // these, or the row that fired the trigger.
  const bool needs_rowids = table.is_key_rowid && ((rows > 1 && verb != "INSERT") || in_trigger);
  for (size_t row = 0; row < rows; ++row) {
    out += row > 0 ? ", (" : "(";
    for (size_t i = 0; i < table.columns.size(); ++i) {
      if (i > 0) out += ", ";
      out += i >= table.key_columns ? value() : needs_rowids ? number() : key_value();
    }
    out += ")";
  }
  return out;
}

std::string RandomSql::update(const Table& table, bool in_trigger) {
  static const char* const kVerbs[] = {"UPDATE", "UPDATE", "UPDATE OR REPLACE", "UPDATE OR IGNORE"};
  // As of rows that are inserted.
  const auto new_key = [&] { return table.is_key_rowid && in_trigger ? number() : key_value(); };
  const size_t column = pick(table.columns.size());
  const std::string& name = table.columns[column];
  // REPLACE in an UPDATE and foreign keys together are tern-diff's to compare.
  const std::string verb = kVerbs[pick(has_references_ ? 2 : 4)];
  std::string out = verb + " " + table.name + " SET " + name + " = ";
  out += column < table.key_columns ? new_key() : one_in(4) ? name : value();
  const size_t other = pick(table.columns.size());
  if (other != column && one_in(2)) {
    out += ", " + table.columns[other] + " = ";
    out += other < table.key_columns ? new_key() : value();
  }
  if (verb != "UPDATE" || table.has_trigger) return out + " WHERE " + condition_of_one(table);
  if (!one_in(10)) out += " WHERE " + condition(table);
  return out;
}

std::string RandomSql::change() {
  const Table& table = tables_[pick(tables_.size())];
  switch (pick(6)) {
    case 0:
    case 1:
    case 2:
      return insert(table);
    case 3:
      if (table.has_trigger) {
        return "DELETE FROM " + table.name + " WHERE " + condition_of_one(table);
      }
      return one_in(12) ? "DELETE FROM " + table.name
                        : "DELETE FROM " + table.name + " WHERE " + condition(table);
    default:
      return update(table);
  }
}

std::string RandomSql::statement() {
  if (!one_in(5)) return change();
  if (!in_transaction_) {
    in_transaction_ = true;
    return "BEGIN";
  }
  switch (pick(5)) {
    case 0:
      ++savepoints_;
      return "SAVEPOINT s" + std::to_string(savepoints_);
    case 1:
      if (savepoints_ > 0) return "ROLLBACK TO s" + std::to_string(savepoints_);
      break;
    case 2:
      if (savepoints_ > 0) return "RELEASE s" + std::to_string(savepoints_--);
      break;
    default:
      break;
  }
  if (!one_in(3)) return change();
  in_transaction_ = false;
  savepoints_ = 0;
  return one_in(3) ? "ROLLBACK" : "COMMIT";
}

}  // namespace tern::session::test
