#pragma once

#include <vector>

#include "engine/write/generated_values.h"
#include "engine/write/row_codec.h"

namespace tern::write {

/// Reads the records of a table as SQL sees them: defaults and generated columns filled in.
class RowReader {
 public:
  /// Compiles what it needs with `expressions`. Lifetime: all outlive this.
  /// Errors: of the binder.
  static Result<RowReader> open(const catalog::Table& table, RowExpressions& expressions);
  /// Requires: all is compiled that is evaluated with these RowExpressions.
  Status start();

  /// Only these columns are needed; the others of a row stay NULL. Empty: all.
  void set_wanted(const std::vector<bool>& columns);
  /// Leaves the row set in the RowExpressions where there are generated columns.
  /// Lifetime of the values: as `payload`, and until the next call.
  /// Errors: Corrupt; of generated columns.
  Status read(Bytes payload, int64_t rowid, std::vector<record::ValueView>& row);

 private:
  RowReader(const catalog::Table& table, RowExpressions& expressions, GeneratedValues generated)
      : table_(&table),
        expressions_(&expressions),
        generated_(std::move(generated)),
        codec_(table) {}

  const catalog::Table* table_;
  RowExpressions* expressions_;
  GeneratedValues generated_;
  RowCodec codec_;
  std::vector<expr::ExprPtr> defaults_;
  GeneratedRow kept_;
  bool computes_ = true;
};

}  // namespace tern::write
