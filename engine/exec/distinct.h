#pragma once

#include <string>
#include <vector>

#include "engine/btree/entry_sorter.h"
#include "engine/exec/key_table.h"
#include "engine/exec/operator.h"
#include "engine/exec/work_memory.h"
#include "engine/record/record.h"
#include "engine/record/sort_key.h"

namespace tern::exec {

/// The rows of `input` whose first columns (one per part) did not come before, as they come. When
/// the keys seen fill half of the memory, rows with other keys wait until all were read: sorted by
/// their keys, the first of each, then put back into the order in which they came.
class Distinct final : public RowStream {
 public:
  Distinct(std::unique_ptr<RowStream> input, std::vector<record::SortKeyPart> parts,
           WorkMemory memory)
      : input_(std::move(input)),
        parts_(std::move(parts)),
        memory_(memory),
        waiting_(memory.make_sorter()),
        late_(memory.make_sorter()) {}
  void set_read_at_once() override { input_->set_read_at_once(); }
  Status open(expr::Frame& frame) override;
  Result<bool> next(expr::Frame& frame) override;
  void close() override;
  void describe(Description& out) const override;

 private:
  Result<bool> next_new(expr::Frame& frame);
  Status let_wait();
  Status sort_waiting();
  Result<bool> next_late();
  void forget();

  std::unique_ptr<RowStream> input_;
  std::vector<record::SortKeyPart> parts_;
  WorkMemory memory_;
  KeyTable seen_;
  std::string key_;
  bool is_full_ = false;
  bool is_read_ = false;

  uint64_t sequence_ = 0;
  btree::EntrySorter waiting_;  // by key: the row's number, the row
  btree::EntrySorter late_;     // by number: the row
  ByteVector record_;
  record::RecordReader reader_;
  std::vector<record::ValueView> values_;
};

}  // namespace tern::exec
