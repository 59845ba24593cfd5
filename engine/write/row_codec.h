#pragma once

#include <optional>
#include <span>
#include <vector>

#include "engine/catalog/schema.h"
#include "engine/record/record.h"

namespace tern::write {

/// What a record holds for `value` of a column of this affinity: reals of a REAL column that are
/// small whole numbers are stored as integers.
record::ValueView stored_form(record::ValueView value, record::Affinity affinity);

/// Rows of one table as records and back: the rowid alias is stored as NULL, WITHOUT ROWID rows in
/// the order of their primary key tree, virtual columns not at all (they are decoded as NULL);
/// columns that a short record lacks have their default.
class RowCodec {
 public:
  /// Lifetime: `table` outlives this.
  explicit RowCodec(const catalog::Table& table);

  /// Only these columns are to be decoded; the others of a row stay NULL. Empty: all.
  void set_wanted(const std::vector<bool>& columns);
  /// The values of columns that records may lack, by column (see catalog::Column::default_value).
  void set_default(uint16_t column, record::ValueView value);

  /// Replaces `out` by the record of `row` (all columns).
  void encode(std::span<const record::ValueView> row, ByteVector& out);
  /// Errors: Corrupt. Lifetime of the values: as `payload`, and this codec's defaults.
  Status decode(Bytes payload, int64_t rowid, std::vector<record::ValueView>& row);

 private:
  const catalog::Table& table_;
  std::vector<uint16_t> order_;          // the table column at each place of the record
  std::vector<size_t> real_places_;      // of columns with the affinity REAL
  bool is_as_declared_ = false;          // order_ is that of the table's columns
  std::optional<uint32_t> alias_place_;  // of the rowid alias
  std::vector<uint32_t> wanted_;         // places to decode, ascending
  std::vector<record::Value> defaults_;
  std::vector<record::ValueView> stored_;
  record::RecordReader reader_;
};

}  // namespace tern::write
