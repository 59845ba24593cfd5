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
  /// `query`: says in which order rows are taken. `distinct`: UNION, rows that came before do not
  /// enter again; empty for UNION ALL.
  Recursive(std::unique_ptr<RowStream> initial, std::unique_ptr<RowStream> step,
            const bind::Query& query, std::vector<record::SortKeyPart> distinct)
      : initial_(std::move(initial)),
        step_(std::move(step)),
        query_(query),
        distinct_(std::move(distinct)),
        queue_(query.width(), sort_terms(query)) {}
  Status open(expr::Frame& frame) override;
  Result<bool> next(expr::Frame& frame) override;
  void close() override;
  void describe(Description& out) const override;

 private:
  Status add(std::span<const record::ValueView> row);
  void reset();

  std::unique_ptr<RowStream> initial_;
  std::unique_ptr<RowStream> step_;
  const bind::Query& query_;
  std::vector<record::SortKeyPart> distinct_;
  WaitingRows queue_;
  KeyTable seen_;
  std::string key_;
  bool has_current_ = false;
};

}  // namespace tern::exec
