#pragma once

#include <atomic>
#include <cstdint>
#include <string>

#include "engine/io/posix_locks.h"
#include "engine/io/vfs.h"

namespace tern::io {

/// A File over a descriptor. Owns it.
class PosixFile : public File {
 public:
  static Result<std::unique_ptr<PosixFile>> open(const std::string& path, OpenFlags flags,
                                                 LockKind lock_kind = best_lock_kind());

  Result<size_t> pread(MutBytes out, uint64_t at) override;
  Status pwrite(Bytes in, uint64_t at) override;
  Status pwritev(std::span<const Bytes> pieces, uint64_t at) override;
  Status truncate(uint64_t size) override;
  Status sync(SyncMode mode) override;
  Result<uint64_t> size() override;
  Status lock(uint64_t start, uint64_t length, LockMode mode) override;
  Result<bool> is_locked_by_others(uint64_t start, uint64_t length) override;
  FileId id() const override { return locks_.id(); }
  bool is_read_only() const override { return read_only_; }

  int descriptor() const { return descriptor_; }
  /// From now on its size is a multiple of `bytes` when it changes; 0: it is as it comes.
  void set_chunk_size(uint64_t bytes) { chunk_bytes_.store(bytes, std::memory_order_relaxed); }

 protected:
  struct Opened {
    int descriptor;
    FileId id;
    bool read_only;
  };
  static Result<Opened> open_descriptor(const std::string& path, OpenFlags flags);
  explicit PosixFile(const Opened& opened, LockKind lock_kind = best_lock_kind())
      : locks_(opened.descriptor, opened.id, lock_kind),
        descriptor_(opened.descriptor),
        read_only_(opened.read_only) {}
  /// What a child process inherited is not its to write.
  Status check_owner() const;
  /// Makes room for what is about to be written, up to `end`, in whole chunks.
  Status grow_for(uint64_t end);

 private:
  PosixLocks locks_;  // owns the descriptor
  int descriptor_;
  bool read_only_;
  std::atomic<uint64_t> chunk_bytes_{0};  // 0: none
};

/// What a system call says in errno.
std::unexpected<Error> fail_errno(ErrorCode code, const char* call);
/// The same of a call that writes: a full disk has a code of its own.
std::unexpected<Error> fail_write(const char* call);

}  // namespace tern::io
