#pragma once

#include <memory>
#include <string>

#include "engine/base/ids.h"
#include "engine/base/result.h"
#include "engine/io/vfs.h"
#include "engine/storage/pager.h"

// The `-journal` file: the pages of the database as they were before a transaction changed them.
//
//   header, padded to a sector   0 magic  8 record count (0xffffffff: as many as the file holds)
//                                12 nonce  16 pages of the database before  20 sector size  24 page
//                                size
//   record                       page number, page, checksum
//
// A record's checksum is the nonce plus every 200th byte of the page, counted from the end. A
// journal may have several headers, each at a sector's start, with their records. The transaction
// commits when the journal is deleted. Source: SQLite file format, "The Rollback Journal".

namespace tern::storage {

/// Writes the journal of one transaction. Pages are journalled before the database is touched.
class RollbackJournal {
 public:
  struct Layout {
    uint32_t page_size;
    uint32_t page_count;  // of the database before the transaction
    uint32_t nonce;
    Synchronous synchronous = Synchronous::Full;
  };
  /// `like`: the database, whose permissions the file gets. `overwrites`: what the file holds is
  /// written over, not cut off. `durable`: a file whose name is known to be durable, if any; kept
  /// open, so that no other has its id. Errors: CantOpen; IoErrWrite; Full.
  static Result<RollbackJournal> create(io::Vfs& vfs, const std::string& path,
                                        std::string_view like, Layout layout,
                                        bool overwrites = false, const io::File* durable = nullptr);

  Status add(PageNo no, Bytes original);
  /// Names the super-journal of the transaction behind all that was added; finish() comes last.
  Status name_super_journal(std::string_view path);
  /// Makes durable, as `synchronous` says, what was added; from then on those pages can be undone.
  /// What is added later gets a header of its own.
  Status finish(Synchronous synchronous);
  /// Commits by making the file no journal any more; durable as `synchronous` says. If it fails,
  /// the journal stands.
  Status invalidate(Synchronous synchronous);
  Status truncate() { return file_->truncate(0); }
  bool names_super_journal() const { return names_super_journal_; }
  const std::shared_ptr<io::File>& file() const { return file_; }

 private:
  RollbackJournal(io::Vfs& vfs, std::string path, Layout layout, std::shared_ptr<io::File> file)
      : vfs_(&vfs), path_(std::move(path)), layout_(layout), file_(std::move(file)) {}
  Status write_header(uint64_t at, uint32_t record_count, bool is_valid);
  Status flush();
  Status end_here();

  io::Vfs* vfs_;
  std::string path_;
  Layout layout_;
  // Shared: kept open where the name stays (Originals).
  std::shared_ptr<io::File> file_;
  ByteVector buffer_;
  uint64_t flushed_to_ = 0;
  uint64_t header_at_ = 0;     // of the records that are added now
  uint32_t added_ = 0;         // behind it
  uint32_t first_added_ = 0;   // behind the first header, once it is finished
  bool has_finished_ = false;  // once
  bool names_super_journal_ = false;
  bool is_name_durable_ = false;
  bool overwrites_ = false;
};

/// Undoes in `database` what the journal at `path` can undo, syncs, and deletes the journal.
/// Requires: the exclusive lock. Errors: IoErr*; the journal stays then.
Status roll_back_journal(io::Vfs& vfs, const std::string& path, io::File& database);

/// Is there a journal that a dead writer left? One that is there and cannot be opened counts.
/// Requires: no writer is at work.
Result<bool> is_journal_hot(io::Vfs& vfs, const std::string& path);

}  // namespace tern::storage
