#include <utility>

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
    // SQLite 3.40 overlooks the NULLs of a descending index that it takes for the list of an IN.
    if (table.columns.size() > 1 && random_.chance(25)) {
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
    const std::string sql =
        index_sql(table, table.schema.empty() ? name : table.schema + "." + name);
    emit(sql);
    table_indexes_.push_back({name, &table, sql.find(" WHERE ") != std::string::npos});
  }
}

void QueryGenerator::make_views() {
  outlives_indexes_ = true;
  may_bind_ = false;
  for (size_t i = random_.below(3); i > 0; --i) {
    terms_left_ = has_many_rows_ ? 1 : 2;
    std::string name = "v";
    name += std::to_string(++names_);
    const QueryText made = query({}, 1, {.width = 0, .names_columns = true, .has_one_face = false});
    emit("CREATE VIEW " + name + " AS " + made.sql);
    views_.push_back({.name = name, .columns = made.columns, .key = {}, .has_rowid = false});
    define(name, made.sql);
    hit("schema: view");
    derived_.clear();
  }
  outlives_indexes_ = false;
}

void QueryGenerator::make_rows(const Table& table) {
  const size_t inserts = has_many_rows_ ? 12 : 1 + random_.below(3);
  for (size_t i = inserts; i > 0; --i) {
    insert_rows(table, has_many_rows_ ? 10 : 2 + random_.below(6), "INSERT OR IGNORE INTO ");
  }
  // Few different values: an index may be worth its use for what stands behind them. Which rows a
  // conflict leaves as they are depends on the order of the changes, which is an index's where
  // there is no rowid.
  if (has_many_rows_ && table.has_rowid && random_.chance(60)) {
    const std::string& column = random_.pick(table.columns).name;
    emit("UPDATE OR IGNORE " + table.name + " SET " + column + " = length(" + column + ") % 3");
    if (random_.chance(60)) {
      const std::string name = "k" + std::to_string(++names_);
      const std::string& second = random_.pick(table.columns).name;
      if (second != column) {
        emit("CREATE INDEX " + name + " ON " + table.name + "(" + column + ", " + second + ")");
      }
    }
  }
}

/// For IN, which takes the name of one.
void QueryGenerator::make_one_column_table() {
  Table table;
  table.name = "o";
  table.name += std::to_string(++names_);
  table.columns.push_back(make_column(0));
  emit("CREATE TABLE " + table.name + "(" + column_text(table, table.columns[0]) + ")");
  tables_.push_back(std::move(table));
}

/// Takes the table that was made last, and what is in it, into another database: into `steps`, for
/// what is not the file's own all sides do.
void QueryGenerator::move_table(const std::string& schema, Script& steps) {
  constexpr std::string_view kCreate = "CREATE TABLE ";
  script_.back().sql.insert(kCreate.size(), schema + ".");
  tables_.back().schema = schema;
  const size_t first = script_.size() - 1;
  outlives_indexes_ = true;
  make_rows(tables_.back());
  outlives_indexes_ = false;
  make_indexes(tables_.back());
  const auto begin = script_.begin() + static_cast<std::ptrdiff_t>(first);
  steps.insert(steps.end(), begin, script_.end());
  script_.erase(begin, script_.end());
}

void QueryGenerator::make_other_databases(Script& steps) {
  if (random_.chance(25)) {
    hit("query: temporary table");
    create_table();
    move_table("temp", steps);
  }
  if (random_.chance(25)) {
    hit("query: attached table");
    steps.push_back({"ATTACH ':memory:' AS aux", {}, false, false});
    create_table();
    move_table("aux", steps);
    if (random_.chance(40)) {
      make_one_column_table();
      move_table("aux", steps);
    }
  }
}

// Made by the reference, which can ANALYZE it.
void QueryGenerator::make_database() {
  constexpr size_t kTablesMax = 8;
  tables_.reserve(kTablesMax);  // indexes point to them
  has_many_rows_ = random_.chance(12);
  if (has_many_rows_) {
    hit("schema: many rows");
    emit("PRAGMA page_size = 512");
  }
  for (size_t i = 0, count = 1 + random_.below(3); i < count; ++i) create_table();
  if (random_.chance(40)) make_one_column_table();
  has_edges_ = true;  // a DEFAULT takes no CAST
  const bool indexes_first = random_.chance(50);
  if (indexes_first) {
    for (const Table& table : tables_) make_indexes(table);
  }
  for (const Table& table : tables_) make_rows(table);
  if (!indexes_first) {
    for (const Table& table : tables_) make_indexes(table);
  }
  make_views();
  if (random_.chance(40)) emit(hit("schema: ANALYZE", "ANALYZE"));
}

Script QueryGenerator::database() {
  make_database();
  Script others;
  has_edges_ = false;
  make_other_databases(others);
  has_edges_ = true;
  Script out = std::exchange(script_, {});
  for (Step& step : out) step.by_reference = true;
  out.insert(out.end(), others.begin(), others.end());
  return out;
}

Step QueryGenerator::query(uint64_t number) {
  random_ = Random(mixed(seed_, number));
  const auto definitions = static_cast<std::ptrdiff_t>(definitions_.size());
  query_step();
  definitions_.erase(definitions_.begin() + definitions, definitions_.end());
  Step out = std::move(script_.back());
  script_.clear();
  constexpr std::string_view kSelect = "SELECT ";
  if (random_.chance(2) && out.sql.starts_with(kSelect)) {
    out.sql.insert(kSelect.size(), "/* of the rows */ ");
  }
  return out;
}

}  // namespace tern::diff
