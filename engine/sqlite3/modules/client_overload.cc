// Functions that a table has of its own for its columns.

#include <algorithm>
#include <string>

#include "engine/api/connection_state.h"
#include "engine/sqlite3/callbacks/function_set.h"
#include "engine/sqlite3/connections/connection.h"
#include "engine/sqlite3/modules/client_table.h"

namespace tern::abi {
namespace {

static_assert(vtab::Overload::kFirstConstraint == SQLITE_INDEX_CONSTRAINT_FUNCTION);

bool is_same_answer(const vtab::Overload& known, const UserFunction& answer) {
  const auto* const overload =
      static_cast<const FunctionOverload*>(known.function->user_data.get());
  const UserFunction& function = overload->chosen();
  return function.name == answer.name && function.argument_count == answer.argument_count &&
         function.flags == answer.flags && function.scalar == answer.scalar &&
         function.user_data == answer.user_data;
}

std::shared_ptr<const functions::ScalarFunction> function_of(UserFunction answer) {
  const auto overload = std::make_shared<FunctionOverload>();
  overload->db = answer.db;
  overload->argument_count = answer.argument_count;
  overload->published = FunctionOverload::Published::Scalar;
  overload->published_flags = answer.flags;
  const std::string name = answer.name;
  overload->functions.push_back(std::make_shared<const UserFunction>(std::move(answer)));
  return std::make_shared<const functions::ScalarFunction>(scalar_for_engine(overload, name));
}

/// Whether it may be called more than once for a row: as what it stands for.
int flags_of(sqlite3* db, const UserFunction& function) {
  const auto known =
      db->engine().functions().find(function.name, static_cast<size_t>(function.argument_count));
  const bool is_deterministic =
      known && known->signature().determinism == functions::Determinism::Always;
  return is_deterministic ? SQLITE_DETERMINISTIC : 0;
}

}  // namespace

/// The same answer is the same function: calls of it are told to be alike by that.
std::optional<vtab::Overload> ClientTable::overload(std::string_view name,
                                                    size_t argument_count) const {
  if (!table_ || !methods().xFindFunction) return std::nullopt;
  UserFunction function{
      .db = db_, .name = std::string(name), .argument_count = static_cast<int>(argument_count)};
  const int answer = methods().xFindFunction(table_, function.argument_count, function.name.c_str(),
                                             &function.scalar, &function.user_data);
  if (answer == 0 || !function.scalar) return std::nullopt;
  function.flags = flags_of(db_, function);
  const bool may_constrain = answer >= SQLITE_INDEX_CONSTRAINT_FUNCTION;
  const auto constraint = may_constrain ? static_cast<uint8_t>(answer) : uint8_t{0};
  const auto known = std::ranges::find_if(
      overloads_, [&](const vtab::Overload& one) { return is_same_answer(one, function); });
  if (known != overloads_.end()) return vtab::Overload{known->function, constraint};
  return overloads_.emplace_back(function_of(std::move(function)), constraint);
}

}  // namespace tern::abi
