#pragma once

#include <compare>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>

#include "engine/base/bytes.h"
#include "engine/base/result.h"

// All contact with files. Backends: posix_vfs.h, memory_vfs.h, simulated_vfs.h. Whether a call
// blocks the thread or parks it elsewhere is decided below this interface alone.

namespace tern::io {

enum class LockMode : uint8_t { None, Shared, Exclusive };
enum class SyncMode : uint8_t {
  Data,
  Full
};  // Data: the bytes and the size; Full: all metadata too

/// What makes two paths the same file.
struct FileId {
  uint64_t device = 0;
  uint64_t inode = 0;
  auto operator<=>(const FileId&) const = default;
};

struct OpenFlags {
  bool read_only = false;
  bool create = false;
  bool exclusive = false;  // with create: the file must not exist
  /// With create: a file that is made is its owner's alone, ...
  bool is_private = false;
  /// ... or gets the permissions of the file of this name, and its owner if we may give files away.
  std::string_view like{};
};

/// One of several reads that may be done in any order, and all at once.
struct ReadRequest {
  MutBytes out;
  uint64_t at = 0;
  size_t got = 0;  // set by read_batch; less than out.size() only at the end of the file
};
/// The pieces one behind the other, from `at` on. Lifetime: what `pieces` names outlives the call.
struct WriteRequest {
  std::span<const Bytes> pieces;
  uint64_t at = 0;
};

/// An open file. Locks are byte ranges that belong to this object as against other processes and,
/// where the system has such locks, other Files.
/// Threads: all functions may be called from several threads at once.
class File {
 public:
  virtual ~File() = default;

  /// Reads up to out.size() bytes at `at`; fewer only at the end of the file. Errors: IoErrRead.
  virtual Result<size_t> pread(MutBytes out, uint64_t at) = 0;
  /// Errors: IoErrWrite; Full.
  virtual Status pwrite(Bytes in, uint64_t at) = 0;
  /// The pieces one behind the other, in as few system calls as possible.
  virtual Status pwritev(std::span<const Bytes> pieces, uint64_t at) = 0;
  /// All of them; a backend that can has many in flight. On an error some may not have been done.
  virtual Status read_batch(std::span<ReadRequest> requests);
  virtual Status write_batch(std::span<const WriteRequest> requests);
  virtual Status truncate(uint64_t size) = 0;
  virtual Status sync(SyncMode mode) = 0;
  virtual Result<uint64_t> size() = 0;

  /// Sets the lock that this object holds on the range, without waiting. Errors: Busy; IoErrLock.
  virtual Status lock(uint64_t start, uint64_t length, LockMode mode) = 0;
  /// Does somebody else hold a lock that keeps us from locking the range exclusively?
  virtual Result<bool> is_locked_by_others(uint64_t start, uint64_t length) = 0;

  virtual FileId id() const = 0;
  virtual bool is_read_only() const = 0;
  /// Can there be memory beside it that others share (Vfs::open_shared_memory())?
  virtual bool may_share_memory() const { return true; }
};

constexpr size_t kShmRegionSize = 32768;

/// Memory shared between all processes that have one database in WAL mode open: the `-shm` file.
/// Opening it marks this process as a user; the first user finds it empty.
/// Threads: as File.
class SharedMemory {
 public:
  virtual ~SharedMemory() = default;
  /// Region `index` of kShmRegionSize bytes, zeroed when new; nullptr if it does not exist and
  /// `extend` is false. Lifetime: this object's.
  virtual Result<std::byte*> region(size_t index, bool extend) = 0;
  /// Byte-range locks of this process on the file. Errors: Busy.
  virtual Status lock(uint64_t start, uint64_t length, LockMode mode) = 0;
  /// Regions must not be written, nor locks taken exclusively.
  virtual bool is_read_only() const { return false; }
};

/// A place where files are named by paths.
class Vfs {
 public:
  virtual ~Vfs() = default;
  /// A file that may only be read opens with is_read_only(). Errors: CantOpen; CantOpenIsDir;
  /// ReadOnlyDirectory if it is to be made where no file may be made.
  virtual Result<std::unique_ptr<File>> open(const std::string& path, OpenFlags flags) = 0;
  /// A file that may only be read gives what is_read_only(), if another process uses it; else it
  /// fails with ReadOnlyCantInit: nobody would say that its content is true. Errors: Busy while
  /// another process is setting it up; CantOpen; ReadOnlyDirectory. `like`: as in OpenFlags.
  virtual Result<std::unique_ptr<SharedMemory>> open_shared_memory(const std::string& path,
                                                                   std::string_view like) = 0;
  /// Not an error if there is no such file.
  virtual Status remove(const std::string& path) = 0;
  /// Gives the file a new name; what had that name is replaced in one step. Errors: IoErr.
  virtual Status rename(const std::string& from, const std::string& to) = 0;
  virtual Result<bool> exists(const std::string& path) = 0;
  /// Makes creations and removals in the folder of `path` durable.
  virtual Status sync_folder_of(const std::string& path) = 0;
  /// The file's identity; an all-zero id if there is none.
  virtual Result<FileId> identify(const std::string& path) = 0;
  /// Absolute, symbolic links resolved as far as the path exists.
  virtual Result<std::string> full_path(const std::string& path) = 0;
  /// Where temporary files go (temporary_file.h).
  virtual std::string temporary_folder() { return "/tmp"; }
};

}  // namespace tern::io
