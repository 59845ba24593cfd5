#pragma once

#include <vector>

#include "engine/bind/query.h"
#include "engine/expr/frame.h"
#include "engine/record/record.h"

namespace tern::exec {

/// Copies the columns of one slot's Row that are read later, and puts them back. The bytes are a
/// record: the rowid (NULL for a row of NULLs), then the columns.
class SavedRow {
 public:
  SavedRow(const bind::Source& source, const bind::UsedColumns& used);

  /// Appends the current row of the slot to `out`.
  Status save(expr::Frame& frame, ByteVector& out);
  /// Lifetime: the row reads `saved` until it is set again; one row at a time.
  Status load(Bytes saved, expr::Frame& frame);
  bool is_empty() const { return columns_.empty() && !rowid_; }

 private:
  expr::RowSlot slot_;
  std::vector<uint32_t> columns_;
  bool rowid_;
  std::vector<record::ValueView> scratch_;
  std::vector<record::ValueView> values_;  // by index in the Row
  record::RecordReader reader_;
};

/// Several slots' rows as one string of bytes: each after its size.
Status save_rows(std::vector<SavedRow>& rows, expr::Frame& frame, ByteVector& out);
/// Lifetime: as SavedRow::load().
Status load_rows(std::vector<SavedRow>& rows, Bytes saved, expr::Frame& frame);

}  // namespace tern::exec
