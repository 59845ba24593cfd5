#pragma once

#include <cstdint>
#include <span>

#include "engine/base/bytes.h"
#include "engine/expr/frame.h"
#include "engine/record/value.h"

namespace tern::exec {

/// An entry of a leaf: its rowid, and its record.
struct LeafEntry {
  int64_t rowid;
  Bytes payload;
};

/// Several rows of one scan at once, none of which stands in the frame. Lifetime: until the scan
/// goes on.
struct RowBatch {
  static constexpr size_t kSizeMax = 128;

  expr::RowSlot slot;
  std::span<const LeafEntry> entries;
  const record::ValueView* values = nullptr;  // entry after entry, `width` columns each
  size_t width = 0;
  std::span<uint32_t> rows;  // the entries that count, ascending

  void put_in_slot(expr::Frame& frame, uint32_t entry) const {
    frame.row(slot).set_values({values + entry * width, width}, entries[entry].rowid);
  }
};

}  // namespace tern::exec
