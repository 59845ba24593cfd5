#pragma once

#include <array>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <vector>

#include "engine/io/clock.h"
#include "engine/io/vfs.h"
#include "engine/sqlite3/library/library.h"
#include "sqlite3.h"

// Files of a program's file system, under the engine. Each database that is opened gets a CVfs of
// its own, for several may have one path, and each has to use its own sqlite3_file. That is also
// why these files have no identity: two connections to one database share nothing here but what
// the file system itself lets them share.

namespace tern::abi {

/// A sqlite3_file that is open. Threads: its methods are called one at a time.
class CHandle {
 public:
  /// `name`: null: a file without name; outlives the handle. Errors: as the file system says.
  static Result<std::shared_ptr<CHandle>> open(sqlite3_vfs& vfs, const char* name, int flags);
  /// The same of a file that has a block of names of its own; it gets the file's address.
  static Result<std::shared_ptr<CHandle>> open_with_names(sqlite3_vfs& vfs, FileNames names,
                                                          int flags);
  ~CHandle();
  CHandle(const CHandle&) = delete;
  CHandle& operator=(const CHandle&) = delete;

  sqlite3_file* file() { return file_; }
  const sqlite3_io_methods& methods() const { return *file_->pMethods; }
  bool is(int kind) const { return (flags_ & kind) != 0; }
  bool is_read_only() const { return (flags_ & SQLITE_OPEN_READONLY) != 0; }
  bool has_shared_memory() const { return methods().iVersion >= 2 && methods().xShmMap != nullptr; }
  /// What the file says of `op`: SQLITE_NOTFOUND where it does not know it.
  int control(int op, void* argument);
  /// Tells of something; nobody has to listen.
  void notify(int op) { static_cast<void>(control(op, nullptr)); }

  // Of a main database: the locks of engine/storage/lock_ladder.h, as levels.
  Status lock(uint64_t start, io::LockMode mode);
  /// From the pending byte on: that alone, the reserved one too, or all.
  Status unlock(uint64_t length);
  Result<bool> is_reserved();
  /// Something was written that a commit ends.
  void wrote() { has_written_ = true; }
  /// Tells that a transaction is over, if it has written.
  void ended();

  std::recursive_mutex mutex;
  FileNames names;              // of a main database
  bool has_memory = false;      // an object for its shared memory stands
  bool removes_memory = false;  // when that goes

 private:
  CHandle(sqlite3_file* file, int flags) : file_(file), flags_(flags) {}
  static Result<std::shared_ptr<CHandle>> open(sqlite3_vfs& vfs, const char* name, int flags,
                                               FileNames* names);
  Status raise(int level);
  Status lower(int level);

  sqlite3_file* file_;
  int flags_;  // as it was opened
  int level_ = SQLITE_LOCK_NONE;
  bool has_written_ = false;
};

/// The file system of one database, and of what belongs to it.
/// Threads: as any Vfs.
class CVfs final : public io::Vfs {
 public:
  CVfs(sqlite3_vfs& vfs, UriParameters parameters);

  /// Opens a database that open() then gives. For while a database is opened the engine lets no
  /// other be opened, which the file system may want to do.
  Status open_ahead(const std::string& full_path, io::OpenFlags flags);
  Result<std::unique_ptr<io::File>> open(const std::string& path, io::OpenFlags flags) override;
  Result<std::unique_ptr<io::SharedMemory>> open_shared_memory(const std::string& path,
                                                               std::string_view like) override;
  Status remove(const std::string& path) override;
  Status rename(const std::string& from, const std::string& to) override;
  Result<bool> exists(const std::string& path) override;
  Status sync_folder_of(const std::string& path) override;
  Result<io::FileId> identify(const std::string& path) override;
  Result<std::string> full_path(const std::string& path) override;
  std::string temporary_folder() override;

  /// Was there ever one?
  static bool is_used();
  sqlite3_vfs& vfs() { return vfs_; }
  io::Clock& clock() { return clock_; }
  /// The database that was opened last at `path`, of those that use no shared memory if that is
  /// asked; null: there is none.
  std::shared_ptr<CHandle> main_file(std::string_view path, bool has_no_memory = false);

 private:
  class FileClock final : public io::Clock {
   public:
    explicit FileClock(sqlite3_vfs& vfs) : vfs_(vfs) {}
    int64_t wall_ms() override;
    int64_t monotonic_ms() override;
    void sleep_ms(int64_t duration_ms) override;

   private:
    sqlite3_vfs& vfs_;
  };
  /// What a path is, by its end and the databases that are open.
  struct Role {
    int kind = SQLITE_OPEN_MAIN_DB;
    std::shared_ptr<CHandle> database;  // that it belongs to
  };
  Role role_of(const std::string& path);
  std::unique_ptr<io::File> take_ahead(const std::string& path);
  bool is_ahead(const std::string& path);
  Result<std::unique_ptr<io::File>> open_main(const std::string& path, int flags);

  sqlite3_vfs& vfs_;
  UriParameters parameters_;
  FileClock clock_;
  std::mutex mutex_;
  struct Main {
    std::string path;
    std::weak_ptr<CHandle> handle;
  };
  std::vector<Main> mains_;          // guarded by mutex_; the newest last
  std::unique_ptr<io::File> ahead_;  // guarded by mutex_; null: none
  std::string ahead_path_;
};

/// A File over a handle.
std::unique_ptr<io::File> c_file(std::shared_ptr<CHandle> handle,
                                 std::shared_ptr<CHandle> database);
/// The handle of a File that a CVfs has opened; null: another has.
CHandle* handle_of(io::File* file);
/// Requires: handle->has_shared_memory().
Result<std::unique_ptr<io::SharedMemory>> c_shared_memory(std::shared_ptr<CHandle> handle);
/// The error that `code`, not SQLITE_OK, stands for.
std::unexpected<Error> fail_as(int code);
Status status_of(int code);

}  // namespace tern::abi
