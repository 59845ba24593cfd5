#pragma once

#include <sys/stat.h>

#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <unordered_set>

#include "engine/base/result.h"
#include "engine/io/clock.h"

namespace tern::daemon {

/// Which tokens do not count any more, though signed and in time. The file has a line each:
/// `revoked ID` (a token's `jti`) and `epoch N` (tokens with a smaller `kep` are revoked; the
/// largest N counts); `#` starts a comment.
class RevocationList {
 public:
  /// Errors: CantOpen; Misuse with path and line.
  static Result<RevocationList> read(const std::string& path);
  static Result<RevocationList> parse(std::string_view text, std::string_view path);

  /// `id` may be empty: such a token can be revoked by its epoch only.
  bool revokes(const std::string& id, uint64_t key_epoch) const {
    return key_epoch < epoch_min_ || (!id.empty() && ids_.contains(id));
  }
  size_t size() const { return ids_.size(); }

 private:
  std::unordered_set<std::string> ids_;
  uint64_t epoch_min_ = 0;
};

/// The list in a file that changes while the server runs: whoever asks looks whether it has, at
/// most once a second. A file that cannot be read or has an error leaves the old list in force, and
/// is logged once. Threads: any.
class RevocationFile {
 public:
  /// Errors: as RevocationList::read.
  static Result<std::unique_ptr<RevocationFile>> open(std::string path, io::Clock& clock);

  /// shared_ptr: the list may be replaced while somebody looks at it.
  std::shared_ptr<const RevocationList> current();

 private:
  /// By what a change is noticed.
  struct Stamp {
    dev_t device = 0;
    ino_t inode = 0;
    off_t size = 0;
    timespec modified = {};
    timespec changed = {};
    bool operator==(const Stamp& other) const;
  };

  RevocationFile(std::string path, io::Clock& clock) : path_(std::move(path)), clock_(clock) {}
  static Stamp stamp_of(const std::string& path);
  void look();

  const std::string path_;
  io::Clock& clock_;
  std::mutex mutex_;  // guards what follows
  std::shared_ptr<const RevocationList> list_;
  Stamp stamp_;
  int64_t next_look_ms_ = 0;
};

/// Adds a token's id to the file, which is made if it is missing; several at once wait for one
/// another. Errors: CantOpen, IoErrWrite; Misuse for an id that no line can hold, or a broken file.
Status revoke_token(const std::string& path, std::string_view id);
/// Revokes all tokens of key epochs before `epoch`.
Status raise_key_epoch(const std::string& path, uint64_t epoch);

}  // namespace tern::daemon
