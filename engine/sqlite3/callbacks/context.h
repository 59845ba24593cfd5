#pragma once

#include <cstddef>
#include <memory>
#include <string>

#include "engine/base/result.h"
#include "engine/sqlite3/statements/value.h"
#include "sqlite3.h"

namespace tern::abi {
struct UserFunction;    // function_set.h
class CallSite;         // call_site.h
class AggregateMemory;  // call_site.h
}  // namespace tern::abi

/// A call of a program's function, or of a virtual table's xColumn: its result, and what it may
/// ask. One serves many calls: begin(), the call, outcome().
struct sqlite3_context {
  sqlite3_context() = default;
  sqlite3_context(const sqlite3_context&) = delete;
  sqlite3_context& operator=(const sqlite3_context&) = delete;
  ~sqlite3_context() { release(); }

  /// The result is NULL, and nothing has failed.
  void begin() {
    if (destructor) release();
    result.refer({});
    has_result = false;
    subtype = 0;
    code = SQLITE_OK;
  }
  /// What the call gave. Lifetime: until the next begin().
  tern::Result<tern::record::ValueView> outcome() {
    if (has_failed()) return std::unexpected(error());
    return value();
  }
  bool has_failed() const { return code != SQLITE_OK; }
  /// Requires: it has failed.
  tern::Error error();
  /// Requires: it has not. Lifetime: as of outcome().
  tern::record::ValueView value() {
    if (result.passed) [[unlikely]]
      return passed_value();
    const tern::record::ValueView plain = result.view();
    return subtype != 0 ? plain.with_subtype(subtype) : plain;
  }
  /// The result, which is kept for the next call's begin() to drop, is not needed any more.
  void release() {
    if (!destructor) return;
    const auto destroy = std::exchange(destructor, nullptr);
    destroy(owned);
  }

  sqlite3* db = nullptr;
  const tern::abi::UserFunction* function = nullptr;  // null: of a virtual table
  tern::abi::CallSite* site = nullptr;                // scalar functions
  tern::abi::AggregateMemory* memory = nullptr;       // aggregates
  sqlite3_value result;
  bool has_result = false;  // it was set since begin()
  uint8_t subtype = 0;
  int code = SQLITE_OK;  // of result_error() and the like: then `result` is the text for people
  bool is_unchanged =
      false;           // xColumn: an UPDATE leaves the column alone (sqlite3_vtab_nochange())
  std::string buffer;  // of a result that had to be converted

  // Bytes of the result that belong to the program.
  void* owned = nullptr;
  void (*destructor)(void*) = nullptr;

 private:
  tern::record::ValueView passed_value();
};
