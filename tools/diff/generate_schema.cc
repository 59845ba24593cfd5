#include <algorithm>

#include "tools/diff/generator.h"

namespace tern::diff {

std::vector<std::string> Table::identity() const {
  if (has_rowid) return {"rowid"};
  std::vector<std::string> out;
  // The key may be told apart by another collation than the column is ordered by.
  const char* collation = is_bad_parent ? " COLLATE BINARY" : "";
  for (const size_t i : key) out.push_back(columns[i].name + collation);
  return out;
}

Column Generator::make_column(size_t number) {
  Column out;
  out.name = std::string(1, static_cast<char>('a' + number));
  switch (random_.below(4)) {
    case 0:
      out.shape = Shape::Integer;
      out.type = random_.pick({"INTEGER", "INT", "BIGINT"});
      break;
    case 1:
      out.shape = Shape::Text;
      out.type = random_.pick({"TEXT", "VARCHAR(20)", "TEXT"});
      out.collation = random_.pick({"", "", "NOCASE", "RTRIM", "BINARY"});
      if (out.collation == "BINARY") out.collation.clear();
      break;
    case 2:
      out.shape = Shape::Real;
      out.type = random_.pick({"REAL", "DOUBLE", "FLOAT"});
      break;
    default:
      out.shape = Shape::Mixed;
      out.type = random_.pick({"", "BLOB", "NUMERIC", "TEXT", "INTEGER", "DECIMAL(5,2)"});
      break;
  }
  out.not_null = random_.chance(20);
  return out;
}

std::string Generator::default_text(const Column& column) {
  if (random_.chance(30)) {
    return random_.pick(
        {"(1+2)", "(abs(-7))", "NULL", "-5", "'dflt'", "1.5", "x'ab'", "('a'||'b')"});
  }
  return value(column.shape == Shape::Mixed ? Shape::Integer : column.shape);
}

std::string Generator::foreign_key_actions() {
  std::string out;
  for (const char* event : {" ON DELETE ", " ON UPDATE "}) {
    if (random_.chance(70)) {
      out += event + random_.pick({"CASCADE", "SET NULL", "SET DEFAULT", "RESTRICT", "NO ACTION"});
    }
  }
  // One kind a table: SQLite keeps counting the deferred violations of a row that immediate ones
  // refuse.
  if (defers_keys_) out += " DEFERRABLE INITIALLY DEFERRED";
  return out;
}

// A reference to the single-column primary key of a table made before.
std::string Generator::foreign_key_text(Column& column) {
  std::vector<Table*> parents;
  for (Table& table : tables_) {
    if (table.key.size() == 1 && !table.is_bad_parent) parents.push_back(&table);
  }
  if (parents.empty()) return "";
  Table& parent = *random_.pick(parents);
  const Column& key = parent.columns[parent.key[0]];
  column.type = key.type;  // SQLite does not find an integer by an equal REAL
  column.shape = key.shape;
  column.collation = key.collation;
  parent.is_referenced = true;
  std::string out = " REFERENCES " + parent.name;
  if (random_.chance(60)) out += "(" + parent.columns[parent.key[0]].name + ")";
  return out + foreign_key_actions();
}

std::string Generator::descending(const Table& table, const Column& column) {
  descending_.insert(table.name + "." + column.name);
  return " DESC";
}

std::string Generator::column_text(const Table& table, Column& column) {
  const bool refers = foreign_keys_ && !column.is_key && random_.chance(35);
  const std::string reference = refers ? foreign_key_text(column) : "";
  std::string out = column.name;
  if (!column.type.empty()) out += " " + column.type;
  const bool alone = table.key.size() == 1 && &table.columns[table.key[0]] == &column;
  if (alone && random_.chance(table.rowid_is_key ? 80 : 60)) {
    out += " PRIMARY KEY";
    if (!table.rowid_is_key && random_.chance(15)) out += descending(table, column);
    if (table.rowid_is_key && random_.chance(15)) out += " AUTOINCREMENT";
  }
  if (column.not_null) out += " NOT NULL";
  if (!column.is_key && random_.chance(12)) out += " UNIQUE";
  if (!table.rowid_is_key || !alone) {
    if (random_.chance(25)) out += " DEFAULT " + default_text(column);
  }
  if (!column.collation.empty()) out += " COLLATE " + column.collation;
  if (random_.chance(8)) {
    out += " CHECK (" + column.name +
           random_.pick({" <> 13", " IS NOT 'zz'", " < 'zzz' OR 1", " BETWEEN -900 AND 900"}) + ")";
  }
  return out + reference;
}

std::string Generator::table_constraints(const Table& table) {
  std::string out;
  if (random_.chance(15) && table.columns.size() > 2) {
    out += ", UNIQUE (" + table.columns[1].name + ", " + table.columns[2].name + ")";
  }
  if (random_.chance(10)) {
    out += ", CONSTRAINT ck" + std::to_string(names_) + " CHECK (" + table.columns[0].name +
           " IS NOT " + table.columns.back().name + " OR " + table.columns[0].name + " IS NULL)";
  }
  return out;
}

/// Adds generated columns behind the table's others, and their text behind or before `columns`.
std::string Generator::with_generated(Table& table, std::string columns) {
  const size_t ordinary = table.columns.size();
  for (size_t i = random_.below(4); i > 0; --i) {
    Column column = make_column(table.columns.size());
    const std::string x = table.columns[random_.below(table.columns.size())].name;
    const std::string y = table.columns[random_.below(ordinary)].name;
    const std::string value = random_.pick(std::vector<std::string>{
        x, x + " || 'x'", x + " || " + y, "length(" + x + ")", "lower(" + x + ")",
        "coalesce(" + x + ", " + y + ", 0)", x + " IS 1", x + " > " + y, "substr(" + x + ", 2)",
        "typeof(" + x + ")", "CASE WHEN " + x + " > 5 THEN " + y + " END", "nullif(" + x + ", 1)"});
    // The reference takes a REAL that it has computed for an integer once it was sorted.
    if (column.shape == Shape::Real) column.type = "INT";
    column.is_generated = true;
    column.shape = Shape::Mixed;  // whatever its type is
    column.not_null = random_.chance(5);
    std::string text = column.name;
    if (!column.type.empty()) text += " " + column.type;
    text += random_.pick({" AS (", " GENERATED ALWAYS AS ("}) + value + ")";
    text += random_.pick({"", " STORED", " VIRTUAL"});
    if (column.not_null) text += " NOT NULL";
    if (random_.chance(8)) text += " UNIQUE";
    if (!column.collation.empty()) text += " COLLATE " + column.collation;
    if (random_.chance(6)) text += " CHECK (" + column.name + " IS NOT 'x')";
    columns = random_.chance(50) ? columns + ", " + text : text + ", " + columns;
    table.columns.push_back(std::move(column));
    ++table.generated;
  }
  return columns;
}

void Generator::create_table() {
  Table table;
  table.name = "t" + std::to_string(++names_);
  for (size_t i = 0, count = 2 + random_.below(5); i < count; ++i) {
    table.columns.push_back(make_column(i));
  }
  const auto make_key = [&](std::vector<size_t> key) {
    table.key = std::move(key);
    for (const size_t i : table.key) table.columns[i].is_key = true;
  };
  switch (random_.below(6)) {
    case 0:
      break;  // no primary key
    case 1:
    case 2:
      make_key({0});
      table.rowid_is_key = true;
      table.columns[0].type = "INTEGER";
      table.columns[0].shape = Shape::Integer;
      table.columns[0].collation.clear();
      table.columns[0].not_null = false;
      break;
    case 3:
      make_key({0});
      if (table.columns[0].type == "INTEGER") table.columns[0].type = "INT";
      break;
    case 4:
      make_key({1, 0});
      break;
    default:
      make_key(random_.chance(50) ? std::vector<size_t>{0} : std::vector<size_t>{1, 0});
      table.has_rowid = false;
      break;
  }
  std::string columns;
  defers_keys_ = random_.chance(25);
  for (Column& column : table.columns) {
    columns += (columns.empty() ? "" : ", ") + column_text(table, column);
  }
  if (has_generated_columns_) columns = with_generated(table, columns);
  std::string sql = "CREATE TABLE " + table.name + "(" + columns;
  if (!table.key.empty() && sql.find(" PRIMARY KEY") == std::string::npos) {
    sql += ", PRIMARY KEY (";
    for (size_t i = 0; i < table.key.size(); ++i) {
      sql += (i > 0 ? ", " : "") + table.columns[table.key[i]].name;
      if (!table.rowid_is_key && random_.chance(15)) {
        sql += descending(table, table.columns[table.key[i]]);
      } else if (!table.rowid_is_key && random_.chance(8)) {
        sql += " COLLATE NOCASE";
        table.is_bad_parent = true;
      }
    }
    sql += ")";
  }
  sql += table_constraints(table) + ")";
  if (!table.has_rowid) sql += " WITHOUT ROWID";
  emit(sql);
  tables_.push_back(std::move(table));
}

std::string unqualified(std::string text) {
  std::erase(text, '@');
  return text;
}

std::string Generator::index_term(const Table& table, const Column& column) {
  if (!random_.chance(12)) return column.name;
  const std::string x = "@" + column.name;
  const std::string term = random_.pick(
      std::vector<std::string>{"(" + x + " || 'x')", "length(" + x + ")", "lower(" + x + ")",
                               "coalesce(" + x + ", 0)", "(" + x + " IS NULL)"});
  hints_.push_back({table.name, term + random_.pick({" = ", " > ", " <= "}) +
                                    random_.pick({"1", "'ax'", "'a'", "0"})});
  return unqualified(term);
}

std::string Generator::partial_condition(const Table& table) {
  if (!random_.chance(15)) return "";
  const std::string x = "@" + random_.pick(table.columns).name;
  const std::string text =
      random_.pick(std::vector<std::string>{x + " > 0", x + " IS NOT NULL", x + " = 'a'",
                                            x + " IN (1, 2, 'a')", x + " < 'b'", x + " <> 5"});
  hints_.push_back({table.name, text});
  return " WHERE " + unqualified(text);
}

// What the planner knows, and which of its rules are off: the answers do not depend on either.
void Generator::analyze() {
  if (random_.chance(30)) emit("PRAGMA tern_rewrites = " + std::to_string(random_.below(1 << 16)));
  if (!random_.chance(40)) return;
  emit(random_.chance(60) ? "ANALYZE" : "ANALYZE " + pick_table().name);
}

void Generator::create_index(const Table& table) {
  const std::string name = "i" + std::to_string(++names_);
  std::string sql = "CREATE " + std::string(random_.chance(15) ? "UNIQUE " : "") + "INDEX " + name +
                    " ON " + table.name + "(";
  const size_t count = 1 + random_.below(std::min<size_t>(table.columns.size(), 3));
  const size_t first = random_.below(table.columns.size());
  for (size_t i = 0; i < count; ++i) {
    if (i > 0) sql += ", ";
    const Column& column = table.columns[(first + i) % table.columns.size()];
    sql += index_term(table, column);
    if (random_.chance(12)) sql += " COLLATE " + random_.pick({"NOCASE", "RTRIM", "BINARY"});
    if (random_.chance(25)) sql += descending(table, column);
  }
  emit(sql + ")" + partial_condition(table));
  indexes_.push_back({name});
}

void Generator::create_tables() {
  for (size_t i = 0, count = 1 + random_.below(3); i < count; ++i) create_table();
  for (const Table& table : tables_) {
    for (size_t i = random_.below(3); i > 0; --i) create_index(table);
  }
}

// DDL in the middle of things.
void Generator::change_schema() {
  switch (random_.below(4)) {
    case 0:
      if (tables_.size() < 4) return create_table();
      break;
    case 1:
      if (!indexes_.empty() && random_.chance(60)) {
        const size_t at = random_.below(indexes_.size());
        emit("DROP INDEX " + std::string(random_.chance(30) ? "IF EXISTS " : "") +
             indexes_[at].name);
        return;
      }
      break;
    case 2:
      if (tables_.size() > 2) {
        const size_t at = random_.below(tables_.size());
        // A key without a parent is an error, but of which statement is a long story.
        if (tables_[at].is_referenced) break;
        emit("DROP TABLE " + tables_[at].name);
        tables_.erase(tables_.begin() + static_cast<std::ptrdiff_t>(at));
        return;
      }
      break;
    default:
      break;
  }
  create_index(pick_table());
}

}  // namespace tern::diff
