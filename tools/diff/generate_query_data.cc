#include "tools/diff/query_generator.h"

namespace tern::diff {

std::string QueryGenerator::edge_value(Shape shape) {
  if (!has_edges_ || !random_.chance(4)) return "";
  switch (shape) {
    case Shape::Integer:
      return hit("value: least integer",
                 random_.pick({"-9223372036854775808", "-9223372036854775807",
                               "9223372036854775807", "9223372036854775806"}));
    case Shape::Real:
      if (random_.chance(40)) return hit("value: infinity", random_.pick({"9e999", "-9e999"}));
      return hit("value: subnormal",
                 random_.pick({"5e-324", "-5e-324", "2.2250738585072014e-308",
                               "1.7976931348623157e308", "-1.7976931348623157e308", "4e-320"}));
    case Shape::Text:
      switch (random_.below(3)) {
        case 0:
          return hit("value: invalid UTF-8",
                     random_.pick({"CAST(x'ff' AS TEXT)", "CAST(x'61c3' AS TEXT)",
                                   "CAST(x'eda080' AS TEXT)", "CAST(x'80' AS TEXT)"}));
        case 1:
          return hit("value: text with NUL",
                     random_.pick({"CAST(x'610062' AS TEXT)", "CAST(x'00' AS TEXT)"}));
        default:
          return hit("value: long text",
                     "'" + std::string(static_cast<size_t>(random_.between(200, 3000)), 'z') + "'");
      }
    case Shape::Mixed:
      break;
  }
  return random_.pick({"x'00'", "x'610062'", "x''", "''", "0.0", "-0.0"});
}

// Every kind of index there is, over the columns that there are.
std::string QueryGenerator::index_sql(const Table& table, const std::string& name) {
  const size_t first = random_.below(table.columns.size());
  const bool is_unique = random_.chance(12);
  std::string terms;
  for (size_t i = 0, count = 1 + random_.below(3); i < count && i < table.columns.size(); ++i) {
    const Column& column = table.columns[(first + i) % table.columns.size()];
    terms += terms.empty() ? "" : ", ";
    if (random_.chance(15)) {
      terms += hit("schema: expression index");
      terms += random_.pick({"length(", "lower(", "typeof(", "abs(1 + ", "-("}) + column.name + ")";
    } else {
      terms += column.name;
    }
    if (random_.chance(12)) {
      terms +=
          hit("schema: COLLATE index") + " COLLATE " + random_.pick({"NOCASE", "RTRIM", "BINARY"});
    }
    if (random_.chance(25)) {
      descending_.insert(table.name + "." + column.name);
      terms += hit("schema: DESC index", " DESC");
    }
  }
  std::string out = "CREATE ";
  if (is_unique) out += hit("schema: UNIQUE index", "UNIQUE ");
  out += "INDEX " + name + " ON " + table.name + "(" + terms + ")";
  if (random_.chance(20)) {
    const Column& column = random_.pick(table.columns);
    out += hit("schema: partial index") + " WHERE " + column.name +
           random_.pick({" IS NOT NULL", " > 2", " IS NULL", " <> 'b'", " BETWEEN 0 AND 10"});
  }
  return out;
}

void QueryGenerator::make_indexes(const Table& table) {
  for (size_t i = random_.below(4); i > 0; --i) {
    std::string name = "i";
    name += std::to_string(++names_);
    const std::string sql = index_sql(table, name);
    emit(sql);
    table_indexes_.push_back({name, &table, sql.find(" WHERE ") != std::string::npos});
  }
}

void QueryGenerator::make_views() {
  makes_view_ = true;
  for (size_t i = random_.below(3); i > 0; --i) {
    terms_left_ = 2;
    std::string name = "v";
    name += std::to_string(++names_);
    const QueryText made = query({}, 1, {.width = 0, .names_columns = true, .has_one_face = false});
    emit("CREATE VIEW " + name + " AS " + made.sql);
    views_.push_back({.name = name, .columns = made.columns, .key = {}, .has_rowid = false});
    hit("schema: view");
    derived_.clear();
  }
  makes_view_ = false;
}

// Made by the reference, which can ANALYZE it.
void QueryGenerator::make_database() {
  for (size_t i = 0, count = 1 + random_.below(3); i < count; ++i) create_table();
  has_edges_ = true;  // a DEFAULT takes no CAST
  const bool indexes_first = random_.chance(50);
  if (indexes_first) {
    for (const Table& table : tables_) make_indexes(table);
  }
  for (const Table& table : tables_) {
    for (size_t i = 1 + random_.below(3); i > 0; --i) {
      insert_rows(table, 2 + random_.below(6), "INSERT OR IGNORE INTO ");
    }
  }
  if (!indexes_first) {
    for (const Table& table : tables_) make_indexes(table);
  }
  make_views();
  if (random_.chance(40)) emit(hit("schema: ANALYZE", "ANALYZE"));
  for (Step& step : script_) step.by_reference = true;
}

Script QueryGenerator::script() {
  make_database();
  const size_t first = script_.size();
  for (size_t i = 0; i < 16; ++i) query_step();
  if (table_indexes_.empty() || !random_.chance(50)) return std::move(script_);
  const size_t end = script_.size();
  for (const TableIndex& index : table_indexes_) {
    emit(hit("schema: indexes dropped") + "DROP INDEX IF EXISTS " + index.name);
  }
  for (size_t i = first; i < end; ++i) {
    const Step again = script_[i];
    if (again.sql.find(" INDEXED BY ") == std::string::npos) script_.push_back(again);
  }
  return std::move(script_);
}

}  // namespace tern::diff
