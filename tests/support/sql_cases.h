#pragma once

#include <gtest/gtest.h>

#include <string>
#include <string_view>

#include "engine/base/hex.h"
#include "engine/record/affinity.h"
#include "tern/tern.h"

namespace tern {

/// Runs SQL on a database in memory.
class SqlCases : public ::testing::Test {
 protected:
  /// What a query gives: columns apart by '|', rows by a line's end; NULL as "NULL", blobs in
  /// hexadecimal as x'0A'; an error as "! " and its text.
  std::string ask(std::string_view sql) {
    Result<Statement> statement = db_->prepare(sql);
    if (!statement) return "! " + std::string(statement.error().message());
    std::string out;
    while (true) {
      const Result<bool> has_row = statement->step();
      if (!has_row) return "! " + std::string(has_row.error().message());
      if (!*has_row) return out;
      if (!out.empty()) out += '\n';
      for (int column = 0; column < statement->column_count(); ++column) {
        if (column > 0) out += '|';
        out += shown(statement->column(column));
      }
    }
  }
  /// The same of one expression.
  std::string value(std::string_view expression) {
    return ask("SELECT " + std::string(expression));
  }
  void run(std::string_view sql) {
    const Status status = db_->execute(sql);
    EXPECT_TRUE(status) << sql << ": " << status.error().message();
  }

  static std::string shown(ValueView value) {
    if (value.is_null()) return "NULL";
    if (!value.is_blob()) {
      std::string scratch;
      return std::string(record::to_text(value, scratch));
    }
    std::string out = "x'";
    append_hex(out, value.as_bytes());
    return out + "'";
  }

  Result<Connection> db_ = Connection::open(":memory:");
};

}  // namespace tern
