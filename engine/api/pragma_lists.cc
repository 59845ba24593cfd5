// Pragmas that list what the library has: functions, virtual tables, pragmas.

#include <algorithm>

#include "engine/api/pragma.h"
#include "engine/functions/builtins.h"

namespace tern::api {
namespace {

using record::Value;

constexpr int64_t kDeterministic = 0x800;
constexpr int64_t kDirectOnly = 0x80000;
constexpr int64_t kInnocuous = 0x200000;

/// Fixed numbers of arguments have a row each, others one with -1.
void add_function(const functions::FoundFunction& function, bool is_builtin, CommandRows& rows) {
  const functions::FunctionSignature& signature = function.signature();
  // All built-in aggregates are window functions, with an inverse or without.
  const bool has_window =
      function.window || (function.aggregate && (is_builtin || function.aggregate->has_inverse));
  const std::string_view type = has_window ? "w" : function.aggregate ? "a" : "s";
  int64_t flags = signature.is_innocuous ? kInnocuous : 0;
  if (signature.determinism != functions::Determinism::Never) flags |= kDeterministic;
  if (signature.is_direct_only) flags |= kDirectOnly;
  const auto add = [&](int64_t count) {
    rows.push_back({Value::text(signature.name), Value::integer(is_builtin ? 1 : 0),
                    Value::text(type), Value::text("utf8"), Value::integer(count),
                    Value::integer(flags)});
  };
  if (signature.arguments_max == functions::kArgumentsMax) return add(-1);
  for (int i = signature.arguments_min; i <= signature.arguments_max; ++i) add(i);
}

Result<CommandRows> function_list(const PragmaCall& call) {
  CommandRows rows;
  const functions::Registry& registry = call.connection.functions();
  for (const functions::FoundFunction& function : registry.list()) {
    add_function(function, registry.is_builtin(function.signature()), rows);
  }
  return rows;
}

Result<CommandRows> module_list(const PragmaCall& call) {
  CommandRows rows;
  for (const std::string_view name : call.connection.virtual_tables().names()) {
    rows.push_back({Value::text(name)});
  }
  return rows;
}

Result<CommandRows> pragma_list(const PragmaCall&) {
  std::vector<std::string_view> names;
  for (const Pragma* pragma : all_pragmas()) names.push_back(pragma->name);
  std::ranges::sort(names);
  CommandRows rows;
  for (const std::string_view name : names) rows.push_back({Value::text(name)});
  return rows;
}

Result<CommandRows> compile_options(const PragmaCall&) {
  CommandRows rows;
  for (const std::string_view option : functions::compile_options()) {
    rows.push_back({Value::text(option)});
  }
  return rows;
}

}  // namespace

std::span<const Pragma> list_pragmas() {
  static const std::vector<Pragma> pragmas = {
      {"function_list", {"name", "builtin", "type", "enc", "narg", "flags"}, function_list},
      {"module_list", {"name"}, module_list},
      {"pragma_list", {"name"}, pragma_list},
      {"compile_options", {"compile_options"}, compile_options},
  };
  return pragmas;
}

}  // namespace tern::api
