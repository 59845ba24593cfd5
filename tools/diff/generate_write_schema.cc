#include <algorithm>

#include "tools/diff/write_generator.h"

namespace tern::diff {

std::string WriteGenerator::conflict_clause(int percent) {
  if (!random_.chance(percent)) return "";
  return " ON CONFLICT " + random_.pick({"ROLLBACK", "ABORT", "FAIL", "IGNORE", "REPLACE"});
}

std::string WriteGenerator::actions() {
  std::string out;
  for (const char* event : {" ON DELETE ", " ON UPDATE "}) {
    if (random_.chance(75)) {
      out += event + random_.pick({"CASCADE", "SET NULL", "SET DEFAULT", "RESTRICT", "NO ACTION"});
    }
  }
  // One kind a table: SQLite keeps counting the deferred violations of a row that immediate ones
  // refuse.
  if (defers_keys_) out += " DEFERRABLE INITIALLY DEFERRED";
  if (!defers_keys_ && random_.chance(20)) {
    out += random_.pick({" NOT DEFERRABLE", " DEFERRABLE", " DEFERRABLE INITIALLY IMMEDIATE"});
  }
  return out;
}

/// To the key of a table made before, or of the table itself.
std::string WriteGenerator::reference(Table& table, Column& column) {
  std::vector<Table*> parents;
  for (Table& other : tables_) {
    if (other.key.size() == 1 && !other.is_view && !other.is_log) parents.push_back(&other);
  }
  const bool is_own = table.key.size() == 1 && random_.chance(parents.empty() ? 100 : 30);
  if (!is_own && parents.empty()) return "";
  Table& parent = is_own ? table : *random_.pick(parents);
  parent.is_parent = true;
  table.is_child = true;
  const std::string& key = parent.key.front();
  for (const Column& other : parent.columns) {
    if (other.name == key) column.kind = other.kind;
  }
  const std::string out =
      " REFERENCES " + parent.name + (random_.chance(60) ? "(" + key + ")" : "");
  // Within one table SQLite overlooks what REPLACE and ON CONFLICT leave behind where actions are
  // declared.
  if (!is_own) return out + actions();
  table.own_references.push_back(column.name);
  return defers_keys_ ? out + " DEFERRABLE INITIALLY DEFERRED" : out;
}

std::string WriteGenerator::column_text(Table& table, Column& column) {
  const bool is_key = table.key.size() == 1 && table.key.front() == column.name;
  const bool refers = !is_key && random_.chance(foreign_keys_ ? 45 : 10);
  const std::string reference = refers ? this->reference(table, column) : "";
  std::string out = column.name;
  out += column.kind == Kind::Integer ? " INTEGER" : column.kind == Kind::Text ? " TEXT" : "";
  if (is_key && table.rowid_is_key) {
    out += " PRIMARY KEY" + conflict_clause(15);
    return random_.chance(20) ? out + " AUTOINCREMENT" : out;
  }
  if (column.not_null) out += " NOT NULL" + conflict_clause(25);
  if (!is_key && random_.chance(25)) {
    out += " UNIQUE" + conflict_clause(25);
    table.targets.push_back("(" + column.name + ")");
    table.has_unique = true;
  }
  if (random_.chance(30)) {
    out += " DEFAULT " + (column.kind == Kind::Text
                              ? random_.pick({"'d'", "('a' || 'b')", "'b'"})
                              : random_.pick({"5", "(2 + 1)", "-1", "NULL", "7"}));
  }
  if (column.kind == Kind::Text && random_.chance(25)) {
    out += " COLLATE " + random_.pick({"NOCASE", "RTRIM"});
  }
  if (random_.chance(12)) {
    out += " CHECK (" + column.name + random_.pick({" <> 8", " IS NOT 'c'", " < 35"}) + ")";
  }
  return out + reference;
}

void WriteGenerator::table_constraints(Table& table, std::string& sql) {
  if (table.key.size() > 1 || (table.key.size() == 1 && !table.rowid_is_key)) {
    std::string terms;
    for (const std::string& column : table.key) {
      const bool descends = random_.chance(15);
      terms += (terms.empty() ? "" : ", ") + column + (descends ? " DESC" : "");
      table.key_descends |= descends;
    }
    sql += ", PRIMARY KEY (" + terms + ")" + conflict_clause(20);
  }
  if (table.columns.size() > 3 && random_.chance(25)) {
    const std::string pair = table.columns[1].name + ", " + table.columns[2].name;
    sql += ", UNIQUE (" + pair + ")" + conflict_clause(25);
    table.targets.push_back("(" + pair + ")");
    table.has_unique = true;
  }
  if (random_.chance(15)) {
    sql += ", CONSTRAINT ck CHECK (" + table.columns.front().name + " IS NOT " +
           table.columns.back().name + ")";
  }
}

void WriteGenerator::create_table() {
  Table table;
  table.name = "t" + std::to_string(++names_);
  for (size_t i = 0, count = 2 + random_.below(4); i < count; ++i) {
    Column& column = table.columns.emplace_back();
    column.name = std::string(1, static_cast<char>('a' + i));
    column.kind = random_.chance(45)   ? Kind::Integer
                  : random_.chance(60) ? Kind::Text
                                       : Kind::Mixed;
    column.not_null = random_.chance(20);
  }
  switch (random_.below(6)) {
    case 0:
      break;
    case 1:
    case 2:
    case 3:
      table.key = {"a"};
      table.rowid_is_key = true;
      table.columns[0].kind = Kind::Integer;
      table.columns[0].not_null = false;
      break;
    case 4:
      table.has_rowid = random_.chance(50);
      // Of WITHOUT ROWID tables with the key behind other columns SQLite's integrity check says
      // that there are NULLs.
      table.key = {table.has_rowid ? "b" : "a"};
      break;
    default:
      table.has_rowid = random_.chance(40);
      table.key = {"b", "a"};
      if (!table.has_rowid) table.key = {"a", "b"};
      break;
  }
  if (!table.key.empty()) {
    std::string target;
    for (const std::string& column : table.key) {
      target += (target.empty() ? "" : ", ") + column;
      for (Column& own : table.columns) {
        own.not_null |= own.name == column && !table.has_rowid;
      }
    }
    table.targets.push_back("(" + target + ")");
  }
  defers_keys_ = random_.chance(30);
  std::string columns;
  for (Column& column : table.columns) {
    columns += (columns.empty() ? "" : ", ") + column_text(table, column);
  }
  std::string sql = "CREATE TABLE " + table.name + "(" + columns;
  table_constraints(table, sql);
  table.replaces = sql.find("ON CONFLICT REPLACE") != std::string::npos;
  emit(sql + ")" + (table.has_rowid ? "" : " WITHOUT ROWID"));
  for (const Column& column : table.columns) {
    const bool is_alias = table.key.size() == 1 && table.key.front() == column.name &&
                          column.kind == Kind::Integer && table.has_rowid;
    table.rowid_is_key |= is_alias;
  }
  tables_.push_back(std::move(table));
  for (size_t i = random_.below(3); i > 0; --i) create_index(tables_.back());
}

void WriteGenerator::create_index(Table& table) {
  const std::string name = "i" + std::to_string(++names_);
  const bool is_unique = random_.chance(40);
  const std::string column = name_in(table);
  std::string terms = column;
  if (random_.chance(25)) terms = random_.chance(50) ? "lower(" + column + ")" : column + " || 'x'";
  if (random_.chance(15)) terms += " COLLATE NOCASE";
  std::string target = terms;
  if (random_.chance(20)) terms += " DESC";
  const std::string other = name_in(table);
  // SQLite loses rows over an index that has a column twice.
  if (other != column && random_.chance(30)) {
    terms += ", " + other;
    target += ", " + other;
  }
  std::string condition;
  if (random_.chance(25)) {
    // Where it is never NULL, SQLite does not see through a view that the condition holds.
    const Column& tested = random_.pick(table.columns);
    const bool is_rowid = table.rowid_is_key && tested.name == table.key.front();
    condition =
        " WHERE " + tested.name +
        (is_rowid || tested.not_null ? " > 2" : random_.pick({" IS NOT NULL", " > 2", " = 'a'"}));
  }
  if (is_unique) table.targets.push_back("(" + target + ")" + condition);
  emit("CREATE " + std::string(is_unique ? "UNIQUE " : "") + "INDEX " + name + " ON " + table.name +
       "(" + terms + ")" + condition);
  indexes_.push_back(name);
  table.is_indexed = true;
}

void WriteGenerator::create_view() {
  const Table& table = pick_stored();
  // SQLite does not see that the index of a UNIQUE constraint has the key, too, of such a table: it
  // goes through the rows in another order.
  if (!table.has_rowid && table.has_unique) return;
  Table view;
  view.name = "v" + std::to_string(++names_);
  view.is_view = true;
  view.has_rowid = false;
  std::string columns;
  for (const Column& column : table.columns) {
    Column& own = view.columns.emplace_back(column);
    own.not_null = false;
    columns += (columns.empty() ? "" : ", ") + column.name;
    view.key.push_back(column.name);
  }
  emit("CREATE VIEW " + view.name + " AS SELECT " + columns + " FROM " + table.name +
       (random_.chance(30) ? " WHERE " + name_in(table) + " IS NOT 4" : ""));
  tables_.push_back(view);
  create_view_triggers(view);
}

void WriteGenerator::drop_table() {
  for (size_t i = 0; i < tables_.size(); ++i) {
    // A key without a parent is an error, but of which statement is a long story.
    const Table& table = tables_[i];
    if (table.is_parent || table.is_log || !random_.chance(40)) continue;
    emit("DROP " + std::string(table.is_view ? "VIEW " : "TABLE ") +
         (random_.chance(20) ? "IF EXISTS " : "") + table.name);
    if (!table.is_view) tables_.erase(tables_.begin() + static_cast<std::ptrdiff_t>(i));
    return;
  }
}

void WriteGenerator::alter_table(Table& table) {
  table.is_altered = true;
  switch (reads_triggers_ ? random_.below(4) : 2) {
    case 0: {
      const std::string name = "n" + std::to_string(++names_);
      emit("ALTER TABLE " + table.name + " RENAME TO " + name);
      table.name = name;
      return;
    }
    case 1: {
      const std::string name = "c" + std::to_string(++names_);
      emit("ALTER TABLE " + table.name + " RENAME COLUMN " + table.columns.back().name + " TO " +
           name);
      return;
    }
    case 2: {
      const std::string name = "c" + std::to_string(++names_);
      emit("ALTER TABLE " + table.name + " ADD COLUMN " + name +
           random_.pick({"", " DEFAULT 5", " TEXT DEFAULT 'x' NOT NULL", " CHECK (1)", " NOT NULL",
                         " UNIQUE"}));
      return;
    }
    default:
      emit("ALTER TABLE " + table.name + " DROP COLUMN " + table.columns.back().name);
      return;
  }
}

void WriteGenerator::change_schema() {
  Table& table = tables_[random_.below(tables_.size())];
  switch (random_.below(9)) {
    case 0:
      if (tables_.size() < 6) return create_table();
      return drop_table();
    case 1:
      if (table.is_view) return create_view();
      return create_index(table);
    case 2:
      if (indexes_.empty()) return;
      return emit("DROP INDEX " + std::string(random_.chance(70) ? "IF EXISTS " : "") +
                  random_.pick(indexes_));
    case 3:
      return drop_table();
    case 4:
    case 5:
      // In a transaction SQLite keeps what an ALTER TABLE that failed had changed in memory.
      if (table.is_view || table.is_log || depth_ > 0) return;
      return alter_table(table);
    case 6:
      return emit("REINDEX" + (random_.chance(60)
                                   ? " " + table.name
                                   : std::string(random_.chance(50) ? " NOCASE" : "")));
    case 7:
      return emit("CREATE TABLE x" + std::to_string(++names_) + " AS SELECT * FROM " + table.name);
    default:
      return emit("ANALYZE");
  }
}

}  // namespace tern::diff
