#include "engine/sqlite3/library/log.h"

#include <cstdarg>
#include <cstddef>

#include "sqlite3.h"

namespace tern::abi {
namespace {

// Longer messages are cut. On the stack, since there may be no more memory to be had. Units: bytes
constexpr size_t kLogMessageSize = 210;

// Set while the library is not in use: sqlite3_config() sees to that.
void (*log_callback)(void*, int, const char*) = nullptr;
void* log_context = nullptr;

}  // namespace

void set_log(void (*callback)(void*, int, const char*), void* context) {
  log_callback = callback;
  log_context = context;
}

}  // namespace tern::abi

void sqlite3_log(int code, const char* format, ...) {
  if (!tern::abi::log_callback) return;
  char message[tern::abi::kLogMessageSize];
  va_list arguments;
  va_start(arguments, format);
  sqlite3_vsnprintf(sizeof message, message, format, arguments);
  va_end(arguments);
  tern::abi::log_callback(tern::abi::log_context, code, message);
}
