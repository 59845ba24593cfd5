#include "tools/diff/generator.h"

namespace tern::diff {

std::string Generator::insert_verb() {
  if (random_.chance(70)) return "INSERT INTO ";
  if (random_.chance(15)) return "REPLACE INTO ";
  return "INSERT OR " +
         random_.pick({"REPLACE", "IGNORE", "ABORT", "FAIL", "ROLLBACK", "REPLACE", "IGNORE"}) +
         " INTO ";
}

void Generator::insert_rows(const Table& table, size_t rows, const std::string& verb) {
  may_bind_ = true;
  std::string sql = verb + table.name;
  std::vector<const Column*> columns;
  if (random_.chance(60)) {
    for (const Column& column : table.columns) {
      if (!column.is_generated) columns.push_back(&column);
    }
  } else {
    std::string names;
    for (const Column& column : table.columns) {
      if (column.is_generated) continue;
      if (random_.chance(column.not_null ? 3 : 25)) continue;
      columns.push_back(&column);
      names += (names.empty() ? "" : ", ") + column.name;
    }
    if (columns.empty()) return emit(sql + " DEFAULT VALUES");
    if (table.has_rowid && !table.rowid_is_key && random_.chance(10)) {
      names += ", rowid";
      columns.push_back(nullptr);
    }
    sql += "(" + names + ")";
  }
  sql += " VALUES ";
  for (size_t i = 0; i < rows; ++i) {
    std::vector<std::string> values;
    for (const Column* column : columns) {
      const bool is_rowid =
          column == nullptr || (table.rowid_is_key && column == &table.columns[0]);
      if (is_rowid && rows == 1 && random_.chance(3)) {
        // Alone: SQLite keeps the rows before one whose rowid is no integer, against its manual.
        values.push_back(random_.pick({"'abc'", "2.5", "x'31'"}));
      } else if (is_rowid) {
        values.push_back(rowid_value());
      } else {
        values.push_back(random_.chance(5) ? expr({}, 1) : value_for(*column));
      }
    }
    sql += (i > 0 ? ", (" : "(") + list(values) + ")";
  }
  emit(sql);
  may_bind_ = false;
}

void Generator::insert_select(const Table& table) {
  const Table& source = pick_table();
  const Scope scope = {{&source, "x"}};
  std::vector<std::string> values;
  for (const Column& column : table.columns) {
    if (column.is_generated) continue;
    if (table.rowid_is_key && &column == &table.columns[0]) {
      values.push_back(random_.chance(60) ? "NULL"
                                          : "abs(x." + source.identity()[0] + " % 1000) + 100");
    } else {
      values.push_back(random_.chance(60) ? this->column(scope) : expr(scope, 1));
    }
  }
  emit(insert_verb() + table.name + " SELECT " + list(values) + " FROM " + source.name + " AS x" +
       where(scope, 40) + total_order(scope) + " LIMIT " + std::to_string(random_.between(1, 15)));
}

void Generator::insert() {
  const Table& table = pick_table();
  if (random_.chance(15)) return insert_select(table);
  if (random_.chance(5)) return emit(insert_verb() + table.name + " DEFAULT VALUES");
  insert_rows(table, 1 + random_.below(random_.chance(20) ? 12 : 3), insert_verb());
}

std::string Generator::assignment(const Table& table, const Scope& scope) {
  const Column& column = table.columns[random_.below(table.columns.size() - table.generated)];
  const bool is_rowid = table.rowid_is_key && &column == &table.columns[0];
  if (is_rowid && random_.chance(60)) return column.name + " = " + rowid_value();
  const bool is_constant = !is_rowid && random_.chance(60);
  assigns_expression_ = assigns_expression_ || !is_constant;
  // In range: SQLite keeps the rows before one whose rowid becomes a REAL, against its manual.
  if (is_rowid) {
    return column.name + " = " + column.name + random_.pick({" + 1", " - 1", " % 1000 * 2"});
  }
  if (is_constant) return column.name + " = " + value_for(column);
  if (random_.chance(30)) return column.name + " = " + column.name + " + 1";
  return column.name + " = " + expr(scope, 1);
}

// A condition that no index serves, for statements whose effect depends on the order of the rows.
std::string Generator::plain_where(const Table& table) {
  const Column& column = random_.pick(table.columns);
  return " WHERE +" + column.name + random_.pick({" > ", " = ", " <> ", " < "}) +
         constant(column.shape);
}

// A condition that some row satisfies, and no other.
std::string Generator::one_row(const Table& table) {
  std::string order;
  for (const std::string& key : table.identity()) order += (order.empty() ? "" : ", ") + key;
  const std::string offset = std::to_string(random_.below(6));
  std::string out;
  for (const std::string& key : table.identity()) {
    out += (out.empty() ? " WHERE " : " AND ") + key + " = (SELECT " + key + " FROM " + table.name +
           " ORDER BY " + order + " LIMIT 1 OFFSET " + offset + ")";
  }
  return out;
}

// SQLite may look at rows of the table in a subquery after it has changed some of them.
std::string Generator::safe_where(const Table& table) {
  if (random_.chance(5)) return "";
  const std::string text = where({{&table, table.name}}, 100);
  const bool reads_itself = text.find("FROM " + table.name + " ") != std::string::npos;
  return reads_itself ? plain_where(table) : text;
}

void Generator::update() {
  may_bind_ = true;
  const Table& table = pick_table();
  const Scope scope = {{&table, table.name}};
  std::string action;
  if (random_.chance(20)) {
    action = random_.pick({"REPLACE", "IGNORE", "ABORT", "FAIL", "ROLLBACK"});
    // With foreign keys on, SQLite's REPLACE runs into what it replaced itself.
    if (foreign_keys_ && action == "REPLACE") action = "IGNORE";
  }
  assigns_expression_ = false;
  std::string assignments = assignment(table, scope);
  const bool sets_two = random_.chance(30);
  if (sets_two) assignments += ", " + assignment(table, scope);

  std::string sql =
      "UPDATE " + (action.empty() ? "" : "OR " + action + " ") + table.name + " SET " + assignments;
  // Which rows are in the way, and of which constraint, may depend on their order.
  const bool order_matters = !action.empty() || assigns_expression_ || sets_two;
  if (!order_matters) {
    sql += safe_where(table);
  } else if (!table.has_rowid) {
    sql += one_row(table);  // SQLite may meet them in the order of some index
  } else if (action.empty() || random_.chance(80)) {
    sql += plain_where(table);
  }
  emit(sql);
  may_bind_ = false;
}

void Generator::remove() {
  may_bind_ = true;
  const Table& table = pick_table();
  emit("DELETE FROM " + table.name + safe_where(table));
  may_bind_ = false;
}

void Generator::transaction() {
  if (!in_transaction_) {
    in_transaction_ = true;
    return emit(
        random_.pick({"BEGIN", "BEGIN IMMEDIATE", "BEGIN DEFERRED TRANSACTION", "SAVEPOINT s0"}));
  }
  switch (random_.below(6)) {
    case 0:
      emit("ROLLBACK");
      in_transaction_ = false;
      break;
    case 1:
      emit("COMMIT");
      in_transaction_ = false;
      break;
    case 2:
    case 3:
      emit("SAVEPOINT s" + std::to_string(++savepoints_ % 3));
      break;
    case 4:
      emit("ROLLBACK TO s" + std::to_string(savepoints_ % 3));
      break;
    default:
      emit("RELEASE s" + std::to_string(savepoints_ % 3));
      break;
  }
}

}  // namespace tern::diff
