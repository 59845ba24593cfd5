#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "engine/base/byte_arena.h"
#include "engine/base/bytes.h"
#include "engine/exec/sort.h"
#include "engine/record/record.h"

namespace tern::exec {

/// Rows that wait to be taken: first in, first out, or in an order (rows that tie in it: first in,
/// first out).
class WaitingRows {
 public:
  /// `width`: how many leading columns of a row are kept. `order`: empty for a plain queue.
  WaitingRows(size_t width, std::vector<SortTerm> order)
      : order_(std::move(order)), values_(width) {}

  /// Errors: NoMem beyond kOperatorMemoryMax.
  Status add(std::span<const record::ValueView> row);
  /// The next row, or nothing. Lifetime: until the next take() or clear(); add() is fine.
  Result<std::optional<std::span<const record::ValueView>>> take();
  void clear();

 private:
  struct Waiting {
    std::string bytes;  // sort key, then record
    size_t key_size = 0;
    uint64_t sequence = 0;
    std::string_view key() const { return std::string_view(bytes).substr(0, key_size); }
  };
  static bool is_after(const Waiting& a, const Waiting& b);
  Status add_ordered(std::span<const record::ValueView> row);
  Status add_plain(std::span<const record::ValueView> row);
  Result<std::optional<std::span<const record::ValueView>>> take_ordered();
  std::optional<std::span<const record::ValueView>> take_plain();

  /// Rows one behind the other.
  struct Rows {
    std::vector<record::ValueView> values;
    ByteArena bytes;  // of texts and blobs
    void clear();
  };

  std::vector<SortTerm> order_;
  // A plain queue. All of `leaving_` came before all of `arriving_`.
  Rows leaving_;
  Rows arriving_;
  size_t left_at_ = 0;  // in the values of leaving_
  // An ordered one.
  ByteVector scratch_;
  std::vector<Waiting> heap_;
  Waiting taken_;
  uint64_t sequence_ = 0;
  size_t heap_bytes_ = 0;

  record::RecordReader reader_;
  std::vector<record::ValueView> values_;
};

}  // namespace tern::exec
