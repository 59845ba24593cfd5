#pragma once

#include <memory>
#include <span>
#include <string_view>
#include <vector>

#include "engine/exec/compile_unit.h"
#include "engine/exec/row_value.h"
#include "engine/sql/ast.h"

namespace tern::exec {

class Description;  // description.h

/// The rows that an INSERT inserts: VALUES, evaluated one by one where they stand; a SELECT; or a
/// copy of all rows made first, where they come from the table that is inserted into.
class InsertSource {
 public:
  /// `has_triggers`: rows are all made before the first is inserted.
  static Result<std::unique_ptr<InsertSource>> bind(CompileUnit& unit,
                                                    const sql::InsertStatement& statement,
                                                    std::string_view table, bool has_triggers);

  size_t width() const { return width_; }
  /// At most one row, known without reading anything that the statement changes.
  bool is_single_row() const { return !stream_ && rows_.size() <= 1; }
  Status open(expr::Frame& frame);
  /// Lifetime of the row: until the next call.
  Result<bool> next(expr::Frame& frame);
  std::span<const record::ValueView> row() const { return row_; }
  void close();
  /// Adds what it reads and evaluates.
  void describe(Description& out) const;

 private:
  Result<bool> produce(expr::Frame& frame);
  Status copy_all(expr::Frame& frame);

  size_t width_ = 0;
  std::vector<std::vector<expr::ExprPtr>> rows_;  // VALUES
  std::vector<RowValue> cells_;                   // the same, one row after another
  std::unique_ptr<RowStream> stream_;             // SELECT
  bool copies_first_ = false;
  size_t next_row_ = 0;
  std::vector<record::Value> copied_;  // all rows' values, one after another
  size_t next_copied_ = 0;
  std::vector<record::ValueView> values_;
  std::span<const record::ValueView> row_;
};

}  // namespace tern::exec
