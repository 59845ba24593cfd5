#pragma once

#include <string>
#include <vector>

#include "engine/bind/query.h"
#include "engine/btree/entry_sorter.h"
#include "engine/exec/operator.h"
#include "engine/exec/top_bound.h"
#include "engine/exec/top_rows.h"
#include "engine/exec/work_memory.h"
#include "engine/record/record.h"
#include "engine/record/sort_key.h"

namespace tern::exec {

/// A column of a row and how it sorts.
struct SortTerm {
  uint32_t column = 0;
  record::SortKeyPart part;
};

/// The ORDER BY of `query`.
std::vector<SortTerm> sort_terms(const bind::Query& query);

/// The rows of `input` in order; equal rows in the order in which they came. With a small limit
/// only that many are kept; else what is too much for the memory is sorted on disk.
class Sort final : public RowStream {
 public:
  /// `query`: whose ORDER BY and LIMIT count.
  Sort(std::unique_ptr<RowStream> input, const bind::Query& query, WorkMemory memory)
      : input_(std::move(input)),
        query_(query),
        terms_(sort_terms(query)),
        memory_(memory),
        sorter_(memory.make_sorter()) {
    bound_.part = terms_.front().part;
    input_->set_read_at_once();
    if (query.limit) input_->set_bound(terms_.front().column, bound_);
  }
  Status open(expr::Frame& frame) override;
  Result<bool> next(expr::Frame& frame) override;
  void close() override;
  void describe(Description& out) const override;

 private:
  /// The rows that can still come out, if few.
  Result<std::optional<size_t>> few_rows(expr::Frame& frame) const;
  Status read_all(expr::Frame& frame);
  Status add();
  Status take_bound();
  Status leave_top();
  Result<std::optional<Bytes>> next_record();
  void forget();

  std::unique_ptr<RowStream> input_;
  const bind::Query& query_;
  std::vector<SortTerm> terms_;
  WorkMemory memory_;
  bool is_top_ = false;  // the rows are in top_, not in sorter_
  TopRows top_;
  size_t top_at_ = 0;
  TopBound bound_;  // of what is in top_
  btree::EntrySorter sorter_;
  std::string key_;
  ByteVector payload_;
  record::RecordReader reader_;
  std::vector<record::ValueView> values_;
  bool is_read_ = false;
};

}  // namespace tern::exec
