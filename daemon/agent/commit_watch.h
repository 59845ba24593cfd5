#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <string>

#include "engine/io/vfs.h"

namespace tern::daemon::agent {

/// Sees that a database file has been written to, without any lock: it reads the header of the
/// wal-index, which every commit changes, and whether the files are still the same ones. Several
/// commits between two looks are one change; checkpoints are none.
/// Source: SQLite documentation, "WAL-mode File Format": the WAL-index header.
class CommitWatch {
 public:
  explicit CommitWatch(std::string database) : path_(std::move(database)) {}

  /// Whether something was committed since the last look; the first look says yes. Where there is
  /// no wal-index the database file is looked at instead.
  /// A look that fails says no: whoever syncs next meets the reason.
  bool look();

 private:
  struct Mark {
    io::FileId index;
    io::FileId database;
    std::array<std::byte, 48> header{};  // of the wal-index
    uint64_t database_bytes = 0;         // where there is no wal-index
    bool operator==(const Mark&) const = default;
  };
  Result<Mark> read();

  std::string path_;
  std::unique_ptr<io::File> index_;  // `-shm`, as long as it is that of its name
  Mark seen_;
  bool has_seen_ = false;
};

}  // namespace tern::daemon::agent
