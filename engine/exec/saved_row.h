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

  /// Replaces `out` by the current row of the slot.
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

}  // namespace tern::exec
