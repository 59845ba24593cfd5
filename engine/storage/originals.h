#pragma once

#include <memory>
#include <optional>
#include <utility>
#include <vector>

#include "engine/storage/pager.h"
#include "engine/storage/rollback_journal.h"

namespace tern::storage {

/// What a commit outside WAL mode is undone with while it writes the file: as the journal mode says
/// a journal file, copies in memory, or nothing.
class Originals {
 public:
  /// `like`: the database, whose permissions the journal gets. `durable_journal`: the journal file
  /// whose name is known to be durable, of whoever holds Exclusive; kept there from one transaction
  /// to the next. Requires: `mode` is not Wal. Errors: CantOpen; IoErr*; Full. Lifetime:
  /// `durable_journal` must outlive this.
  static Result<Originals> begin(JournalMode mode, io::Vfs& vfs, const std::string& journal_path,
                                 std::string_view like, RollbackJournal::Layout layout,
                                 std::shared_ptr<io::File>& durable_journal);

  /// Keeps nothing: add() and finish() need not be called.
  bool is_off() const { return mode_ == JournalMode::Off; }
  Status add(PageNo no, Bytes original);
  /// What finish() makes durable says that the commit happens when `path` is deleted. Only files
  /// do.
  Status name_super_journal(const std::string& path);
  /// From then on the pages that were added may be written to the file. More may be added later.
  Status finish(Synchronous synchronous);
  /// The commit happens here, unless it fails.
  Status settle(Synchronous synchronous);
  /// After settle(): a journal file that stays is cut to `bytes`; -1: to no size.
  void limit_size(int64_t bytes);
  /// Brings back what the file held. With a journal: if this fails, the journal is hot, and whoever
  /// opens the database next does it.
  Status undo(io::File& database);
  /// Gives up before the file was written.
  void discard();

 private:
  Originals(JournalMode mode, io::Vfs& vfs, std::string path, RollbackJournal::Layout layout,
            std::shared_ptr<io::File>& durable_journal)
      : mode_(mode),
        vfs_(&vfs),
        path_(std::move(path)),
        layout_(layout),
        durable_journal_(&durable_journal) {}

  JournalMode mode_;
  io::Vfs* vfs_;
  std::string path_;
  RollbackJournal::Layout layout_;
  std::shared_ptr<io::File>* durable_journal_;
  std::optional<RollbackJournal> journal_;
  std::vector<std::pair<PageNo, ByteVector>> copies_;
};

}  // namespace tern::storage
