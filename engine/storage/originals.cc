#include "engine/storage/originals.h"

namespace tern::storage {

Result<Originals> Originals::begin(JournalMode mode, io::Vfs& vfs, const std::string& journal_path,
                                   std::string_view like, RollbackJournal::Layout layout,
                                   std::shared_ptr<io::File>& durable_journal) {
  ASSERT(mode != JournalMode::Wal);
  Originals out(mode, vfs, journal_path, layout, durable_journal);
  if (mode == JournalMode::Off || mode == JournalMode::Memory) return out;
  Result<RollbackJournal> journal = RollbackJournal::create(
      vfs, journal_path, like, layout, mode == JournalMode::Persist, durable_journal.get());
  if (!journal) {
    out.discard();
    return std::unexpected(journal.error());
  }
  out.journal_.emplace(*std::move(journal));
  return out;
}

Status Originals::add(PageNo no, Bytes original) {
  if (journal_) return journal_->add(no, original);
  if (mode_ == JournalMode::Memory) {
    copies_.emplace_back(no, ByteVector(original.begin(), original.end()));
  }
  return ok();
}

Status Originals::name_super_journal(const std::string& path) {
  ASSERT(journal_);
  return journal_->name_super_journal(path);
}

Status Originals::finish(Synchronous synchronous) {
  if (!journal_) return ok();
  TRY(journal_->finish(synchronous));
  if (synchronous != Synchronous::Off && mode_ != JournalMode::Delete) {
    *durable_journal_ = journal_->file();
  }
  return ok();
}

// Once it is no journal any more the commit has happened, whatever becomes of the file.
Status Originals::settle(Synchronous synchronous) {
  if (!journal_) return ok();
  if (mode_ == JournalMode::Delete) {
    if (synchronous < Synchronous::Extra) return vfs_->remove(path_);
    // As durable as with a sync of the folder behind it, but what fails here can be undone.
    TRY(journal_->invalidate(synchronous));
    static_cast<void>(vfs_->remove(path_));
    return ok();
  }
  TRY(journal_->invalidate(synchronous));
  // The name of a super-journal must not stand behind another transaction's records.
  if (mode_ == JournalMode::Truncate || journal_->names_super_journal()) {
    static_cast<void>(journal_->truncate());
  }
  return ok();
}

// It does not matter whether this succeeds.
void Originals::limit_size(int64_t bytes) {
  if (!journal_ || mode_ != JournalMode::Persist || bytes < 0) return;
  const auto limit = static_cast<uint64_t>(bytes);
  const Result<uint64_t> size = journal_->file()->size();
  if (size && *size > limit) static_cast<void>(journal_->file()->truncate(limit));
}

Status Originals::undo(io::File& database) {
  if (journal_) return roll_back_journal(*vfs_, path_, database);
  if (mode_ == JournalMode::Off) return ok();
  for (const auto& [no, bytes] : copies_) {
    TRY(database.pwrite(bytes, uint64_t{no.raw - 1} * layout_.page_size));
  }
  return database.truncate(uint64_t{layout_.page_count} * layout_.page_size);
}

void Originals::discard() {
  if (mode_ == JournalMode::Off || mode_ == JournalMode::Memory) return;
  static_cast<void>(vfs_->remove(path_));
}

}  // namespace tern::storage
