// sqlite3_limit().

#include "engine/base/limits.h"

#include <algorithm>
#include <optional>

#include "engine/api/connection_state.h"
#include "engine/sqlite3/connections/connection.h"

namespace tern::abi {
namespace {

constexpr int kOperationsMax = 250'000'000;
constexpr int kWorkersMax = 8;

/// By number; those of the library itself in between have none.
std::optional<Limit> engine_limit(int number) {
  switch (number) {
    case SQLITE_LIMIT_LENGTH:
      return Limit::Length;
    case SQLITE_LIMIT_SQL_LENGTH:
      return Limit::SqlLength;
    case SQLITE_LIMIT_COLUMN:
      return Limit::Columns;
    case SQLITE_LIMIT_EXPR_DEPTH:
      return Limit::ExprDepth;
    case SQLITE_LIMIT_COMPOUND_SELECT:
      return Limit::CompoundSelects;
    case SQLITE_LIMIT_FUNCTION_ARG:
      return Limit::FunctionArguments;
    case SQLITE_LIMIT_ATTACHED:
      return Limit::Attached;
    case SQLITE_LIMIT_LIKE_PATTERN_LENGTH:
      return Limit::PatternLength;
    case SQLITE_LIMIT_VARIABLE_NUMBER:
      return Limit::VariableNumber;
    case SQLITE_LIMIT_TRIGGER_DEPTH:
      return Limit::TriggerDepth;
    default:
      return std::nullopt;
  }
}

/// Sets `limit`, which is at most `most`; a negative value only asks.
template <class Number>
int exchange_limit(Number& limit, int value, int most) {
  const auto before = static_cast<int>(limit);
  if (value >= 0) limit = std::min(value, most);
  return before;
}

int exchange_limit(sqlite3& db, int number, int value) {
  if (number == SQLITE_LIMIT_VDBE_OP) {
    return exchange_limit(db.library.operations_max, value, kOperationsMax);
  }
  if (number == SQLITE_LIMIT_WORKER_THREADS) {
    return exchange_limit(db.engine().other_switches.threads, value, kWorkersMax);
  }
  const std::optional<Limit> limit = engine_limit(number);
  if (!limit) return -1;
  // Nothing could be done with texts of no bytes.
  if (*limit == Limit::Length && value == 0) value = 1;
  return static_cast<int>(db.connection->limit(*limit, value));
}

}  // namespace
}  // namespace tern::abi

int sqlite3_limit(sqlite3* db, int number, int value) {
  if (!tern::abi::is_connected(db)) return -1;
  const tern::abi::Hold hold(db->mutex);
  return tern::abi::exchange_limit(*db, number, value);
}
