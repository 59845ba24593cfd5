#pragma once

#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "engine/catalog/schema.h"
#include "engine/write/row_expressions.h"

namespace tern::write {

/// What the generated columns of one row hold. The row's values view it.
using GeneratedRow = std::vector<record::Value>;

/// Computes the generated columns of a table's rows.
class GeneratedValues {
 public:
  /// Lifetime: all outlive this. Errors: of the binder. A loop shows in check() and when values are
  /// computed.
  static Result<GeneratedValues> open(const catalog::Table& table, RowExpressions& expressions);

  bool is_empty() const { return columns_.empty() && !loop_; }
  /// Errors: Error "generated column loop on "x"".
  Status check() const { return loop_ ? std::unexpected(*loop_) : ok(); }
  /// Fills the generated columns of `row`, whose other columns have their affinity.
  /// `only_virtual`: those that are stored are there already.
  /// Lifetime of the values: as `kept`. Leaves the row set in the RowExpressions.
  /// Errors: of the expressions; Error "generated column loop on "x"".
  Status compute(std::span<record::ValueView> row, int64_t rowid, bool only_virtual,
                 GeneratedRow& kept);

 private:
  struct Column {
    uint16_t place;
    record::Affinity affinity;
    bool is_stored;
    expr::ExprPtr value;
  };
  explicit GeneratedValues(RowExpressions& expressions) : expressions_(&expressions) {}

  RowExpressions* expressions_;
  std::vector<Column> columns_;  // in the order of computing
  std::optional<Error> loop_;    // there is no such order
  std::string scratch_;
};

/// The columns that an UPDATE changes, generated ones included that follow those that it sets.
class ChangedColumns {
 public:
  explicit ChangedColumns(const catalog::Table& table);
  /// Lifetime: until the next call, as `set`.
  std::span<const bool> of(std::span<const bool> set);

 private:
  const catalog::Table& table_;
  std::unique_ptr<bool[]> set_;  // what was asked for last
  std::unique_ptr<bool[]> all_;  // null: there are no generated columns
};

}  // namespace tern::write
