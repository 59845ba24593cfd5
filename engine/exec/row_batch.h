#pragma once

#include <algorithm>
#include <cstdint>
#include <span>
#include <vector>

#include "engine/base/bytes.h"
#include "engine/base/bytes_ahead.h"
#include "engine/expr/frame.h"
#include "engine/record/value.h"

namespace tern::exec {

/// What the rows of a batch have in one slot: rows of values, of which each entry of the batch
/// stands for one.
struct BatchPart {
  static constexpr uint32_t kNullRow = UINT32_MAX;

  expr::RowSlot slot;
  const record::ValueView* values = nullptr;  // row after row, `width` columns each
  size_t width = 0;
  const int64_t* rowids = nullptr;   // by row; null: nobody asks
  const uint32_t* places = nullptr;  // by entry: its row, or kNullRow; null: entry i has row i
  /// The slot's columns that rows have, in their order; empty: all, at their index.
  std::span<const uint32_t> columns = {};
  std::span<record::ValueView> whole_row = {};  // where a row gets all columns, if it has not

  uint32_t row_of(uint32_t entry) const { return places ? places[entry] : entry; }
  /// Where in a row the slot's column `index` is. Requires: rows have it.
  size_t place_of(uint32_t index) const {
    if (columns.empty()) return index;
    return static_cast<size_t>(std::ranges::find(columns, index) - columns.begin());
  }
  void put_in_slot(expr::Frame& frame, uint32_t entry) const {
    const uint32_t row = row_of(entry);
    if (row == kNullRow) {
      frame.row(slot).set_null();
      return;
    }
    std::span<const record::ValueView> found(values + row * width, width);
    if (!columns.empty()) {
      for (size_t i = 0; i < width; ++i) whole_row[columns[i]] = found[i];
      found = whole_row;
    }
    frame.row(slot).set_values(found, rowids ? rowids[row] : 0);
  }
};

/// Several rows of a scan or a join at once, none of which stands in the frame. Lifetime: until
/// what made it goes on.
struct RowBatch {
  static constexpr size_t kSizeMax = 128;

  std::span<const BatchPart> parts;  // the same slots in every batch of an operator
  std::span<uint32_t> rows;          // the entries that count, ascending, below kSizeMax
  BytesAhead* ahead = nullptr;       // what comes behind, for who reads all bytes of the rows

  void put_in_slots(expr::Frame& frame, uint32_t entry) const {
    for (const BatchPart& part : parts) part.put_in_slot(frame, entry);
  }
};

/// The slots of a batch's parts.
inline std::vector<expr::RowSlot> slots_of(std::span<const BatchPart> parts) {
  std::vector<expr::RowSlot> out;
  for (const BatchPart& part : parts) out.push_back(part.slot);
  return out;
}

}  // namespace tern::exec
