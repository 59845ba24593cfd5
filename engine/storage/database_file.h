#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <mutex>
#include <string>

#include "engine/base/ids.h"
#include "engine/base/result.h"
#include "engine/io/clock.h"
#include "engine/io/random.h"
#include "engine/io/vfs.h"

namespace tern::storage {

/// What connections share besides a file. Content: who opens a database in memory by the same name
/// gets the same one. Cache: that, and they are one connection to all others, with locks on single
/// tables between them (shared_cache.h).
enum class Sharing : uint8_t { None, Content, Cache };

struct OpenOptions {
  bool read_only = false;
  bool create = true;      // make an empty file if there is none
  bool in_memory = false;  // the path is only a name
  Sharing sharing = Sharing::None;
  bool immutable = false;  // nobody changes the file: no locks, no journal, no WAL, never a look
                           // whether it changed; implies read_only
  bool no_lock = false;    // the caller sees to it that nobody else uses the file; no WAL
  bool is_secret = false;  // a temporary file is encrypted, with a key that nobody else has
  size_t cache_bytes = size_t{256} << 20;  // the page cache of all connections together, at most
  io::Clock* clock = &io::system_clock();
  io::Random* random = &io::system_random();
};

/// A database file as all connections of this process share it: descriptor, locks, page cache, WAL.
///
/// One object per (device, inode), way of opening (read-only, immutable, without locks) and
/// process: connections share cached pages and the WAL. Objects of one file that were opened in
/// different ways are to each other as processes are. Threads: all functions may be called from
/// several threads at once.
class DatabaseFile {
 public:
  /// The object of the file at `path`, shared with whoever has it open in the same way. ":memory:"
  /// and the empty path give a database in memory, as `in_memory` does: a private one, unless
  /// `sharing` says so. Shared ownership: the last connection to go
  /// checkpoints and closes. Lifetime: `vfs` and the options' clock and random must outlive it.
  /// Errors: CantOpen; IoErr*.
  static Result<std::shared_ptr<DatabaseFile>> open(io::Vfs& vfs, const std::string& path,
                                                    OpenOptions options = {});
  /// A database in a file that has no name, for this object's user alone. Its journal mode must be
  /// Memory or Off (there is no name for a journal). Errors: CantOpen, IoErr*.
  static Result<std::shared_ptr<DatabaseFile>> open_temporary(io::Vfs& vfs, OpenOptions options);
  ~DatabaseFile();
  DatabaseFile(const DatabaseFile&) = delete;
  DatabaseFile& operator=(const DatabaseFile&) = delete;

  /// Absolute; empty for a database in memory.
  const std::string& path() const;
  bool is_in_memory() const;
  bool is_read_only() const;
  io::Clock& clock() const;
  io::Random& random() const;
  io::Vfs& vfs() const;

  /// `hook` runs before the WAL is reset, truncated or deleted by this process (checkpoints, last
  /// close, change of journal mode). If it fails the WAL stays as it is. It must not use a Pager of
  /// this file; it may read records (record_frames.h).
  void set_before_wal_reset(std::function<Status()> hook);

  /// What engine/catalog keeps for connections that come later: the schema as somebody read it
  /// last. Null: nobody has. Nothing here looks into it.
  std::shared_ptr<const void> known_schema() const;
  void keep_known_schema(std::shared_ptr<const void> schema);

  class Shared;  // database_shared.h: what the Pagers of this file work on
  Shared& shared() { return *shared_; }

 private:
  static Result<std::shared_ptr<DatabaseFile>> open_in_memory(io::Vfs& vfs, const std::string& name,
                                                              const OpenOptions& options);
  explicit DatabaseFile(std::unique_ptr<Shared> shared);
  std::unique_ptr<Shared> shared_;
  mutable std::mutex known_schema_mutex_;
  std::shared_ptr<const void> known_schema_;  // shared with the connections that know it
};

}  // namespace tern::storage
