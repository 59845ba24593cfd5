// .parameter: values of parameters, kept in a temporary table.

#include "tools/tern/dot/parameters.h"

#include <algorithm>

#include "engine/api/connection_state.h"
#include "tools/tern/dot/dot_command.h"
#include "tools/tern/literals.h"

namespace tern::shell {
namespace {

/// The table's name is one that SQL may not use otherwise.
Status make_table(Connection& db) {
  txn::Transaction& transaction = db.state().transaction();
  const bool may_before = transaction.writable_schema;
  const bool defends_before = transaction.restrictions.is_defensive;
  transaction.writable_schema = true;
  transaction.restrictions.is_defensive = false;
  const Status made = db.execute(
      "CREATE TABLE IF NOT EXISTS temp.sqlite_parameters(\n"
      "  key TEXT PRIMARY KEY,\n"
      "  value\n"
      ") WITHOUT ROWID;");
  transaction.writable_schema = may_before;
  transaction.restrictions.is_defensive = defends_before;
  return made;
}

Status set_parameter(Connection& db, const std::string& name, const std::string& value) {
  TRY(make_table(db));
  std::string key;
  append_quoted(key, name);
  const std::string head = "REPLACE INTO temp.sqlite_parameters(key,value)VALUES(" + key + ",";
  auto statement = db.prepare(head + value + ");");
  if (!statement) {
    // No expression: a text.
    std::string text;
    append_quoted(text, value);
    statement = db.prepare(head + text + ");");
  }
  if (!statement) return std::unexpected(statement.error());
  while (TRY(statement->step())) {
  }
  return ok();
}

Status list_parameters(Shell& shell, Connection& db) {
  auto widest = db.prepare("SELECT max(length(key)) FROM temp.sqlite_parameters");
  if (!widest) return ok();  // there are none
  if (!TRY(widest->step()) || widest->column(0).is_null()) return ok();
  const auto width = static_cast<size_t>(widest->column(0).as_integer());
  widest->reset();
  Statement all = TRY(db.prepare("SELECT key, quote(value) FROM temp.sqlite_parameters"));
  while (TRY(all.step())) {
    std::string name = shown_text(all.column(0));
    name.resize(std::max(name.size(), width), ' ');
    shell.print(name + " " + shown_text(all.column(1)) + "\n");
  }
  return ok();
}

Status unset_parameter(Connection& db, const std::string& name) {
  auto statement = db.prepare("DELETE FROM temp.sqlite_parameters WHERE key=?1");
  if (!statement) return ok();  // there are none
  TRY(statement->bind(1, std::string_view(name)));
  (void)TRY(statement->step());
  return ok();
}

}  // namespace

Status bind_parameters(Connection& db, Statement& statement) {
  const int count = statement.parameter_count();
  if (count == 0) return ok();
  auto lookup = db.prepare("SELECT value FROM temp.sqlite_parameters WHERE key=?1");
  if (!lookup) return ok();  // there is no table: all are NULL
  for (int i = 1; i <= count; ++i) {
    std::string name(statement.parameter_name(i));
    if (name.empty()) name = "?" + std::to_string(i);
    lookup->reset();
    TRY(lookup->bind(1, std::string_view(name)));
    const bool found = TRY(lookup->step());
    TRY(statement.bind(i, found ? lookup->column(0) : ValueView::null()));
  }
  return ok();
}

Outcome run_parameter(Shell& shell, const Words& words) {
  const auto opened = shell.connection();
  if (!opened) return shell.report(opened.error());
  Connection& db = **opened;
  const std::string command = words.size() > 1 ? words[1] : "";
  Status status = ok();
  if (command == "clear" && words.size() == 2) {
    status = db.execute("DROP TABLE IF EXISTS temp.sqlite_parameters;");
  } else if (command == "list" && words.size() == 2) {
    status = list_parameters(shell, db);
  } else if (command == "init" && words.size() == 2) {
    status = make_table(db);
  } else if (command == "set" && words.size() == 4) {
    status = set_parameter(db, words[2], words[3]);
  } else if (command == "unset" && words.size() == 3) {
    status = unset_parameter(db, words[2]);
  } else {
    (void)fail_with_help(shell, words, "");
    return Outcome::Done;
  }
  return status ? Outcome::Done : shell.report(status.error());
}

}  // namespace tern::shell
