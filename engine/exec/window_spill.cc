#include "engine/exec/window_spill.h"

namespace tern::exec {

namespace {

using record::ValueView;

// What stands in a record before the row's values: the size of the key's part that says the
// partition, and a byte for each value's subtype.
constexpr uint32_t kPartitionSize = 0;
constexpr uint32_t kSubtypes = 1;
constexpr uint32_t kValues = 2;

}  // namespace

void WindowSpill::clear() {
  sorter_.clear(memory_.bytes_max() / 2);
  is_used_ = false;
}

Status WindowSpill::add(const KeyedRow& row, size_t width) {
  const std::span<const ValueView> values(row.values(), width);
  subtypes_.clear();
  for (const ValueView& value : values) subtypes_.push_back(static_cast<char>(value.subtype()));
  values_.assign({ValueView::integer(row.partition_size), ValueView::text(subtypes_)});
  values_.insert(values_.end(), values.begin(), values.end());
  record_.clear();
  record::encode_record(values_, record_);
  return sorter_.add(row.full_key(), record_);
}

Status WindowSpill::take(RowQueue& rows, size_t width) {
  is_used_ = true;
  for (uint64_t i = 0; i < rows.end(); ++i) TRY(add(rows[i], width));
  rows.clear();
  return ok();
}

Result<bool> WindowSpill::next(RowQueue& rows) {
  const auto entry = TRY(sorter_.next());
  if (!entry) return false;
  reader_.reset(entry->payload);
  const int64_t partition_size = TRY(reader_.column(kPartitionSize)).as_integer();
  const std::string_view subtypes = TRY(reader_.column(kSubtypes)).as_text();
  values_.clear();
  for (size_t i = 0; i < subtypes.size(); ++i) {
    const ValueView value = TRY(reader_.column(static_cast<uint32_t>(i) + kValues));
    values_.push_back(value.with_subtype(static_cast<uint8_t>(subtypes[i])));
  }
  rows.append(values_, as_text(entry->key), static_cast<size_t>(partition_size));
  return true;
}

}  // namespace tern::exec
