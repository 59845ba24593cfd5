#pragma once

#include <deque>
#include <string>
#include <vector>

#include "engine/bind/query.h"
#include "engine/exec/key_table.h"
#include "engine/exec/operator.h"
#include "engine/exec/sort.h"
#include "engine/record/record.h"

namespace tern::exec {

/// A recursive common table expression: rows of `initial` enter a queue; each row taken from it is
/// emitted, and `step`'s rows for it enter the queue. The queue is first in, first out, or ordered.
/// Source: SQLite documentation, "The WITH Clause", Recursive Common Table Expressions.
class Recursive final : public RowStream {
 public:
  /// `distinct`: UNION, rows that came before do not enter again. `order`: empty for a plain queue.
  Recursive(std::unique_ptr<RowStream> initial, std::unique_ptr<RowStream> step, expr::RowSlot slot,
            size_t width, std::vector<record::SortKeyPart> distinct, std::vector<SortTerm> order);
  Status open(expr::Frame& frame) override;
  Result<bool> next(expr::Frame& frame) override;
  void close() override;

 private:
  struct Waiting {
    std::string key;  // of an ordered queue
    uint64_t sequence = 0;
    ByteVector record;
  };
  static bool is_after(const Waiting& a, const Waiting& b);
  Status add(std::span<const record::ValueView> row);
  Waiting take();

  std::unique_ptr<RowStream> initial_;
  std::unique_ptr<RowStream> step_;
  expr::RowSlot slot_;
  std::vector<record::SortKeyPart> distinct_;
  std::vector<SortTerm> order_;
  std::deque<Waiting> queue_;  // a heap if ordered
  KeyTable seen_;
  std::string key_;
  Waiting current_;
  record::RecordReader reader_;
  std::vector<record::ValueView> values_;
  uint64_t sequence_ = 0;
  bool has_current_ = false;
};

}  // namespace tern::exec
