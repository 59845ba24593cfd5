// Commands that show what statements do: .auth, .trace, .log, .progress, .stats, .scanstats.

#include "tools/tern/dot/watching.h"

#include <algorithm>
#include <memory>

#include "engine/api/connection_state.h"
#include "engine/api/statement_state.h"
#include "engine/sqlite3/statements/expanded_sql.h"
#include "sqlite3.h"
#include "tools/tern/dot/dot_command.h"
#include "tools/tern/interrupt.h"
#include "tools/tern/literals.h"

namespace tern::shell {
namespace {

constexpr std::string_view kActionNames[] = {
    "",
    "CREATE_INDEX",
    "CREATE_TABLE",
    "CREATE_TEMP_INDEX",
    "CREATE_TEMP_TABLE",
    "CREATE_TEMP_TRIGGER",
    "CREATE_TEMP_VIEW",
    "CREATE_TRIGGER",
    "CREATE_VIEW",
    "DELETE",
    "DROP_INDEX",
    "DROP_TABLE",
    "DROP_TEMP_INDEX",
    "DROP_TEMP_TABLE",
    "DROP_TEMP_TRIGGER",
    "DROP_TEMP_VIEW",
    "DROP_TRIGGER",
    "DROP_VIEW",
    "INSERT",
    "PRAGMA",
    "READ",
    "SELECT",
    "TRANSACTION",
    "UPDATE",
    "ATTACH",
    "DETACH",
    "ALTER_TABLE",
    "REINDEX",
    "ANALYZE",
    "CREATE_VTABLE",
    "DROP_VTABLE",
    "FUNCTION",
    "SAVEPOINT",
    "RECURSIVE",
};

void print_request(Shell& shell, const AccessRequest& request) {
  std::string line =
      "authorizer: " + std::string(kActionNames[static_cast<size_t>(request.action)]);
  for (const auto& part : {request.first, request.second, request.database, request.inside})
    line += " " + (part ? escaped_text(*part) : "NULL");
  shell.print(line + "\n");
}

/// What may not be done in safe mode; "": it may.
std::string refusal_of(const AccessRequest& request) {
  if (request.action == Action::Attach) return "cannot run ATTACH in safe mode";
  if (request.action != Action::Function || !request.second) return "";
  for (const std::string_view name : {"edit", "load_extension", "readfile", "writefile"}) {
    if (is_same_word(*request.second, name))
      return "cannot use the " + std::string(name) + "() function in safe mode";
  }
  return "";
}

Permission judge(Shell& shell, const AccessRequest& request) {
  if (shell.shows_authorizations) print_request(shell, request);
  if (!shell.is_safe) return Permission::Allow;
  const std::string refusal = refusal_of(request);
  if (refusal.empty()) return Permission::Allow;
  shell.print_error("line " + std::to_string(shell.line_number()) + ": " + refusal + "\n");
  (void)shell.exit(1);
  return Permission::Deny;
}

/// The statement whose text lies there; null: it is no longer known.
api::StatementState* statement_with(Connection& db, std::string_view sql) {
  const auto all = db.state().statements();
  const auto found = std::ranges::find_if(
      all, [&](const api::StatementState* one) { return one->sql().data() == sql.data(); });
  return found == all.end() ? nullptr : *found;
}

std::string text_of_event(Shell& shell, Connection& db, const TraceEvent& event) {
  if (event.kind == TraceEvent::Kind::Part) return std::string(event.part);
  const api::StatementState* const statement =
      shell.trace.expands ? statement_with(db, event.sql) : nullptr;
  if (!statement) return std::string(event.sql);
  return abi::expand_parameters(event.sql, statement->parameter_names(),
                                [statement](std::string& out, size_t at) {
                                  abi::append_value_literal(out, statement->parameter(at));
                                });
}

bool is_wanted(const TraceSettings& trace, TraceEvent::Kind kind) {
  switch (kind) {
    case TraceEvent::Kind::Begin:
    case TraceEvent::Kind::Part:
      return trace.statements;
    case TraceEvent::Kind::Row:
      return trace.rows;
    case TraceEvent::Kind::End:
      return trace.profile;
  }
  return false;
}

void print_event(Shell& shell, Connection& db, const TraceEvent& event) {
  if (!shell.trace_file.is_open() || !is_wanted(shell.trace, event.kind)) return;
  std::string line = text_of_event(shell, db, event);
  while (line.ends_with(';')) line.pop_back();
  if (event.kind == TraceEvent::Kind::Part) line = "-- " + line;
  if (event.kind == TraceEvent::Kind::End) {
    line += "; -- " + std::to_string(event.elapsed.count()) + " ns\n";
  } else {
    line += ";\n";
  }
  shell.trace_file.print(line);
}

int print_closing(unsigned /*event*/, void* shell, void* /*db*/, void* /*unused*/) {
  static_cast<Shell*>(shell)->trace_file.print("-- closing database connection\n");
  return 0;
}

/// Makes the active connection tell of its statements, and of its end if `tells_closing`.
void begin_trace(Shell& shell, bool tells_closing) {
  OpenDatabase& database = *shell.database().open;
  // This one sets the hook for statements, too.
  sqlite3_trace_v2(database.handle(), tells_closing ? SQLITE_TRACE_CLOSE : 0,
                   tells_closing ? &print_closing : nullptr, &shell);
  Connection& db = database.connection();
  if (!shell.trace_file.is_open()) return db.set_trace(nullptr);
  db.set_trace([&shell, &db](const TraceEvent& event) { print_event(shell, db, event); });
}

// --- figures

void print_figure(Shell& shell, std::string name, std::string_view value) {
  constexpr size_t kNameWidth = 37;
  name.resize(std::max(kNameWidth, name.size()), ' ');
  shell.print(name + std::string(value) + "\n");
}

void print_columns(Shell& shell, const Statement& statement) {
  const int count = statement.column_count();
  print_figure(shell, "Number of output columns:", std::to_string(count));
  const auto line = [&](int column, const std::string& what, std::string_view value, bool is_null) {
    print_figure(shell, "Column " + std::to_string(column) + " " + what + ":",
                 is_null ? "(null)" : value);
  };
  for (int i = 0; i < count; ++i) {
    const auto fact = [&](const std::string& what, std::string_view value) {
      line(i, what, value, value.empty());
    };
    line(i, "name", statement.column_name(i), false);
    fact("declared type", statement.column_declared_type(i));
    fact("database name", statement.column_database(i));
    fact("table name", statement.column_table(i));
    fact("origin name", statement.column_origin(i));
  }
}

void print_work(Shell& shell, const api::StatementState& statement) {
  const auto line = [&shell](const char* name, uint64_t value) {
    print_figure(shell, name, std::to_string(value));
  };
  line("Fullscan Steps:", statement.work().scan_steps);
  line("Sort Operations:", statement.work().sorts);
  line("Autoindex Inserts:", statement.work().hashed_rows);
  line("Reprepare operations:", statement.recompile_count());
  line("Number of times run:", statement.run_count());
}

}  // namespace

void set_authorizer_of(Shell& shell, Connection& db) {
  if (!shell.shows_authorizations && !shell.stays_safe) return db.set_authorizer(nullptr);
  db.set_authorizer([&shell](const AccessRequest& request) { return judge(shell, request); });
}

void set_interrupt_check_of(ShellDatabase& database) {
  constexpr int64_t kRowsPerLook = 1000;
  if (!database.open || database.tells_progress || !is_interrupt_guarded()) return;
  database.open->connection().set_progress_handler(kRowsPerLook, &was_interrupted);
}

void print_stats(Shell& shell, Connection& db, const Statement* statement) {
  const api::StatementState* const state =
      statement ? statement_with(db, statement->sql()) : nullptr;
  if (state && shell.stats == StatsMode::Statement) print_columns(shell, *statement);
  storage::Pager& pager = db.state().pager();
  const auto line = [&shell](const char* name, uint64_t value) {
    print_figure(shell, name, std::to_string(value));
  };
  line("Pages read:", pager.load_count());
  line("Pages changed, not yet committed:", pager.private_page_count());
  line("Rows changed since opening:", static_cast<uint64_t>(db.total_changes()));
  if (state) print_work(shell, *state);
}

Outcome run_auth(Shell& shell, const Words& words) {
  if (words.size() != 2) return fail_with_usage(shell, ".auth ON|OFF");
  const auto db = shell.connection();
  if (!db) return shell.report(db.error());
  shell.shows_authorizations = boolean_value(words[1]);
  shell.apply_hooks();
  return Outcome::Done;
}

Outcome run_trace(Shell& shell, const Words& words) {
  const auto db = shell.connection();
  if (!db) return shell.report(db.error());
  TraceSettings trace{.statements = false, .expands = shell.trace.expands};
  bool tells_closing = false;
  std::optional<std::string> file;
  for (size_t i = 1; i < words.size(); ++i) {
    const std::string& word = words[i];
    if (is_option(word, "stmt")) {
      trace.statements = true;
    } else if (is_option(word, "row")) {
      trace.rows = true;
    } else if (is_option(word, "profile")) {
      trace.profile = true;
    } else if (is_option(word, "close")) {
      tells_closing = true;
    } else if (is_option(word, "expanded") || is_option(word, "plain")) {
      trace.expands = is_option(word, "expanded");
    } else if (has_dash(word)) {
      shell.print_error("Unknown option \"" + word + "\" on \".trace\"\n");
      return Outcome::Failed;
    } else if (!file) {
      file = word;
    }
  }
  if (!trace.rows && !trace.profile && !tells_closing) trace.statements = true;
  shell.trace = trace;
  shell.trace_file.open(file.value_or("off"));
  begin_trace(shell, tells_closing && shell.trace_file.is_open());
  return Outcome::Done;
}

Outcome run_log(Shell& shell, const Words& words) {
  if (words.size() != 2) return fail_with_usage(shell, ".log FILENAME");
  shell.log_file.open(words[1] == "on" ? "stdout" : words[1]);
  return Outcome::Done;
}

Outcome run_progress(Shell& shell, const Words& words) {
  struct Progress {
    int64_t calls = 0;
    int64_t limit = 0;
    bool is_quiet = false;
    bool only_once = false;
    bool begins_anew = false;
  };
  const auto progress = std::make_shared<Progress>();  // belongs to the handler
  int64_t rows = 0;
  for (size_t i = 1; i < words.size(); ++i) {
    const std::string& word = words[i];
    if (!has_dash(word)) {
      rows = integer_value(word);
    } else if (is_option(word, "quiet") || is_option(word, "q")) {
      progress->is_quiet = true;
    } else if (is_option(word, "reset")) {
      progress->begins_anew = true;
    } else if (is_option(word, "once")) {
      progress->only_once = true;
    } else if (is_option(word, "limit")) {
      if (i + 1 >= words.size()) return shell.report("missing argument on --limit");
      progress->limit = integer_value(words[++i]);
    } else {
      return shell.report("unknown option: \"" + word + "\"");
    }
  }
  const auto db = shell.connection();
  if (!db) return shell.report(db.error());
  shell.database().tells_progress = rows > 0;
  (*db)->set_progress_handler(rows, [&shell, progress] {
    if (was_interrupted()) return true;
    ++progress->calls;
    if (progress->limit > 0 && progress->calls >= progress->limit) {
      shell.print("Progress limit reached (" + std::to_string(progress->calls) + ")\n");
      if (progress->begins_anew) progress->calls = 0;
      if (progress->only_once) progress->limit = 0;
      return true;
    }
    if (!progress->is_quiet) shell.print("Progress " + std::to_string(progress->calls) + "\n");
    return false;
  });
  set_interrupt_check_of(shell.database());
  return Outcome::Done;
}

Outcome run_scanstats(Shell& shell, const Words& words) {
  if (words.size() != 2) return fail_with_usage(shell, ".scanstats on|off");
  (void)boolean_value(words[1]);
  shell.print_error("Warning: .scanstats not available in this build.\n");
  return Outcome::Done;
}

Outcome run_stats(Shell& shell, const Words& words) {
  if (words.size() > 2) return fail_with_usage(shell, ".stats ?on|off|stmt|vmstep?");
  if (words.size() == 2) {
    if (words[1] == "vmstep")
      return shell.report(".stats vmstep is not supported: statements run on no virtual machine");
    if (words[1] == "stmt") {
      shell.stats = StatsMode::Statement;
    } else {
      shell.stats = boolean_value(words[1]) ? StatsMode::On : StatsMode::Off;
    }
    return Outcome::Done;
  }
  const auto db = shell.connection();
  if (!db) return shell.report(db.error());
  print_stats(shell, **db, nullptr);
  return Outcome::Done;
}

}  // namespace tern::shell
