#include "engine/exec/group_spill.h"

namespace tern::exec {

GroupSpill::GroupSpill(const bind::Core& core, WorkMemory memory) : sorter_(memory.make_sorter()) {
  for (const auto& source : core.sources) {
    SavedRow saved(*source, source->used);
    if (!saved.is_empty()) saved_.push_back(std::move(saved));
  }
}

void GroupSpill::clear(size_t memory_max) {
  sorter_.clear(memory_max);
  entry_.reset();
  was_taken_ = false;
}

Status GroupSpill::add(expr::Frame& frame, std::string_view key) {
  TRY(save_rows(saved_, frame, row_));
  return sorter_.add(key, row_);
}

Status GroupSpill::sort() {
  TRY(sorter_.sort());
  entry_ = TRY(sorter_.next());
  return ok();
}

Result<bool> GroupSpill::next_of(std::string_view key, expr::Frame& frame) {
  if (std::exchange(was_taken_, false)) entry_ = TRY(sorter_.next());
  if (!entry_ || as_text(entry_->key) != key) return false;
  TRY(load_rows(saved_, entry_->payload, frame));
  was_taken_ = true;
  return true;
}

}  // namespace tern::exec
