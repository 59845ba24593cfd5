#include <algorithm>

#include "tools/diff/write_generator.h"

namespace tern::diff {

void WriteGenerator::emit(std::string sql, bool in_order) {
  script_.push_back({std::move(sql), {}, in_order, false});
}

std::string WriteGenerator::list(const std::vector<std::string>& items) const {
  std::string out;
  for (const std::string& item : items) out.append(out.empty() ? "" : ", ").append(item);
  return out;
}

std::string WriteGenerator::value(Kind kind) {
  if (random_.chance(6)) return "NULL";
  switch (kind) {
    case Kind::Integer:
      return std::to_string(random_.between(1, random_.chance(80) ? 9 : 40));
    case Kind::Text:
      return "'" + random_.pick({"a", "b", "c", "d", "A", "B", "e ", "e", "", "long enough"}) + "'";
    case Kind::Mixed:
      break;
  }
  return random_.pick({"1", "2", "3", "4", "5", "6", "'1'", "'a'", "'b'", "2.5", "3.0", "x'61'",
                       "-1", "'A'", "7", "8"});
}

std::string WriteGenerator::value(const Column& column) {
  if (column.not_null && !random_.chance(4)) {
    std::string out = value(column.kind);
    return out == "NULL" ? "3" : out;
  }
  return random_.chance(5) ? value(Kind::Mixed) : value(column.kind);
}

const WriteGenerator::Table& WriteGenerator::pick_table() { return random_.pick(tables_); }

const WriteGenerator::Table& WriteGenerator::pick_stored() {
  for (;;) {
    const Table& table = random_.pick(tables_);
    if (!table.is_view) return table;
  }
}

void WriteGenerator::change() {
  const Table& table = pick_table();
  switch (random_.below(10)) {
    case 0:
    case 1:
    case 2:
    case 3:
      return emit(insert(table, false));
    case 4:
    case 5:
      return emit(update(table, false));
    case 6:
    case 7:
      return emit(update_from(table, false));
    default:
      return emit(remove(table, false));
  }
}

void WriteGenerator::transaction() {
  const std::string name = random_.pick({"s1", "s2", "S1"});
  if (depth_ == 0) {
    ++depth_;
    if (random_.chance(6)) {
      // Of nothing: an error.
      --depth_;
      return emit(random_.pick({"COMMIT", "ROLLBACK", "RELEASE s1", "ROLLBACK TO s1"}));
    }
    if (random_.chance(40)) return emit("SAVEPOINT " + name);
    return emit(random_.pick({"BEGIN", "BEGIN IMMEDIATE", "BEGIN DEFERRED TRANSACTION",
                              "BEGIN EXCLUSIVE", "BEGIN TRANSACTION"}));
  }
  switch (random_.below(10)) {
    case 0:
    case 1:
      depth_ = 0;
      return emit(random_.pick({"COMMIT", "END", "END TRANSACTION", "COMMIT TRANSACTION"}));
    case 2:
      depth_ = 0;
      return emit(random_.pick({"ROLLBACK", "ROLLBACK TRANSACTION"}));
    case 3:
    case 4:
    case 5:
      ++depth_;
      return emit("SAVEPOINT " + name);
    case 6:
    case 7:
      return emit(random_.pick({"ROLLBACK TO ", "ROLLBACK TRANSACTION TO SAVEPOINT "}) + name);
    case 8:
      return emit(random_.pick({"RELEASE ", "RELEASE SAVEPOINT "}) + name);
    default:
      return emit("BEGIN");
  }
}

void WriteGenerator::setting() {
  switch (random_.below(6)) {
    case 0:
      // Within a transaction it changes nothing.
      return emit("PRAGMA foreign_keys = " + random_.pick({"ON", "ON", "OFF"}));
    case 1:
      // SQLite does not undo what was done before it runs out of levels.
      if (recursive_triggers_) return emit("PRAGMA recursive_triggers");
      return emit("PRAGMA defer_foreign_keys");
    case 2:
      return emit("PRAGMA defer_foreign_keys = " + random_.pick({"ON", "OFF"}));
    case 3:
      return emit("PRAGMA ignore_check_constraints = " + random_.pick({"ON", "OFF"}));
    case 4:
      return emit("PRAGMA foreign_key_check");
    default:
      return emit("PRAGMA integrity_check");
  }
}

void WriteGenerator::look() {
  const Table& table = pick_stored();
  if (random_.chance(50)) {
    return emit("SELECT changes(), total_changes(), last_insert_rowid()");
  }
  emit("SELECT * FROM " + table.name + order_of(table, ""), true);
}

void WriteGenerator::other_connection() {
  const size_t before = script_.size();
  const Table& table = pick_stored();
  switch (random_.below(4)) {
    case 0:
      emit("SELECT * FROM " + table.name + order_of(table, ""), true);
      break;
    case 1:
      emit(insert(table, false));
      break;
    case 2:
      emit(update(table, false));
      break;
    default:
      emit(remove(table, false));
      break;
  }
  for (size_t i = before; i < script_.size(); ++i) script_[i].by_other = true;
}

void WriteGenerator::statement() {
  const size_t what = random_.below(100);
  if (what < 64) return change();
  if (what < 78) return transaction();
  if (what < 82) return look();
  if (what < 85) return setting();
  if (what < 89 && has_other_) return other_connection();
  if (what < 93) return create_trigger();
  if (what < 95 && !triggers_.empty()) {
    return emit("DROP TRIGGER IF EXISTS " + random_.pick(triggers_));
  }
  change_schema();
}

Script WriteGenerator::script() {
  has_other_ = random_.chance(20);
  reads_triggers_ = random_.chance(50);
  if (random_.chance(20)) emit("PRAGMA journal_mode = WAL");
  foreign_keys_ = random_.chance(50);
  if (foreign_keys_) emit("PRAGMA foreign_keys = ON");
  recursive_triggers_ = random_.chance(25);
  if (recursive_triggers_) emit("PRAGMA recursive_triggers = ON");
  for (size_t i = 1 + random_.below(4); i > 0; --i) create_table();
  create_log();
  if (random_.chance(40)) create_view();
  for (size_t i = random_.below(4); i > 0; --i) create_trigger();
  const size_t stored = tables_.size();
  for (size_t i = 0; i < stored; ++i) {
    if (tables_[i].is_view) continue;
    for (size_t n = 1 + random_.below(4); n > 0; --n) emit(insert(tables_[i], false));
  }
  for (size_t i = 12 + random_.below(30); i > 0; --i) statement();
  if (random_.chance(10)) emit("VACUUM");
  return std::move(script_);
}

}  // namespace tern::diff
