#pragma once

#include <array>
#include <memory>
#include <set>
#include <string>

#include "engine/io/simulated_disk.h"

namespace tern::io {

/// What can go wrong in a call. Calls that the system may cut short or interrupt (EINTR, reads and
/// writes of fewer bytes) are repeated below this interface, in the posix backend; here they are
/// errors that come after a part was done.
enum class Fault : uint8_t {
  IoError,     // the call does nothing and fails; of a sync: D3 in simulated_disk.h
  NoSpace,     // a call that needs room does nothing and fails
  ShortRead,   // a read fails after a part of it
  ShortWrite,  // a write finds the disk full after a part of it
  BitRot,      // a bit that was read is another one
  Death,       // the process dies in the call; a write may be done in part
  PowerLoss    // as Death, for all processes
};
constexpr size_t kFaultCount = 7;

/// One process that uses a simulated disk, with files of its own identity and locks of its own.
/// When it is dead its calls fail and change nothing. Unlocking never fails.
/// Threads: may be shared. Lifetime: the disk outlives it, and it outlives what it opened.
class SimulatedVfs final : public Vfs {
 public:
  explicit SimulatedVfs(SimulatedDisk& disk, uint64_t seed = 1);
  ~SimulatedVfs() override;
  SimulatedVfs(const SimulatedVfs&) = delete;
  SimulatedVfs& operator=(const SimulatedVfs&) = delete;

  /// The first call numbered `call` or more (from 1) that `fault` can happen in has it. `lasts`:
  /// and all such calls after it, until mend().
  void fail_at(uint64_t call, Fault fault, bool lasts = false);
  void mend() { fails_at_ = 0; }
  /// Calls so far, of every kind.
  uint64_t call_count() const { return call_count_; }
  /// How often each Fault happened.
  uint64_t fault_count(Fault fault) const { return fault_counts_[static_cast<size_t>(fault)]; }
  void kill();
  bool is_dead() const { return is_dead_; }

  Result<std::unique_ptr<File>> open(const std::string& path, OpenFlags flags) override;
  Result<std::unique_ptr<SharedMemory>> open_shared_memory(const std::string& path,
                                                           std::string_view like) override;
  Status remove(const std::string& path) override;
  Status rename(const std::string& from, const std::string& to) override;
  Result<bool> exists(const std::string& path) override;
  Status sync_folder_of(const std::string& path) override;
  Result<FileId> identify(const std::string& path) override;
  Result<std::string> full_path(const std::string& path) override { return path; }

 private:
  friend class SimulatedFile;
  friend class SimulatedSharedMemory;

  /// What a call does, as far as faults care.
  struct Call {
    ErrorCode error = ErrorCode::IoErr;
    const SimulatedDisk::Change* change = nullptr;  // of the disk
    bool needs_room = false;
    bool is_read = false;
    bool is_write = false;
    bool is_unlock = false;
  };
  enum class Verdict : uint8_t { Go, Part, Rot };
  /// Counts a call; the error if it fails, or how it goes on.
  Result<Verdict> enter(const Call& call);
  /// As enter(), for a call that is not done in part.
  Status pass(const Call& call) {
    const Result<Verdict> verdict = enter(call);
    return verdict ? ok() : std::unexpected(verdict.error());
  }
  static bool can_happen(Fault fault, const Call& call);
  size_t part_of(size_t size) { return size == 0 ? 0 : random_.next_u32() % size; }
  FileId id_of(const SimulatedInode& inode) const;

  SimulatedDisk& disk_;
  SeededRandom random_;
  bool is_dead_ = false;
  uint64_t call_count_ = 0;
  uint64_t fails_at_ = 0;  // 0: never
  Fault fault_ = Fault::IoError;
  bool lasts_ = false;
  std::array<uint64_t, kFaultCount> fault_counts_{};
  std::set<class SimulatedFile*> files_;                  // open
  std::set<class SimulatedSharedMemory*> shared_memory_;  // open
};

}  // namespace tern::io
