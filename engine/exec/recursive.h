#pragma once

#include <string>
#include <vector>

#include "engine/bind/query.h"
#include "engine/exec/key_table.h"
#include "engine/exec/operator.h"
#include "engine/exec/waiting_rows.h"

namespace tern::exec {

/// A recursive common table expression: rows of `initial` enter a queue; each row taken from it is
/// emitted, and `step`'s rows for it enter the queue. The queue is first in, first out, or ordered.
/// Source: SQLite documentation, "The WITH Clause", Recursive Common Table Expressions.
class Recursive final : public RowStream {
 public:
  /// `distinct`: UNION, rows that came before do not enter again. `order`: empty for a plain queue.
  Recursive(std::unique_ptr<RowStream> initial, std::unique_ptr<RowStream> step, expr::RowSlot slot,
            size_t width, std::vector<record::SortKeyPart> distinct, std::vector<SortTerm> order)
      : initial_(std::move(initial)),
        step_(std::move(step)),
        slot_(slot),
        distinct_(std::move(distinct)),
        queue_(width, std::move(order)) {}
  Status open(expr::Frame& frame) override;
  Result<bool> next(expr::Frame& frame) override;
  void close() override;

 private:
  Status add(std::span<const record::ValueView> row);
  void reset();

  std::unique_ptr<RowStream> initial_;
  std::unique_ptr<RowStream> step_;
  expr::RowSlot slot_;
  std::vector<record::SortKeyPart> distinct_;
  WaitingRows queue_;
  KeyTable seen_;
  std::string key_;
  bool has_current_ = false;
};

}  // namespace tern::exec
