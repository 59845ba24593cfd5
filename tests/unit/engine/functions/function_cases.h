#pragma once

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "engine/functions/registry.h"
#include "tests/support/fake_connection.h"
#include "tests/support/reference.h"

namespace tern::functions {

/// Calls functions here and in the reference.
class FunctionCases : public ::testing::Test {
 protected:
  test::Outcome ours(const std::string& name, const std::vector<record::Value>& arguments) {
    StatementContext statement(connection_);
    Call call(statement);
    const Result<FoundFunction> found = registry_.find(name, arguments.size());
    if (!found) return {true, {}, std::string(found.error().message())};
    const std::vector<record::ValueView> views(arguments.begin(), arguments.end());
    const Result<record::ValueView> value = found->scalar->body(call, views);
    if (!value) return {true, {}, std::string(value.error().message())};
    return {false, record::Value(*value), {}};
  }

  /// What the function gives, as text; errors as "! " and their text, blobs in hexadecimal.
  std::string ask(const std::string& name, const std::vector<record::Value>& arguments) {
    const test::Outcome outcome = ours(name, arguments);
    if (outcome.failed) return "! " + outcome.message;
    const record::ValueView value = outcome.value.view();
    if (value.is_null()) return "NULL";
    std::string scratch;
    if (!value.is_blob()) return std::string(record::to_text(value, scratch));
    std::string out;
    constexpr std::string_view kDigits = "0123456789ABCDEF";
    for (const std::byte byte : value.as_bytes()) {
      out += kDigits[std::to_integer<size_t>(byte) >> 4];
      out += kDigits[std::to_integer<size_t>(byte) & 15];
    }
    return out;
  }
  std::string ask(const std::string& name, const std::string& text) {
    return ask(name, {record::Value::text(text)});
  }

  static std::string sql_of(const std::string& name, size_t count) {
    if (name.starts_with("->")) return "SELECT ? " + name + " ?";
    std::string sql = "SELECT " + name + "(";
    for (size_t i = 0; i < count; ++i) sql += i ? ",?" : "?";
    return sql + ")";
  }

  /// Same value, or same error with the same words.
  void expect_same(const std::string& name, const std::vector<record::Value>& arguments) {
    const test::Outcome mine = ours(name, arguments);
    const test::Outcome expected = reference_.ask(sql_of(name, arguments.size()), arguments);
    if (mine == expected && (!mine.failed || mine.message == expected.message)) return;
    if (++failures_ > 40) return;
    std::string shown;
    for (const auto& argument : arguments) {
      shown += (shown.empty() ? "" : ", ") + test::show(argument);
    }
    ADD_FAILURE() << name << "(" << shown << "): " << ::testing::PrintToString(mine)
                  << ", reference: " << ::testing::PrintToString(expected);
  }

  /// Texts stand for themselves.
  void expect_same_text(const std::string& name, const std::vector<std::string>& arguments) {
    std::vector<record::Value> values;
    for (const std::string& argument : arguments) values.push_back(record::Value::text(argument));
    expect_same(name, values);
  }

  test::FakeConnection connection_;
  Registry registry_;
  test::Reference reference_;
  int failures_ = 0;
};

}  // namespace tern::functions
