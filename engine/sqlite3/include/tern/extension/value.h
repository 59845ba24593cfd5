#pragma once

// What crosses the border to C: the library's functions, errors, values.

#include <cstddef>
#include <cstdint>
#include <expected>
#include <span>
#include <string>
#include <string_view>
#include <utility>

#include "sqlite3ext.h"

/// The functions of the library that has loaded this extension, which sqlite3ext.h calls by this
/// name. Hidden: another extension has its own.
[[gnu::visibility("hidden")]] inline const sqlite3_api_routines* sqlite3_api = nullptr;

namespace tern::extension {

using Bytes = std::span<const std::byte>;

struct Error {
  int code = SQLITE_ERROR;
  std::string message;  // empty: the code's own
};
template <class T>
using Result = std::expected<T, Error>;
using Status = Result<void>;

inline std::unexpected<Error> fail(std::string message, int code = SQLITE_ERROR) {
  return std::unexpected(Error{code, std::move(message)});
}

/// A value of SQL that somebody else owns. Lifetime: as its owner says.
class ValueView {
 public:
  ValueView() = default;  // NULL
  explicit ValueView(sqlite3_value* value) : value_(value) {}

  bool is_null() const { return type() == SQLITE_NULL; }
  bool is_integer() const { return type() == SQLITE_INTEGER; }
  bool is_real() const { return type() == SQLITE_FLOAT; }
  bool is_text() const { return type() == SQLITE_TEXT; }
  bool is_blob() const { return type() == SQLITE_BLOB; }

  // As CAST gives them. A text or blob may lie elsewhere once another form was asked for.
  int64_t as_integer() const { return value_ ? sqlite3_value_int64(value_) : 0; }
  double as_real() const { return value_ ? sqlite3_value_double(value_) : 0; }
  std::string_view as_text() const {
    if (!value_) return {};
    const auto* const text = reinterpret_cast<const char*>(sqlite3_value_text(value_));
    return text ? std::string_view(text, size_of(value_)) : std::string_view();
  }
  Bytes as_bytes() const {
    if (!value_) return {};
    const auto* const bytes = static_cast<const std::byte*>(sqlite3_value_blob(value_));
    return bytes ? Bytes(bytes, size_of(value_)) : Bytes();
  }
  sqlite3_value* get() const { return value_; }

 private:
  static size_t size_of(sqlite3_value* value) {
    return static_cast<size_t>(sqlite3_value_bytes(value));
  }
  int type() const { return value_ ? sqlite3_value_type(value_) : SQLITE_NULL; }

  sqlite3_value* value_ = nullptr;
};

}  // namespace tern::extension
