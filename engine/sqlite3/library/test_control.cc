// sqlite3_test_control(): of its operations, those that a program may use without harm. What has no
// meaning for this engine is accepted.

#include <cstdarg>
#include <cstdint>

#include "engine/api/connection_state.h"
#include "engine/functions/local_time.h"
#include "engine/sqlite3/connections/connection.h"
#include "engine/sqlite3/library/randomness.h"

namespace tern::abi {
namespace {

constexpr int kPendingByte = 0x40000000;  // where files are locked; it does not move
constexpr int kByteOrder = 123410;        // least significant byte first

/// A number, or of the connection behind it the schema's cookie, unless that is 0.
uint32_t seed_of(va_list& arguments) {
  const auto number = va_arg(arguments, unsigned);
  auto* const db = va_arg(arguments, sqlite3*);
  if (!is_connected(db)) return number;
  const auto& schema = db->engine().main().known_schema();
  return schema && schema->cookie != 0 ? schema->cookie : number;
}

int control_tests(int operation, va_list& arguments) {
  switch (operation) {
    case SQLITE_TESTCTRL_PRNG_SAVE:
      save_random();
      return 0;
    case SQLITE_TESTCTRL_PRNG_RESTORE:
      restore_random();
      return 0;
    case SQLITE_TESTCTRL_PRNG_RESET:
      reset_random();
      return 0;
    case SQLITE_TESTCTRL_PRNG_SEED:
      seed_random(seed_of(arguments));
      reset_random();
      return 0;
    case SQLITE_TESTCTRL_LOCALTIME_FAULT:
      functions::set_local_time_fails(va_arg(arguments, int) != 0);
      return 0;
    case SQLITE_TESTCTRL_PENDING_BYTE:
      return kPendingByte;
    case SQLITE_TESTCTRL_ALWAYS: {
      const int value = va_arg(arguments, int);
      return value;
    }
    case SQLITE_TESTCTRL_BYTEORDER:
      return kByteOrder;
    case SQLITE_TESTCTRL_ISINIT:
      return is_initialized() ? 0 : SQLITE_ERROR;
    default:
      return 0;
  }
}

}  // namespace
}  // namespace tern::abi

int sqlite3_test_control(int operation, ...) {
  va_list arguments;
  va_start(arguments, operation);
  const int answer = tern::abi::control_tests(operation, arguments);
  va_end(arguments);
  return answer;
}
