// .limit and .dbconfig

#include <algorithm>

#include "engine/api/connection_state.h"
#include "tools/tern/dot/dot_command.h"

namespace tern::shell {
namespace {

constexpr size_t kLimitWidth = 20;
constexpr size_t kSwitchWidth = 19;

struct LimitName {
  std::string_view name;
  Limit limit;
};

constexpr LimitName kLimits[] = {
    {"length", Limit::Length},
    {"sql_length", Limit::SqlLength},
    {"column", Limit::Columns},
    {"expr_depth", Limit::ExprDepth},
    {"compound_select", Limit::CompoundSelects},
    {"function_arg", Limit::FunctionArguments},
    {"attached", Limit::Attached},
    {"like_pattern_length", Limit::PatternLength},
    {"variable_number", Limit::VariableNumber},
    {"trigger_depth", Limit::TriggerDepth},
};

void print_line(Shell& shell, size_t width, std::string_view name, std::string_view value) {
  shell.print(std::string(width - std::min(width, name.size()), ' ') + std::string(name) + " " +
              std::string(value) + "\n");
}

/// What the connection can be told, by the names that the reference's shell has for it. Each is a
/// place that holds it.
struct Switch {
  std::string_view name;
  bool* (*place)(api::ConnectionState& connection);
};

constexpr Switch kSwitches[] = {
    {"defensive", [](auto& c) { return &c.transaction().restrictions.is_defensive; }},
    {"dqs_ddl", [](auto& c) { return &c.transaction().restrictions.quotes_texts_in_definitions; }},
    {"dqs_dml", [](auto& c) { return &c.transaction().restrictions.quotes_texts_in_queries; }},
    {"enable_fkey", [](auto& c) { return &c.transaction().foreign_keys_enabled; }},
    {"enable_trigger", [](auto& c) { return &c.transaction().restrictions.has_triggers; }},
    {"enable_view", [](auto& c) { return &c.transaction().restrictions.has_views; }},
    {"legacy_alter_table", [](auto& c) { return &c.other_switches.legacy_alter_table; }},
    {"legacy_file_format", [](auto& c) { return &c.transaction().restrictions.is_legacy_format; }},
    {"reset_database", [](auto& c) { return &c.transaction().restrictions.resets_database; }},
    {"trigger_eqp", [](auto& c) { return &c.transaction().restrictions.shows_trigger_plans; }},
    {"trusted_schema", [](auto& c) { return &c.functions().trusts_schema; }},
    {"writable_schema", [](auto& c) { return &c.transaction().writable_schema; }},
};

}  // namespace

Outcome run_limit(Shell& shell, const Words& words) {
  const auto opened = shell.connection();
  if (!opened) return shell.report(opened.error());
  Connection& db = **opened;
  if (words.size() == 1) {
    for (const LimitName& entry : kLimits)
      print_line(shell, kLimitWidth, entry.name, std::to_string(db.limit(entry.limit)));
    return Outcome::Done;
  }
  if (words.size() > 3) return fail_with_usage(shell, ".limit NAME ?NEW-VALUE?");
  const LimitName* found = nullptr;
  for (const LimitName& entry : kLimits) {
    if (!is_same_word(entry.name.substr(0, words[1].size()), words[1])) continue;
    if (found) {
      shell.print_error("ambiguous limit: \"" + words[1] + "\"\n");
      return Outcome::Failed;
    }
    found = &entry;
  }
  if (!found) {
    shell.print_error("unknown limit: \"" + words[1] +
                      "\"\nenter \".limits\" with no arguments for a list.\n");
    return Outcome::Failed;
  }
  if (words.size() == 3) (void)db.limit(found->limit, integer_value(words[2]));
  print_line(shell, kLimitWidth, found->name, std::to_string(db.limit(found->limit)));
  return Outcome::Done;
}

Outcome run_dbconfig(Shell& shell, const Words& words) {
  const auto opened = shell.connection();
  if (!opened) return shell.report(opened.error());
  api::ConnectionState& connection = (*opened)->state();
  bool found = false;
  for (const Switch& entry : kSwitches) {
    if (words.size() > 1 && entry.name != words[1]) continue;
    found = true;
    bool& on = *entry.place(connection);
    if (words.size() > 2) {
      on = boolean_value(words[2]);
      // Statements were compiled with what it said before.
      connection.statement_cache().clear();
      connection.environment_changed();
    }
    print_line(shell, kSwitchWidth, entry.name, on ? "on" : "off");
  }
  if (found) return Outcome::Done;
  shell.print_error("Error: unknown dbconfig \"" + words[1] +
                    "\"\nEnter \".dbconfig\" with no arguments for a list\n");
  return Outcome::Done;
}

}  // namespace tern::shell
