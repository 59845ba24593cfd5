#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string_view>

#include "tern/tern.h"

namespace tern {

namespace api {
class Blob;
}

/// A text or blob in a row of a table with rowids, read and written in place, a part at a time.
///
///   tern::Blob photo = TRY(tern::Blob::open(db, "main", "person", "photo", id));
///   for (uint64_t at = 0; at < photo.size(); at += part.size()) {
///     const uint64_t left = photo.size() - at;
///     TRY(photo.read(part = part.first(std::min<uint64_t>(part.size(), left)), at));
///     show(part);
///   }
///
/// The bytes are those of the file: a text is in the database's encoding. What is written is no
/// UPDATE: neither constraints nor triggers know of it, and it cannot change the size: an UPDATE to
/// `zeroblob(size)` makes room first.
///
/// A Blob counts as a running statement of its connection: until its end it reads one snapshot, or
/// holds the write transaction, which in autocommit mode its end commits. When its row is changed
/// or removed otherwise it expires: reads and writes fail with Abort, and what was written stays.
/// The preupdate hook, PRAGMA tern_capture, sessions and sync hear of a write as of an update of
/// the row; the update hook does not.
/// Threads: as the connection. Lifetime: the connection outlives it.
class Blob {
 public:
  enum class Access : uint8_t { Read, Write };

  /// `database` may be "": the first that has such a table, the temporary one before all.
  /// Errors: Error for what is not there, or is no text or blob of a row with a rowid; when writing
  /// also for a column that is in an index, or with PRAGMA foreign_keys a child of a foreign key;
  /// Busy; ReadOnly; IoErr*; Corrupt.
  static Result<Blob> open(Connection& connection, std::string_view database,
                           std::string_view table, std::string_view column, int64_t rowid,
                           Access access = Access::Read);
  Blob(Blob&&) noexcept;
  Blob& operator=(Blob&&) noexcept;  // closes the one that was here
  ~Blob();                           // as close(); an error is lost

  /// In bytes; of the value that it stood on last.
  uint64_t size() const;
  /// Fills `out` with the bytes from `at` on.
  /// Errors: Error if the range is not within the value; Abort when it has expired; AbortRollback
  /// when the transaction that it writes in was rolled back; IoErr*; Corrupt.
  Status read(std::span<std::byte> out, uint64_t at);
  /// Errors: as read(); ReadOnly when opened for reading.
  Status write(std::span<const std::byte> in, uint64_t at);
  /// Moves to the same column of another row, or, where nothing has found it expired yet, of the
  /// same one. Errors: as open(), and Abort; it has expired afterwards.
  Status reopen(int64_t rowid);
  /// Has it come to its end: closed, or found expired by a call?
  bool is_over() const;
  /// Ends it, where it has not expired already. Errors: of the commit that this may be: then what
  /// was written is rolled back.
  Status close() &&;

 private:
  explicit Blob(std::unique_ptr<api::Blob> blob);
  std::unique_ptr<api::Blob> blob_;
};

}  // namespace tern
