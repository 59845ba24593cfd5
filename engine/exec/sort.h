#pragma once

#include <optional>
#include <string>
#include <vector>

#include "engine/bind/query.h"
#include "engine/exec/byte_arena.h"
#include "engine/exec/operator.h"
#include "engine/record/record.h"
#include "engine/record/sort_key.h"

namespace tern::exec {

/// A column of a row and how it sorts.
struct SortTerm {
  uint32_t column = 0;
  record::SortKeyPart part;
};

/// The rows of `input` in order; equal rows in the order in which they came. With a limit only that
/// many are kept.
class Sort final : public RowStream {
 public:
  /// `limit`, `offset`: null if none.
  Sort(std::unique_ptr<RowStream> input, std::vector<SortTerm> terms, const expr::Expr* limit,
       const expr::Expr* offset)
      : input_(std::move(input)), terms_(std::move(terms)), limit_(limit), offset_(offset) {}
  Status open(expr::Frame& frame) override;
  Result<bool> next(expr::Frame& frame) override;
  void close() override;

 private:
  struct Entry {
    uint64_t prefix;      // the key's first bytes, as a number that orders alike
    const std::byte* at;  // key, then payload
    uint32_t key_size;
    uint32_t payload_size;
    uint64_t sequence;
  };
  static bool is_before(const Entry& a, const Entry& b);
  Status read_all(expr::Frame& frame);
  Status add();
  void prune();

  std::unique_ptr<RowStream> input_;
  std::vector<SortTerm> terms_;
  const expr::Expr* limit_;
  const expr::Expr* offset_;
  std::optional<uint64_t> top_;  // rows that can still come out
  ByteArena arena_;
  std::vector<Entry> entries_;
  std::optional<Entry> bound_;  // rows not before it are not among the top ones
  std::string key_;
  ByteVector payload_;
  record::RecordReader reader_;
  std::vector<record::ValueView> values_;
  uint64_t sequence_ = 0;
  size_t at_ = 0;
  bool is_read_ = false;
};

}  // namespace tern::exec
