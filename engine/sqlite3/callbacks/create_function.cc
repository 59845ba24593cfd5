// The C functions that register SQL functions.

#include <cstring>

#include "engine/api/connection_state.h"
#include "engine/sqlite3/callbacks/function_set.h"
#include "engine/sqlite3/connections/connection.h"

namespace tern::abi {
namespace {

constexpr size_t kFunctionNameMax = 255;  // bytes
constexpr int kEncodingBits = SQLITE_UTF8 | SQLITE_UTF16BE | SQLITE_UTF16 | SQLITE_ANY;
constexpr int kFunctionFlags =
    SQLITE_DETERMINISTIC | SQLITE_DIRECTONLY | SQLITE_SUBTYPE | SQLITE_INNOCUOUS;

/// What one call registers.
struct Registration {
  const char* name;
  int argument_count;
  int flags;  // with the encoding
  void* user_data;
  UserFunction::Body scalar = nullptr;
  UserFunction::Body step = nullptr;
  UserFunction::End final = nullptr;
  UserFunction::End value = nullptr;
  UserFunction::Body inverse = nullptr;
  void (*destructor)(void*) = nullptr;
};

bool makes_sense(const Registration& given) {
  if (!given.name || std::strlen(given.name) > kFunctionNameMax) return false;
  if (given.argument_count < -1 || given.argument_count > functions::kArgumentsMax) return false;
  if (given.scalar && given.final) return false;
  if (!given.step != !given.final) return false;
  return !given.value == !given.inverse;
}

std::vector<int> encodings_of(int flags) {
  switch (flags & kEncodingBits) {
    case SQLITE_UTF16LE:
    case SQLITE_UTF16BE:
      return {flags & kEncodingBits};
    case SQLITE_UTF16:
      return {static_cast<int>(kNativeUtf16)};
    case SQLITE_ANY:
      return {SQLITE_UTF8, SQLITE_UTF16LE, SQLITE_UTF16BE};
    default:
      return {SQLITE_UTF8};
  }
}

int add_function(sqlite3* db, const Registration& given) {
  const auto owner = std::make_shared<OwnedData>(given.user_data, given.destructor);
  if (!makes_sense(given)) return misuse("create_function");
  for (const int encoding : encodings_of(given.flags)) {
    UserFunction function{.db = db,
                          .name = given.name,
                          .argument_count = given.argument_count,
                          .encoding = encoding,
                          .flags = given.flags & kFunctionFlags,
                          .user_data = given.user_data,
                          .owner = given.destructor ? owner : nullptr,
                          .scalar = given.scalar,
                          .step = given.step,
                          .final = given.final,
                          .value = given.value,
                          .inverse = given.inverse};
    const Status added = functions_of(db).add(std::move(function));
    if (!added) return set_result(db, added.error());
  }
  return SQLITE_OK;
}

int register_function(sqlite3* db, const Registration& given) {
  if (!is_usable(db)) return SQLITE_MISUSE;
  const Hold hold(db->mutex);
  return guarded(db, [&] { return add_function(db, given); });
}

/// Of a function that a virtual table may overload, and nobody has.
void refuse_to_be_used(sqlite3_context* context, int, sqlite3_value**) {
  const auto* const name = static_cast<const char*>(sqlite3_user_data(context));
  char* const text = sqlite3_mprintf("unable to use function %s in the requested context", name);
  sqlite3_result_error(context, text, -1);
  sqlite3_free(text);
}

}  // namespace
}  // namespace tern::abi

namespace abi = tern::abi;

int sqlite3_create_function(sqlite3* db, const char* name, int argument_count, int flags,
                            void* data, void (*scalar)(sqlite3_context*, int, sqlite3_value**),
                            void (*step)(sqlite3_context*, int, sqlite3_value**),
                            void (*final)(sqlite3_context*)) {
  return abi::register_function(
      db, {name, argument_count, flags, data, scalar, step, final, nullptr, nullptr, nullptr});
}

int sqlite3_create_function_v2(sqlite3* db, const char* name, int argument_count, int flags,
                               void* data, void (*scalar)(sqlite3_context*, int, sqlite3_value**),
                               void (*step)(sqlite3_context*, int, sqlite3_value**),
                               void (*final)(sqlite3_context*), void (*destructor)(void*)) {
  return abi::register_function(
      db, {name, argument_count, flags, data, scalar, step, final, nullptr, nullptr, destructor});
}

int sqlite3_create_function16(sqlite3* db, const void* name, int argument_count, int flags,
                              void* data, void (*scalar)(sqlite3_context*, int, sqlite3_value**),
                              void (*step)(sqlite3_context*, int, sqlite3_value**),
                              void (*final)(sqlite3_context*)) {
  if (!abi::is_usable(db) || !name) return SQLITE_MISUSE;
  return abi::guarded(db, [&] {
    const std::string name8 = abi::name_of_utf16(name);
    return sqlite3_create_function(db, name8.c_str(), argument_count, flags, data, scalar, step,
                                   final);
  });
}

int sqlite3_create_window_function(sqlite3* db, const char* name, int argument_count, int flags,
                                   void* data, void (*step)(sqlite3_context*, int, sqlite3_value**),
                                   void (*final)(sqlite3_context*), void (*value)(sqlite3_context*),
                                   void (*inverse)(sqlite3_context*, int, sqlite3_value**),
                                   void (*destructor)(void*)) {
  return abi::register_function(
      db, {name, argument_count, flags, data, nullptr, step, final, value, inverse, destructor});
}

int sqlite3_overload_function(sqlite3* db, const char* name, int argument_count) {
  if (!abi::is_usable(db) || !name || argument_count < -2) return SQLITE_MISUSE;
  const abi::Hold hold(db->mutex);
  return abi::guarded(db, [&] {
    const auto count = static_cast<size_t>(argument_count < 0 ? 0 : argument_count);
    if (db->engine().functions().find(name, count)) return SQLITE_OK;
    char* const copy = sqlite3_mprintf("%s", name);
    if (!copy) return SQLITE_NOMEM;
    return sqlite3_create_function_v2(db, name, argument_count, SQLITE_UTF8, copy,
                                      abi::refuse_to_be_used, nullptr, nullptr, sqlite3_free);
  });
}
