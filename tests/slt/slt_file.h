#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace tern::slt {

// sqllogictest's files: statements and queries with the results that they must have.
// Source: https://www.sqlite.org/sqllogictest/doc/trunk/about.wiki

enum class SortMode : uint8_t { None, Rows, Values };

struct Record {
  size_t line = 0;  // where it begins, from 1
  bool is_query = false;
  bool may_succeed = true;  // of a statement: false means that it must fail
  std::string sql;
  std::string types;  // of a query: a letter per column; T text, I integer, R real
  SortMode sort = SortMode::None;
  /// The values, or a line "N values hashing to MD5".
  std::vector<std::string> expected;
};

/// The records of `text` that are meant for SQLite, up to `halt`.
std::vector<Record> parse(std::string_view text);

/// Does a query's result, row by row, agree with what the record says? `values` is put in order.
bool agrees(const Record& record, std::vector<std::string>& values);

}  // namespace tern::slt
