#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "engine/base/error.h"
#include "engine/record/value.h"

namespace tern::diff {

using record::Value;
using RowValues = std::vector<Value>;

/// What a statement did on one side.
struct Outcome {
  int code = 0;  // 0: it ran to its end; else the (extended) error code
  std::string message;
  std::vector<std::string> columns;
  std::vector<RowValues> rows;
  int64_t changes = 0;
  int64_t total_changes = 0;
  int64_t last_rowid = 0;
  bool autocommit = true;

  bool is_ok() const { return code == 0; }
  /// Refused as beyond this release.
  bool is_unsupported() const { return code == static_cast<int>(ErrorCode::Unsupported); }
};

/// A value as an SQL literal that reads back as the same value.
std::string literal_of(const Value& value);
std::string text_of(const RowValues& row);
/// The rows as text, a line each, at most `rows_max` of them.
std::string text_of(const std::vector<RowValues>& rows, size_t rows_max = 12);

/// Same type and value. Reals may differ by what a sum in another order loses.
bool same(const Value& a, const Value& b);
bool same(const RowValues& a, const RowValues& b);
/// Whether the rows are those of EXPLAIN QUERY PLAN, and the tree that they tell, a line each: the
/// numbers of its nodes are each engine's own.
bool is_plan(const Outcome& outcome);
std::string plan_text(const Outcome& outcome);
/// In this order, or as multisets.
bool same_rows(const std::vector<RowValues>& a, const std::vector<RowValues>& b, bool in_order);

}  // namespace tern::diff
