#include "engine/sqlite3/callbacks/function_set.h"

#include <algorithm>

#include "engine/api/connection_state.h"
#include "engine/base/utf8.h"
#include "engine/extensions/extensions.h"
#include "engine/sqlite3/callbacks/call_site.h"
#include "engine/sqlite3/connections/connection.h"

namespace tern::abi {
namespace {

using Published = FunctionOverload::Published;

std::string function_key(std::string_view name) {
  std::string out(name);
  std::ranges::transform(out, out.begin(), fold_case);
  return out;
}

Published published_as(const UserFunction& function) {
  if (function.scalar) return Published::Scalar;
  return function.value ? Published::Window : Published::Aggregate;
}

/// How well a function for `encoding` serves in a database of `wanted`.
int fitness(int encoding, int wanted) {
  if (encoding == wanted) return 2;
  return encoding != SQLITE_UTF8 && wanted != SQLITE_UTF8 ? 1 : 0;
}

Result<record::ValueView> call_scalar(functions::Call& call, functions::Arguments arguments) {
  return CallSite::of(call).call_scalar(call, arguments);
}

Result<record::ValueView> refuse_call(functions::Call& call, functions::Arguments) {
  const auto& overload = *static_cast<const FunctionOverload*>(call.user_data());
  return fail(ErrorCode::Error, overload.error);
}

template <class Function>
Function signed_for_engine(const std::shared_ptr<FunctionOverload>& overload,
                           const std::string& name) {
  const int flags = overload->published_flags;
  Function out;
  out.name = name;
  out.arguments_min = std::max(overload->argument_count, 0);
  out.arguments_max =
      overload->argument_count < 0 ? functions::kArgumentsMax : overload->argument_count;
  out.determinism = (flags & SQLITE_DETERMINISTIC) != 0 ? functions::Determinism::Always
                                                        : functions::Determinism::Never;
  out.is_direct_only = (flags & SQLITE_DIRECTONLY) != 0;
  out.is_innocuous = (flags & SQLITE_INNOCUOUS) != 0;
  out.user_data = overload;
  return out;
}

functions::AggregateFunction aggregate_for_engine(const std::shared_ptr<FunctionOverload>& overload,
                                                  const std::string& name) {
  auto out = signed_for_engine<functions::AggregateFunction>(overload, name);
  out.has_inverse = overload->published == Published::Window;
  out.reads_subtypes = (overload->published_flags & SQLITE_SUBTYPE) != 0;
  out.state_size_bytes = sizeof(UserAggregate);
  out.construct = [](void* memory, const void* known) -> functions::AggregateState* {
    return new (memory) UserAggregate(*static_cast<const FunctionOverload*>(known));
  };
  out.create = [](const void* known) -> std::unique_ptr<functions::AggregateState> {
    return std::make_unique<UserAggregate>(*static_cast<const FunctionOverload*>(known));
  };
  return out;
}

/// What every connection has.
functions::Registry builtin_functions() {
  functions::Registry out(extensions::shared_functions());
  hide_extras(out);
  return out;
}

}  // namespace

functions::ScalarFunction scalar_for_engine(const std::shared_ptr<FunctionOverload>& overload,
                                            const std::string& name) {
  auto out = signed_for_engine<functions::ScalarFunction>(overload, name);
  out.body = overload->published == Published::Hiding ? refuse_call : call_scalar;
  return out;
}

const UserFunction& FunctionOverload::best() const {
  const int wanted = static_cast<int>(db->engine().function_view().text_encoding());
  const UserFunction* out = nullptr;
  int out_fitness = -1;
  for (const auto& function : functions) {
    const int function_fitness = fitness(function->encoding, wanted);
    if (function_fitness <= out_fitness) continue;
    out = function.get();
    out_fitness = function_fitness;
  }
  return *out;
}

/// The engine may hold on to the overloads: what is the program's goes now.
FunctionSet::~FunctionSet() {
  for (const auto& [name, overloads] : by_name_) {
    for (const auto& overload : overloads) overload->functions.clear();
  }
}

/// Built-in ones of several counts are one row of the engine's table.
bool FunctionSet::is_builtin(std::string_view name, int argument_count) {
  const functions::Registry builtins = builtin_functions();
  const auto found = builtins.find(name, static_cast<size_t>(std::max(argument_count, 1)));
  if (!found) return false;
  const bool takes_any = found->signature().arguments_max == functions::kArgumentsMax;
  return takes_any == (argument_count < 0);
}

bool FunctionSet::has(std::string_view name, int argument_count, int encoding) const {
  const auto found = by_name_.find(function_key(name));
  if (found != by_name_.end()) {
    for (const auto& overload : found->second) {
      if (overload->argument_count != argument_count) continue;
      for (const auto& function : overload->functions) {
        if (function->encoding == encoding) return true;
      }
    }
  }
  return encoding == SQLITE_UTF8 && is_builtin(name, argument_count);
}

/// Whether a function that was deleted stands before another that would be called in its place.
bool FunctionSet::is_hiding(const Overloads& overloads, const FunctionOverload& overload,
                            std::string_view name) {
  const functions::Registry builtins = builtin_functions();
  if (builtins.find(name, static_cast<size_t>(std::max(overload.argument_count, 1)))) return true;
  return overload.argument_count >= 0 && std::ranges::any_of(overloads, [](const auto& other) {
           return other->argument_count < 0 && !other->best().is_deleted();
         });
}

void FunctionSet::publish(const Overloads& overloads,
                          const std::shared_ptr<FunctionOverload>& overload,
                          const std::string& name, bool& replaces) {
  functions::Registry& registry = db_->engine().functions();
  const UserFunction& best = overload->best();
  Published wanted = Published::Not;
  std::string error;
  if (!best.is_deleted()) {
    wanted = published_as(best);
  } else if (is_hiding(overloads, *overload, name)) {
    wanted = Published::Hiding;
    error = "wrong number of arguments to function " + best.name + "()";
  }
  const bool is_same = wanted == overload->published && best.flags == overload->published_flags;
  const bool is_running = db_->engine().running_count() > 0;
  overload->error = std::move(error);
  if (is_same || (is_running && overload->published != Published::Not)) return;
  replaces |= overload->published != Published::Not || wanted == Published::Hiding;
  overload->published = wanted;
  overload->published_flags = best.flags;
  switch (wanted) {
    case Published::Not:
      registry.remove(name, overload->argument_count);
      break;
    case Published::Hiding:
    case Published::Scalar:
      registry.add(scalar_for_engine(overload, name));
      break;
    case Published::Aggregate:
    case Published::Window:
      registry.add(aggregate_for_engine(overload, name));
      break;
  }
}

Status FunctionSet::add(UserFunction function) {
  const std::string key = function_key(function.name);
  const bool is_replacement = has(key, function.argument_count, function.encoding);
  if (is_replacement && db_->engine().running_count() > 0) {
    return fail(ErrorCode::Busy, "unable to delete/modify user-function due to active statements");
  }
  if (!is_replacement && function.is_deleted()) return ok();

  Overloads& overloads = by_name_[key];
  auto at = std::ranges::find(overloads, function.argument_count,
                              [](const auto& overload) { return overload->argument_count; });
  if (at == overloads.end()) {
    const auto made = std::make_shared<FunctionOverload>();
    made->db = db_;
    made->argument_count = function.argument_count;
    at = overloads.insert(at, made);
  }
  auto& known = (*at)->functions;
  const auto same = std::ranges::find(known, function.encoding,
                                      [](const auto& other) { return other->encoding; });
  auto added = std::make_shared<const UserFunction>(std::move(function));
  std::shared_ptr<const UserFunction>
      replaced;  // goes when all is done: its destructor may call us
  if (same == known.end()) {
    known.insert(known.begin(), std::move(added));
  } else {
    replaced = std::exchange(*same, std::move(added));
  }
  bool replaces = is_replacement;
  for (const auto& overload : overloads) publish(overloads, overload, key, replaces);
  if (replaces && db_->engine().running_count() == 0) {
    db_->engine().environment_changed();
  } else {
    db_->engine().statement_cache().clear();
  }
  return ok();
}

void hide_extras(functions::Registry& registry) { registry.hide("regexp"); }

FunctionSet& functions_of(sqlite3* db) {
  std::unique_ptr<FunctionSet>& set = db->callbacks.functions;
  if (!set) set = std::make_unique<FunctionSet>(db);
  return *set;
}

}  // namespace tern::abi
