#pragma once

#include "engine/btree/entry_sorter.h"
#include "engine/storage/database_file.h"
#include "engine/storage/pager.h"
#include "engine/storage/scratch_file.h"

namespace tern::exec {

/// How much one operator may hold in memory, and where the rest of its rows goes: into an encrypted
/// temporary file without a name. Lifetime: the pager's.
class WorkMemory {
 public:
  explicit WorkMemory(storage::Pager& pager) : pager_(&pager) {}
  /// Bytes; may change between two runs of a statement.
  size_t bytes_max() const { return pager_->work_memory(); }
  btree::EntrySorter make_sorter() const {
    storage::DatabaseFile& file = pager_->file();
    return {file.vfs(), file.random(), bytes_max()};
  }
  /// For bytes that are written once.
  Result<std::unique_ptr<io::File>> make_file() const {
    storage::DatabaseFile& file = pager_->file();
    return storage::open_scratch(file.vfs(), file.random());
  }

 private:
  storage::Pager* pager_;
};

}  // namespace tern::exec
