// diff: what makes one database into the other, as SQL or as JSON.

#include <algorithm>
#include <array>
#include <iostream>
#include <set>
#include <utility>

#include "tools/tern/commands/command.h"
#include "tools/tern/commands/database_diff.h"
#include "tools/tern/commands/json_text.h"
#include "tools/tern/literals.h"
#include "tools/tern/terminal/sql_names.h"

namespace tern::shell {
namespace {

void append_sql_value(std::string& out, record::ValueView value) {
  switch (value.type()) {
    case record::ValueType::Null:
      out += "NULL";
      break;
    case record::ValueType::Integer:
      out += std::to_string(value.as_integer());
      break;
    case record::ValueType::Real:
      append_real_literal(out, value.as_real(), &shortest_real);
      break;
    case record::ValueType::Text: {
      const std::string_view text = value.as_text();
      if (text.find('\0') == std::string_view::npos) {
        append_quoted(out, text);
      } else {  // a statement ends at a zero byte
        out += "CAST(";
        append_blob_literal(out, as_bytes(text));
        out += " AS TEXT)";
      }
      break;
    }
    case record::ValueType::Blob:
      append_blob_literal(out, value.as_bytes());
      break;
  }
}

/// A script that makes the first database into the second. Triggers of tables whose rows it changes
/// are away meanwhile, and foreign keys are not enforced: both have done their work already.
class SqlDiffWriter final : public DiffWriter {
 public:
  void schema(const std::vector<SchemaChange>& changes) override {
    for (const char* type : {"trigger", "view", "index", "table"})
      for (const SchemaChange& change : changes)
        if (change.type == type && change.kind != ChangeKind::Added) drop(change);
    for (const SchemaChange& change : changes) {
      if (change.kind == ChangeKind::Removed) continue;
      if (change.has_unknown_module) {
        add_schema_row(change);
      } else if (change.type == "table") {
        print(change.after + ";\n");
      } else {
        make_at_end(change);
      }
    }
  }
  void remove(const ComparedTable& table, const Values& before) override {
    before_rows(table);
    print("DELETE FROM " + quoted_name(table.name) + where(table, before));
  }
  void update(const ComparedTable& table, const Values& before, const Values& after,
              const std::vector<bool>& changed) override {
    if (table.rows_may_clash) {
      // Values may change places: all old rows go before the first of the new ones comes.
      remove(table, before);
      std::string line;
      append_insert(line, table, after);
      waiting_.push_back(std::move(line));
      return;
    }
    before_rows(table);
    std::string line = "UPDATE " + quoted_name(table.name) + " SET ";
    bool first = true;
    for (size_t i = 0; i < changed.size(); ++i) {
      if (!changed[i]) continue;
      if (!std::exchange(first, false)) line += ", ";
      line += quoted_name(table.columns[i]) + "=";
      append_sql_value(line, after[i]);
    }
    print(line + where(table, before));
  }
  void insert(const ComparedTable& table, const Values& after) override {
    before_rows(table);
    print_waiting();
    std::string line;
    append_insert(line, table, after);
    print(line);
  }
  void not_compared(const std::string& table) override {
    std::cout << "-- " << quoted_name(table) << " is a virtual table: its rows are not compared\n";
  }

  /// The triggers of the databases, by table in lower case; and the indexes and triggers that go
  /// with a table that is made anew, and have to come again.
  void set_objects(std::vector<SchemaChange> before, std::vector<SchemaChange> after) {
    before_ = std::move(before);
    after_ = std::move(after);
  }

  void end() {
    print_waiting();
    for (const std::vector<std::string>& statements : last_)
      for (const std::string& sql : statements) print(sql + ";\n");
    if (began_) std::cout << "COMMIT;\n";
    if (writes_schema_) std::cout << "PRAGMA writable_schema=RESET;\n";
  }

 private:
  void print(const std::string& text) {
    if (!std::exchange(began_, true)) std::cout << "PRAGMA foreign_keys=OFF;\nBEGIN;\n";
    std::cout << text;
  }

  // Whoever knows the module makes and drops its tables with the virtual one, and they are in the
  // script already: so only its own row in the schema comes and goes, as in a dump.
  void add_schema_row(const SchemaChange& change) {
    std::string name, sql;
    append_quoted(name, change.name);
    append_quoted(sql, change.after);
    print_to_schema("INSERT INTO sqlite_schema(type,name,tbl_name,rootpage,sql) VALUES('table'," +
                    name + "," + name + ",0," + sql + ");\n");
  }
  void remove_schema_row(const SchemaChange& change) {
    std::string name;
    append_quoted(name, change.name);
    print_to_schema("DELETE FROM sqlite_schema WHERE type='table' AND name=" + name +
                    " COLLATE NOCASE;\n");
  }
  void print_to_schema(const std::string& text) {
    if (!std::exchange(writes_schema_, true)) print("PRAGMA writable_schema=ON;\n");
    print(text);
  }

  void drop(const SchemaChange& change) {
    if (change.has_unknown_module) return remove_schema_row(change);
    std::string upper = change.type;
    for (char& c : upper) c = static_cast<char>(c - 'a' + 'A');
    print("DROP " + upper + " " + quoted_name(change.name) + ";\n");
    dropped_.insert(lower_case(change.name));
    // With a table its indexes and triggers go, with a view its triggers.
    const bool has_parts = change.type == "table" || change.type == "view";
    if (has_parts && change.kind == ChangeKind::Changed)
      come_again(lower_case(change.name), {"index", "trigger"});
  }

  /// What the second database has on `table`.
  void come_again(const std::string& table, const std::set<std::string>& types) {
    for (const SchemaChange& object : after_)
      if (lower_case(object.table) == table && types.contains(object.type)) make_at_end(object);
  }

  void make_at_end(const SchemaChange& object) {
    const size_t rank = object.type == "index" ? 0 : object.type == "view" ? 1 : 2;
    std::vector<std::string>& statements = last_[rank];
    if (std::ranges::find(statements, object.after) == statements.end())
      statements.push_back(object.after);
  }

  void before_rows(const ComparedTable& table) {
    if (current_ == table.name) return;
    print_waiting();
    current_ = table.name;
    const std::string name = lower_case(table.name);
    bool any = false;
    for (const SchemaChange& object : before_) {
      if (object.type != "trigger" || lower_case(object.table) != name ||
          dropped_.contains(lower_case(object.name)) || dropped_.contains(name))
        continue;
      any = true;
      dropped_.insert(lower_case(object.name));
      print("DROP TRIGGER " + quoted_name(object.name) + ";\n");
    }
    if (any) come_again(name, {"trigger"});
  }

  void print_waiting() {
    for (const std::string& line : std::exchange(waiting_, {})) print(line);
  }

  static std::string where(const ComparedTable& table, const Values& row) {
    std::string text;
    for (const size_t key : table.keys) {
      text += (text.empty() ? " WHERE " : " AND ") + quoted_name(table.columns[key]) + "=";
      append_sql_value(text, row[key]);
    }
    return text + ";\n";
  }

  static void append_insert(std::string& out, const ComparedTable& table, const Values& row) {
    out += "INSERT INTO " + quoted_name(table.name) + "(";
    for (size_t i = 0; i < table.columns.size(); ++i)
      out += (i > 0 ? "," : "") + quoted_name(table.columns[i]);
    out += ") VALUES(";
    for (size_t i = 0; i < row.size(); ++i) {
      if (i > 0) out += ',';
      append_sql_value(out, row[i]);
    }
    out += ");\n";
  }

  std::vector<SchemaChange> before_;  // of the first database: all objects
  std::vector<SchemaChange> after_;
  std::set<std::string> dropped_;
  /// What makes indexes, views and triggers; these last, for they may be a view's.
  std::array<std::vector<std::string>, 3> last_;
  std::vector<std::string> waiting_;  // inserts that wait for the table's last delete
  std::string current_;
  bool began_ = false;
  bool writes_schema_ = false;
};

class JsonDiffWriter final : public DiffWriter {
 public:
  void schema(const std::vector<SchemaChange>& changes) override {
    std::cout << "{\"schema\":[";
    bool first = true;
    for (const SchemaChange& change : changes) {
      constexpr const char* kKinds[] = {"added", "removed", "changed"};
      JsonObject object;
      object.add("change", kKinds[static_cast<size_t>(change.kind)])
          .add("type", change.type)
          .add("name", change.name);
      if (!change.before.empty()) object.add("before", change.before);
      if (!change.after.empty()) object.add("after", change.after);
      std::cout << (std::exchange(first, false) ? "\n" : ",\n") << object.text();
    }
    std::cout << "],\n\"rows\":[";
  }
  void remove(const ComparedTable& table, const Values& before) override {
    print(table, "delete", &before, nullptr, {});
  }
  void update(const ComparedTable& table, const Values& before, const Values& after,
              const std::vector<bool>& changed) override {
    print(table, "update", &before, &after, changed);
  }
  void insert(const ComparedTable& table, const Values& after) override {
    print(table, "insert", nullptr, &after, {});
  }
  void not_compared(const std::string& table) override {
    if (!not_compared_.empty()) not_compared_ += ',';
    append_json_string(not_compared_, table);
  }
  void end(bool differs) {
    std::cout << "],\n\"not_compared\":[" << not_compared_
              << "],\"equal\":" << (differs ? "false" : "true") << "}\n";
  }

 private:
  /// Of an update only what changed, besides the key.
  void print(const ComparedTable& table, const char* change, const Values* before,
             const Values* after, const std::vector<bool>& changed) {
    JsonObject key;
    for (const size_t i : table.keys)
      key.add(table.columns[i], before ? (*before)[i] : (*after)[i]);
    JsonObject object;
    object.add("table", table.name).add("change", change).add_json("key", key.text());
    for (const auto& [name, row] : {std::pair("before", before), std::pair("after", after)}) {
      if (!row) continue;
      JsonObject values;
      for (size_t i = 0; i < row->size(); ++i)
        if (changed.empty() || changed[i]) values.add(table.columns[i], (*row)[i]);
      object.add_json(name, values.text());
    }
    std::cout << (std::exchange(first_, false) ? "\n" : ",\n") << object.text();
  }

  bool first_ = true;
  std::string not_compared_;
};

Result<std::vector<SchemaChange>> objects_of(Connection& db, const std::string& database) {
  Statement rows = TRY(db.prepare("SELECT type, name, tbl_name, sql FROM " + database +
                                  ".sqlite_schema WHERE sql IS NOT NULL ORDER BY rowid"));
  std::vector<SchemaChange> objects;
  while (TRY(rows.step())) {
    SchemaChange object;
    object.type = rows.column(0).as_text();
    object.name = rows.column(1).as_text();
    object.table = rows.column(2).as_text();
    object.after = rows.column(3).as_text();
    objects.push_back(std::move(object));
  }
  return objects;
}

Result<bool> print_sql_diff(Connection& db, const DiffOptions& options) {
  SqlDiffWriter writer;
  std::vector<SchemaChange> before = TRY(objects_of(db, "main"));
  std::vector<SchemaChange> after = TRY(objects_of(db, "other"));
  writer.set_objects(std::move(before), std::move(after));
  const bool differs = TRY(diff_attached(db, options, writer));
  writer.end();
  return differs;
}

Result<bool> print_json_diff(Connection& db, const DiffOptions& options) {
  JsonDiffWriter writer;
  const bool differs = TRY(diff_attached(db, options, writer));
  writer.end(differs);
  return differs;
}

}  // namespace

CommandResult diff_databases(const CommandArguments& arguments) {
  OpenDatabase database = TRY(open_existing(arguments.file, Access::Read));
  Connection& db = database.connection();
  // ATTACH would say less of what is wrong with the second file.
  (void)TRY(open_existing(arguments.second_file, Access::Read));
  TRY(db.execute("ATTACH ?1 AS other", arguments.second_file));
  const DiffOptions options{arguments.tables, arguments.schema_only};
  const bool differs =
      TRY(arguments.json ? print_json_diff(db, options) : print_sql_diff(db, options));
  return differs ? ExitStatus::Differs : ExitStatus::Done;
}

}  // namespace tern::shell
