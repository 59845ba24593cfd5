// .lint fkey-indexes: indexes that a foreign key would need, so that a change of the table that it
// refers to need not scan its own.

#include <string>
#include <string_view>
#include <vector>

#include "tools/tern/dot/dot_command.h"
#include "tools/tern/dot/queries.h"
#include "tools/tern/literals.h"

namespace tern::shell {
namespace {

struct LintRequest {
  bool is_verbose = false;
  bool by_parent = false;
};

struct KeyColumn {
  std::string name;
  std::string parent_name;
  std::string collation;  ///< of the parent's column, where it is not that of this one
};

struct ForeignKeyUse {
  std::string table;
  std::string parent;
  std::vector<KeyColumn> columns;
};

std::string sql_text(const std::string& text) {
  std::string out;
  append_quoted(out, text);
  return out;
}

std::string collation_of(Connection& db, const std::string& table, const std::string& column) {
  const auto metadata = db.table_column_metadata("main", table, column);
  return metadata ? metadata->collation : "";
}

class ForeignKeyLint {
 public:
  ForeignKeyLint(Shell& shell, Connection& db, LintRequest request)
      : shell_(shell), db_(db), request_(request) {}

  Status run() {
    std::string last_parent;
    for (const ForeignKeyUse& key : TRY(foreign_keys())) {
      const bool is_served = TRY(has_index(key));
      if (is_served && !request_.is_verbose) continue;
      if (request_.by_parent && key.parent != last_parent) {
        shell_.print("-- Parent table " + key.parent + "\n");
        last_parent = key.parent;
      }
      if (request_.by_parent) shell_.print("    ");
      shell_.print(is_served ? praise(key) : advice(key));
    }
    return ok();
  }

 private:
  Result<std::vector<ForeignKeyUse>> foreign_keys() {
    Statement rows = TRY(db_.prepare(
        std::string("SELECT s.name, f.id, f.\"table\", f.\"from\", f.\"to\", f.seq "
                    "FROM sqlite_schema AS s, pragma_foreign_key_list(s.name) AS f ORDER BY ") +
        (request_.by_parent ? "f.\"table\"" : "s.name") + ", s.rowid, f.id, f.seq"));
    std::vector<ForeignKeyUse> keys;
    std::string last_table;
    int64_t last_id = -1;
    while (TRY(rows.step())) {
      const std::string table = shown_text(rows.column(0));
      const int64_t id = rows.column(1).as_integer();
      if (keys.empty() || table != last_table || id != last_id)
        keys.push_back({table, shown_text(rows.column(2)), {}});
      last_table = table;
      last_id = id;
      KeyColumn column{shown_text(rows.column(3)), shown_text(rows.column(4)), ""};
      if (rows.column(4).is_null())
        column.parent_name = TRY(primary_key_column(keys.back().parent, rows.column(5)));
      const std::string collation = collation_of(db_, keys.back().parent, column.parent_name);
      if (!collation.empty() && collation != collation_of(db_, table, column.name))
        column.collation = collation;
      keys.back().columns.push_back(std::move(column));
    }
    return keys;
  }

  /// The column at place `seq` (from 0) of the primary key of `table`; "" if there is none.
  Result<std::string> primary_key_column(const std::string& table, ValueView seq) {
    Statement column = TRY(db_.prepare("SELECT name FROM pragma_table_info(?1) WHERE pk=?2+1"));
    TRY(column.bind(1, std::string_view(table)));
    TRY(column.bind(2, seq));
    return TRY(column.step()) ? shown_text(column.column(0)) : "";
  }

  /// Does a lookup of the key's columns search by all of them?
  Result<bool> has_index(const ForeignKeyUse& key) {
    std::string where, terms;
    for (const KeyColumn& column : key.columns) {
      where += (where.empty() ? "" : " AND ") + quoted_name(key.table) + "." +
               quoted_name(column.name) + "=?";
      if (!column.collation.empty()) where += " COLLATE " + column.collation;
      terms += (terms.empty() ? "" : " AND ") + column.name + "=?";
    }
    Statement plan = TRY(db_.prepare("EXPLAIN QUERY PLAN SELECT 1 FROM " + quoted_name(key.table) +
                                     " WHERE " + where));
    if (!TRY(plan.step())) return false;
    const std::string text = shown_text(plan.column(3));
    if (!text.starts_with("SEARCH ")) return false;
    return text.ends_with("(" + terms + ")") ||
           text.ends_with("USING INTEGER PRIMARY KEY (rowid=?)");
  }

  static std::string parent_columns(const ForeignKeyUse& key) {
    std::string out = key.parent + "(";
    for (size_t i = 0; i < key.columns.size(); ++i)
      out += (i > 0 ? "," : "") + key.columns[i].parent_name;
    return out + ")";
  }

  static std::string praise(const ForeignKeyUse& key) {
    std::string columns;
    for (const KeyColumn& column : key.columns)
      columns += (columns.empty() ? "" : ",") + column.name;
    return "/* no extra indexes required for " + key.table + "(" + columns + ") -> " +
           parent_columns(key) + " */\n";
  }

  static std::string advice(const ForeignKeyUse& key) {
    std::string name = key.table, columns;
    for (const KeyColumn& column : key.columns) {
      name += "_" + column.name;
      columns += (columns.empty() ? "" : ", ") + sql_text(column.name);
      if (!column.collation.empty()) columns += " COLLATE " + column.collation;
    }
    return "CREATE INDEX " + sql_text(name) + " ON " + sql_text(key.table) + "(" + columns +
           "); --> " + parent_columns(key) + "\n";
  }

  Shell& shell_;
  Connection& db_;
  LintRequest request_;
};

/// Is `word` an option that begins `name`?
bool begins_option(std::string_view word, std::string_view name) {
  return word.size() > 1 && name.starts_with(word);
}

}  // namespace

Outcome run_lint(Shell& shell, const Words& words) {
  constexpr std::string_view kFamily = "fkey-indexes";
  const bool is_known = words.size() > 1 && kFamily.starts_with(words[1]);
  if (!is_known) {
    shell.print_error("Usage " + words[0] +
                      " sub-command ?switches...?\nWhere sub-commands are:\n    fkey-indexes\n");
    return Outcome::Done;
  }
  LintRequest request;
  for (size_t i = 2; i < words.size(); ++i) {
    if (begins_option(words[i], "-verbose")) {
      request.is_verbose = true;
    } else if (begins_option(words[i], "-groupbyparent")) {
      request.by_parent = true;
    } else {
      shell.print_error("Usage: " + words[0] + " " + words[1] + " ?-verbose? ?-groupbyparent?\n");
      return Outcome::Done;
    }
  }
  const auto db = shell.connection();
  if (!db) return shell.report(db.error());
  const Status linted = ForeignKeyLint(shell, **db, request).run();
  return linted ? Outcome::Done : shell.report(linted.error());
}

}  // namespace tern::shell
