#pragma once

#include <sqlite3.h>

#include <cstdint>
#include <cstdio>
#include <cstring>
#include <optional>
#include <ostream>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "engine/base/bytes.h"
#include "engine/record/value.h"

// The installed SQLite, asked for expected values.

namespace tern::test {

/// What an expression gives: a value, or that it fails.
struct Outcome {
  bool failed = false;
  record::Value value;
  std::string message;

  bool operator==(const Outcome& other) const {
    return failed == other.failed && (failed || record::identical(value, other.value));
  }
};

/// `value` so that one sees its type: 5, 5.0 (with 17 digits), 'text', x'blob', NULL.
inline std::string show(record::ValueView value) {
  char buffer[64];
  switch (value.type()) {
    case record::ValueType::Null:
      return "NULL";
    case record::ValueType::Integer:
      return std::to_string(value.as_integer());
    case record::ValueType::Real:
      std::snprintf(buffer, sizeof buffer, "%.17g (real)", value.as_real());
      return buffer;
    case record::ValueType::Text:
      return "'" + std::string(value.as_text()) + "'";
    case record::ValueType::Blob: {
      std::string out = "x'";
      for (std::byte b : value.as_bytes()) {
        std::snprintf(buffer, sizeof buffer, "%02x", static_cast<unsigned>(b));
        out += buffer;
      }
      return out + "'";
    }
  }
  return {};
}
inline void PrintTo(const Outcome& outcome, std::ostream* out) {
  *out << (outcome.failed ? "error: " + outcome.message : show(outcome.value));
}

class Reference {
 public:
  Reference() { sqlite3_open(":memory:", &db_); }
  ~Reference() {
    for (auto& [sql, statement] : statements_) sqlite3_finalize(statement);
    sqlite3_close(db_);
  }
  Reference(const Reference&) = delete;
  Reference& operator=(const Reference&) = delete;

  bool run(const std::string& sql) {
    return sqlite3_exec(db_, sql.c_str(), nullptr, nullptr, nullptr) == SQLITE_OK;
  }
  /// The first column of the first row of `sql` with `parameters` bound.
  Outcome ask(const std::string& sql, const std::vector<record::Value>& parameters = {}) {
    sqlite3_stmt* statement = prepare(sql);
    if (!statement) return {true, {}, sqlite3_errmsg(db_)};
    int number = 0;
    for (const record::Value& parameter : parameters) bind(statement, ++number, parameter);
    Outcome out;
    const int rc = sqlite3_step(statement);
    if (rc == SQLITE_ROW) {
      out.value = column(statement, 0);
    } else if (rc != SQLITE_DONE) {
      out.failed = true;
      out.message = sqlite3_errmsg(db_);
    }
    sqlite3_reset(statement);
    return out;
  }
  sqlite3* db() { return db_; }

 private:
  sqlite3_stmt* prepare(const std::string& sql) {
    for (auto& [text, statement] : statements_) {
      if (text == sql) return statement;
    }
    sqlite3_stmt* statement = nullptr;
    if (sqlite3_prepare_v2(db_, sql.c_str(), -1, &statement, nullptr) != SQLITE_OK) return nullptr;
    if (statements_.size() >= 16) {
      sqlite3_finalize(statements_.front().second);
      statements_.erase(statements_.begin());
    }
    statements_.emplace_back(sql, statement);
    return statement;
  }
  static void bind(sqlite3_stmt* statement, int number, record::ValueView value) {
    switch (value.type()) {
      case record::ValueType::Null:
        sqlite3_bind_null(statement, number);
        break;
      case record::ValueType::Integer:
        sqlite3_bind_int64(statement, number, value.as_integer());
        break;
      case record::ValueType::Real:
        sqlite3_bind_double(statement, number, value.as_real());
        break;
      case record::ValueType::Text: {
        const std::string_view text = value.as_text();
        sqlite3_bind_text64(statement, number, text.data() ? text.data() : "", text.size(),
                            SQLITE_TRANSIENT, SQLITE_UTF8);
        break;
      }
      case record::ValueType::Blob: {
        const Bytes blob = value.as_bytes();
        if (blob.empty()) {
          sqlite3_bind_zeroblob(statement, number, 0);
        } else {
          sqlite3_bind_blob64(statement, number, blob.data(), blob.size(), SQLITE_TRANSIENT);
        }
        break;
      }
    }
  }
  static record::Value column(sqlite3_stmt* statement, int index) {
    switch (sqlite3_column_type(statement, index)) {
      case SQLITE_INTEGER:
        return record::Value::integer(sqlite3_column_int64(statement, index));
      case SQLITE_FLOAT:
        return record::Value::real(sqlite3_column_double(statement, index));
      case SQLITE_TEXT: {
        const auto* text = reinterpret_cast<const char*>(sqlite3_column_text(statement, index));
        return record::Value::text(
            {text, static_cast<size_t>(sqlite3_column_bytes(statement, index))});
      }
      case SQLITE_BLOB: {
        const auto* blob = static_cast<const std::byte*>(sqlite3_column_blob(statement, index));
        return record::Value::blob(
            {blob, static_cast<size_t>(sqlite3_column_bytes(statement, index))});
      }
      default:
        return {};
    }
  }

  sqlite3* db_ = nullptr;
  std::vector<std::pair<std::string, sqlite3_stmt*>> statements_;
};

/// Values at which functions and operators have been wrong before.
inline const std::vector<record::Value>& odd_values() {
  using record::Value;
  static const std::vector<Value> kValues = [] {
    std::vector<Value> out = {Value()};
    for (int64_t v :
         {int64_t{0}, int64_t{1}, int64_t{-1}, int64_t{2}, int64_t{7}, int64_t{63}, int64_t{64},
          int64_t{-64}, int64_t{1000}, int64_t{4294967296}, int64_t{9007199254740993}, INT64_MAX,
          INT64_MAX - 1, INT64_MIN, INT64_MIN + 1}) {
      out.push_back(Value::integer(v));
    }
    for (double v : {0.0,
                     -0.0,
                     0.5,
                     -0.5,
                     1.0,
                     1.5,
                     -2.5,
                     1e15,
                     123456789012345678.0,
                     1e18,
                     9223372036854775807.0,
                     -9223372036854775808.0,
                     1e19,
                     1e100,
                     1.7976931348623157e308,
                     5e-324,
                     1e-300,
                     3.14159265358979,
                     0.1,
                     2251799813685248.0}) {
      out.push_back(Value::real(v));
    }
    out.push_back(Value::real(1e308 * 10));
    out.push_back(Value::real(-1e308 * 10));
    for (std::string_view v : {"",
                               "0",
                               "1",
                               "-1",
                               "5",
                               " 5 ",
                               "5abc",
                               "abc",
                               "ABC",
                               "1.5",
                               "1.0",
                               "1e3",
                               "1e",
                               "1e+",
                               ".5",
                               "5.",
                               ".",
                               "+5",
                               "-",
                               "0x10",
                               "9223372036854775807",
                               "9223372036854775808",
                               "-9223372036854775808",
                               "-9223372036854775809",
                               "99999999999999999999",
                               "1e400",
                               "-1e400",
                               "1e-400",
                               "Infinity",
                               "nan",
                               "true",
                               "a",
                               "aé",
                               "日本語",
                               "  trim  ",
                               "%",
                               "a%b_c",
                               "\t7\n",
                               "abcabc",
                               "x'41'",
                               "12345678901234567890.5",
                               "0.1",
                               "100",
                               "-0.0",
                               "-0"}) {
      out.push_back(Value::text(v));
    }
    using namespace std::string_view_literals;
    out.push_back(Value::text("a\0b"sv));
    out.push_back(Value::text("\xff\xfe"sv));
    out.push_back(Value::text("a\xc3"sv));
    out.push_back(Value::text("\xed\xa0\x80z"sv));
    out.push_back(Value::text("5\0"sv));
    out.push_back(Value::blob({}));
    out.push_back(Value::blob(as_bytes("a"sv)));
    out.push_back(Value::blob(as_bytes("12"sv)));
    out.push_back(Value::blob(as_bytes("1.5x"sv)));
    out.push_back(Value::blob(as_bytes("\0\1\xff"sv)));
    return out;
  }();
  return kValues;
}

}  // namespace tern::test
