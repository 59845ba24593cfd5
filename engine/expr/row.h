#pragma once

#include <cstdint>
#include <span>

#include "engine/base/result.h"
#include "engine/record/record.h"
#include "engine/record/value.h"

namespace tern::expr {

/// Rows that are neither a record nor an array of values.
class RowSource {
 public:
  virtual ~RowSource() = default;
  virtual Result<record::ValueView> column(uint32_t index) = 0;
  virtual Result<record::ValueView> rowid() { return record::ValueView::null(); }
  /// vtab::Cursor::column_to_keep(), where the rows are those of a virtual table.
  virtual Result<record::ValueView> column_to_keep(uint32_t index, bool& /*is_unchanged*/) {
    return column(index);
  }
};

/// What one slot of a Frame holds: the current row of a table, index, subquery or trigger.
/// Operators set it, expressions read it; the common cases need no virtual call.
class Row {
 public:
  /// All columns and the rowid are NULL: the missing side of an outer join, an empty table.
  void set_null() { kind_ = Kind::Null; }
  /// An encoded record. Lifetime: `payload` lives until the row is set again.
  void set_record(Bytes payload, int64_t rowid = 0) {
    kind_ = Kind::Record;
    reader_.reset(payload);
    rowid_ = rowid;
  }
  void set_values(std::span<const record::ValueView> values, int64_t rowid = 0) {
    kind_ = Kind::Values;
    values_ = values;
    rowid_ = rowid;
  }
  void set_source(RowSource& source) {
    kind_ = Kind::Source;
    source_ = &source;
  }
  /// What columns have that a record is too short for (ALTER TABLE ADD COLUMN), by record column;
  /// kept when the row is set. Lifetime: as this Row. Empty: NULL.
  void set_defaults(std::span<const record::Value> defaults) { defaults_ = defaults; }

  bool is_null_row() const { return kind_ == Kind::Null; }

  Result<record::ValueView> column(uint32_t index) {
    if (kind_ == Kind::Record) [[likely]] {
      if (!defaults_.empty()) [[unlikely]]
        return column_or_default(index);
      return reader_.column(index);
    }
    if (kind_ == Kind::Values) {
      return index < values_.size() ? values_[index] : record::ValueView::null();
    }
    if (kind_ == Kind::Source) return source_->column(index);
    return record::ValueView::null();
  }
  Result<record::ValueView> rowid() {
    if (kind_ == Kind::Null) return record::ValueView::null();
    if (kind_ == Kind::Source) return source_->rowid();
    return record::ValueView::integer(rowid_);
  }
  record::RecordReader& reader() { return reader_; }
  RowSource* source() { return kind_ == Kind::Source ? source_ : nullptr; }

 private:
  Result<record::ValueView> column_or_default(uint32_t index);

  enum class Kind : uint8_t { Null, Record, Values, Source };
  Kind kind_ = Kind::Null;
  int64_t rowid_ = 0;
  record::RecordReader reader_;
  std::span<const record::ValueView> values_;
  std::span<const record::Value> defaults_;
  RowSource* source_ = nullptr;
};

}  // namespace tern::expr
