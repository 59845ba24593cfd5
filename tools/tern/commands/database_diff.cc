#include "tools/tern/commands/database_diff.h"

#include <algorithm>
#include <map>
#include <set>

#include "tools/tern/literals.h"
#include "tools/tern/terminal/sql_names.h"

namespace tern::shell {
namespace {

struct SchemaObject {
  std::string type, name, table, sql;
};

/// By type and name, names in lower case: as they are the same for SQL.
using Schema = std::map<std::pair<std::string, std::string>, SchemaObject>;

std::string with_commas(const std::vector<std::string>& parts) {
  std::string text;
  for (const std::string& part : parts) text += (text.empty() ? "" : ",") + part;
  return text;
}

/// "a.x" for each column.
std::vector<std::string> members(const char* owner, const std::vector<std::string>& columns) {
  std::vector<std::string> out;
  for (const std::string& column : columns) out.push_back(owner + ("." + quoted_name(column)));
  return out;
}

class DatabaseDiff {
 public:
  DatabaseDiff(Connection& db, const DiffOptions& options, DiffWriter& writer)
      : db_(db), options_(options), writer_(writer) {}

  Result<bool> run() {
    const Schema before = TRY(schema_of("main"));
    const Schema after = TRY(schema_of("other"));
    std::vector<SchemaChange> changes = changes_of(before, after);
    for (SchemaChange& change : changes) change.has_unknown_module = is_of_unknown_module(change);
    differs_ = !changes.empty();
    writer_.schema(changes);
    if (options_.schema_only) return differs_;
    std::set<std::string> made_anew;
    for (const SchemaChange& change : changes)
      if (change.type == "table" && change.kind != ChangeKind::Removed)
        made_anew.insert(lower_case(change.name));
    for (const auto& [key, object] : after) {
      if (key.first != "table") continue;
      const std::string kind = TRY(kind_of(object.name));
      if (kind == "virtual") writer_.not_compared(object.name);
      if (kind != "table") continue;
      TRY(made_anew.contains(key.second) ? insert_all(object.name) : compare(object.name));
    }
    return differs_;
  }

 private:
  bool is_wanted(const std::string& table) const {
    return options_.tables.empty() ||
           std::ranges::any_of(options_.tables, [&](const std::string& wanted) {
             return lower_case(wanted) == lower_case(table);
           });
  }

  /// What the modules of virtual tables say they keep their content in (D3).
  Result<std::set<std::string>> shadow_tables(const std::string& database) {
    Statement tables =
        TRY(db_.prepare("SELECT name FROM pragma_table_list WHERE type='shadow' AND schema=?1"));
    TRY(tables.bind(1, std::string_view(database)));
    std::set<std::string> names;
    while (TRY(tables.step())) names.insert(lower_case(tables.column(0).as_text()));
    return names;
  }

  Result<Schema> schema_of(const std::string& database) {
    const std::set<std::string> shadows = TRY(shadow_tables(database));
    Statement objects =
        TRY(db_.prepare("SELECT type, name, tbl_name, sql FROM " + database +
                        ".sqlite_schema WHERE sql IS NOT NULL AND name NOT LIKE 'sqlite!_%' ESCAPE "
                        "'!'"));
    Schema schema;
    while (TRY(objects.step())) {
      SchemaObject object;
      std::string* const fields[] = {&object.type, &object.name, &object.table, &object.sql};
      for (int i = 0; i < 4; ++i) *fields[i] = objects.column(i).as_text();
      if (is_wanted(object.table) && !shadows.contains(lower_case(object.table)))
        schema.emplace(std::pair(object.type, lower_case(object.name)), std::move(object));
    }
    return schema;
  }

  static std::vector<SchemaChange> changes_of(const Schema& before, const Schema& after) {
    std::vector<SchemaChange> changes;
    for (const auto& [key, object] : before) {
      const auto there = after.find(key);
      if (there == after.end()) {
        changes.push_back(
            {ChangeKind::Removed, object.type, object.name, object.table, object.sql, ""});
      } else if (there->second.sql != object.sql) {
        changes.push_back({ChangeKind::Changed, object.type, there->second.name,
                           there->second.table, object.sql, there->second.sql});
      }
    }
    for (const auto& [key, object] : after)
      if (!before.contains(key))
        changes.push_back(
            {ChangeKind::Added, object.type, object.name, object.table, "", object.sql});
    return changes;
  }

  bool is_of_unknown_module(const SchemaChange& change) {
    const std::string& sql = change.after.empty() ? change.before : change.after;
    if (!sql.starts_with("CREATE VIRTUAL TABLE")) return false;
    const auto statement =
        db_.prepare(std::string("SELECT 1 FROM ") + (change.after.empty() ? "main." : "other.") +
                    quoted_name(change.name));
    return !statement && statement.error().message().starts_with("no such module");
  }

  Result<std::string> kind_of(const std::string& table) {
    Statement found =
        TRY(db_.prepare("SELECT type FROM pragma_table_list WHERE schema='other' AND name=?1"));
    TRY(found.bind(1, std::string_view(table)));
    return TRY(found.step()) ? std::string(found.column(0).as_text()) : std::string();
  }

  Result<bool> is_true(const std::string& sql) {
    Statement statement = TRY(db_.prepare(sql));
    return TRY(statement.step()) && statement.column(0).as_integer() != 0;
  }

  /// `databases`: those whose rows are looked at; the definition is the one of `other`.
  Result<ComparedTable> shape_of(const std::string& table,
                                 const std::vector<std::string>& databases) {
    ComparedTable shape{table, {}, {}, false};
    Statement columns = TRY(
        db_.prepare("SELECT name, pk FROM pragma_table_xinfo(?1,'other') WHERE hidden=0 ORDER BY "
                    "cid"));
    TRY(columns.bind(1, std::string_view(table)));
    std::string null_key;
    while (TRY(columns.step())) {
      const std::string name(columns.column(0).as_text());
      if (columns.column(1).as_integer() > 0) {
        shape.keys.push_back(shape.columns.size());
        null_key += (null_key.empty() ? "" : " OR ") + quoted_name(name) + " IS NULL";
      }
      shape.columns.push_back(name);
    }
    bool keyed = !shape.keys.empty();
    for (const std::string& database : databases)
      keyed = keyed && !TRY(is_true("SELECT EXISTS(SELECT 1 FROM " + database + "." +
                                    quoted_name(table) + " WHERE " + null_key + ")"));
    if (!keyed) TRY(use_rowid(shape));
    shape.rows_may_clash = TRY(is_true(
        "SELECT EXISTS(SELECT 1 FROM pragma_index_list(" + quoted_text(table) +
        ",'other') WHERE \"unique\" AND NOT (origin='pk' AND " + (keyed ? "1" : "0") + "))"));
    return shape;
  }

  static std::string quoted_text(const std::string& text) {
    std::string quoted;
    append_quoted(quoted, text);
    return quoted;
  }

  static Status use_rowid(ComparedTable& shape) {
    for (const std::string name : {"rowid", "_rowid_", "oid"}) {
      const bool is_taken = std::ranges::any_of(
          shape.columns, [&](const std::string& column) { return lower_case(column) == name; });
      if (is_taken) continue;
      shape.columns.insert(shape.columns.begin(), name);
      shape.keys = {0};
      return ok();
    }
    return not_supported("diff of table " + shape.name +
                         ", whose columns hide the rowid and which has no other key");
  }

  struct Sql {
    std::string same_key;  // of a and b
    std::string order;     // by a's key
    std::string differs;   // in any column
    std::vector<std::string> flags;
  };

  static Sql sql_for(const ComparedTable& table) {
    Sql sql;
    for (const size_t key : table.keys) {
      const std::string name = quoted_name(table.columns[key]);
      sql.same_key += (sql.same_key.empty() ? "a." : " AND a.") + name + "=b." + name;
      sql.order += (sql.order.empty() ? "a." : ",a.") + name;
    }
    for (const std::string& column : table.columns) {
      const std::string name = quoted_name(column);
      sql.flags.push_back("(a." + name + " IS NOT b." + name + " COLLATE BINARY OR typeof(a." +
                          name + ")<>typeof(b." + name + "))");
      sql.differs += (sql.differs.empty() ? "" : " OR ") + sql.flags.back();
    }
    return sql;
  }

  static DiffWriter::Values values_of(const Statement& row, size_t from, size_t count) {
    DiffWriter::Values values;
    for (size_t i = from; i < from + count; ++i) values.push_back(row.column(static_cast<int>(i)));
    return values;
  }

  Status insert_all(const std::string& name) {
    const ComparedTable table = TRY(shape_of(name, {"other"}));
    Statement rows =
        TRY(db_.prepare("SELECT " + with_commas(members("a", table.columns)) + " FROM other." +
                        quoted_name(name) + " a ORDER BY " + sql_for(table).order));
    while (TRY(rows.step())) writer_.insert(table, values_of(rows, 0, table.columns.size()));
    return ok();
  }

  /// Rows of `here` whose key is not in `there`.
  Result<Statement> rows_missing(const ComparedTable& table, const char* here, const char* there) {
    const Sql sql = sql_for(table);
    const std::string name = quoted_name(table.name);
    return db_.prepare("SELECT " + with_commas(members("a", table.columns)) + " FROM " + here +
                       "." + name + " a WHERE NOT EXISTS (SELECT 1 FROM " + there + "." + name +
                       " b WHERE " + sql.same_key + ") ORDER BY " + sql.order);
  }

  Status compare(const std::string& name) {
    const ComparedTable table = TRY(shape_of(name, {"main", "other"}));
    const size_t count = table.columns.size();
    Statement removed = TRY(rows_missing(table, "main", "other"));
    while (TRY(removed.step())) {
      differs_ = true;
      writer_.remove(table, values_of(removed, 0, count));
    }
    TRY(compare_common(table));
    Statement added = TRY(rows_missing(table, "other", "main"));
    while (TRY(added.step())) {
      differs_ = true;
      writer_.insert(table, values_of(added, 0, count));
    }
    return ok();
  }

  Status compare_common(const ComparedTable& table) {
    const Sql sql = sql_for(table);
    const std::string name = quoted_name(table.name);
    const size_t count = table.columns.size();
    Statement rows =
        TRY(db_.prepare("SELECT " + with_commas(members("a", table.columns)) + "," +
                        with_commas(members("b", table.columns)) + "," + with_commas(sql.flags) +
                        " FROM main." + name + " a JOIN other." + name + " b ON " + sql.same_key +
                        " WHERE " + sql.differs + " ORDER BY " + sql.order));
    while (TRY(rows.step())) {
      std::vector<bool> changed;
      for (size_t i = 2 * count; i < 3 * count; ++i)
        changed.push_back(rows.column(static_cast<int>(i)).as_integer() != 0);
      differs_ = true;
      writer_.update(table, values_of(rows, 0, count), values_of(rows, count, count), changed);
    }
    return ok();
  }

  Connection& db_;
  const DiffOptions& options_;
  DiffWriter& writer_;
  bool differs_ = false;
};

}  // namespace

Result<bool> diff_attached(Connection& db, const DiffOptions& options, DiffWriter& writer) {
  auto transaction = TRY(db.begin());
  const bool differs = TRY(DatabaseDiff(db, options, writer).run());
  TRY(std::move(transaction).commit());
  return differs;
}

}  // namespace tern::shell
