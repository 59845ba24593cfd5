#pragma once

#include <array>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "engine/io/random.h"
#include "engine/io/simulated_vfs.h"
#include "fuzz/history.h"
#include "fuzz/simulated_process.h"
#include "fuzz/workload.h"

namespace tern::fuzz {

/// What the rounds of a run did.
struct Tally {
  uint64_t rounds = 0;
  uint64_t statements = 0;
  uint64_t commits = 0;
  uint64_t rebuilds = 0;  // VACUUM and the like
  uint64_t busy = 0;
  uint64_t power_losses = 0;  // crash points at which the power went
  uint64_t deaths = 0;        // crash points at which all processes died, or one did
  uint64_t recoveries = 0;    // finished or cut short
  std::array<uint64_t, io::kFaultCount> faults{};
  uint64_t violations = 0;
};

/// What a round draws before it starts.
struct RoundSettings {
  bool is_wal = false;
  std::vector<std::string> journal_modes;  // of each process, outside WAL
  uint32_t synchronous = 2;
  uint32_t page_size = 4096;
  uint32_t auto_vacuum = 0;
  std::string protection;  // a pragma; empty: none
  uint32_t cache_pages = 100;
  uint32_t autocheckpoint_frames = 100;
  uint32_t process_count = 1;
  uint32_t step_count = 40;
  uint32_t crash_percent = 3;  // of the calls that change something
  bool has_faults = false;     // errors in calls, deaths, power losses
  io::SimulatedDisk::Options disk;
  Workload::Sizes sizes;

  static RoundSettings draw(io::Random& random);
  std::string describe() const;
};

/// One run of a workload by several processes on a disk that fails; the oracle is in history.h.
///
/// Crash points are tried on copies of the disk, so that the run goes on. After each crash a new
/// process must find a state that the promise allows, the file sound, and be able to write. In a
/// round with faults they also happen to the processes themselves: an error in a call must be
/// answered by an error, end the transaction or leave it as it was, and leave no lock behind.
class Round {
 public:
  Round(RoundSettings settings, uint64_t seed, bool is_verbose, Tally& tally);
  /// What was wrong first; empty if nothing was.
  std::string run();

 private:
  struct Actor {
    std::unique_ptr<SimulatedProcess> process;
    Workload workload;
    std::vector<std::string> settings;
    Model snapshot;  // of the open read transaction
    std::string name;
    std::array<uint64_t, io::kFaultCount> faults_before{};
  };
  /// The disk as it was before a call.
  struct CrashPoint {
    std::unique_ptr<io::SimulatedDisk> disk;
    bool is_power_loss = false;
    Promise promise = Promise::Nothing;
    uint64_t change = 0;
  };

  void start_process(Actor& actor);
  void step(Actor& actor);
  void plan_fault(Actor& actor);
  Status carry_out(Actor& actor, const Action& action);
  Status look(Actor& actor, const Model& expected);
  void judge(Actor& actor, const Action& action, const Status& status);
  void judge_error(Actor& actor, const Action& action, const Error& error);
  void settle_commit(Actor& actor);
  void recover_after_death(Actor& actor, const Action& action);
  void recover_after_power_loss(const Action& action);
  void check_locks();

  void before_change(const io::SimulatedDisk::Change& change);
  void try_crash_points();
  void try_crash_point(CrashPoint& point);
  void crash_in_recovery(io::SimulatedDisk& disk, bool is_power_loss);
  /// A new process on the disk. The state that it found, if that is allowed.
  const Model* recover(io::SimulatedDisk& disk, Promise promise);
  Status write_after(SimulatedProcess& process, const Model& found);

  /// What a process must say to read the database.
  std::vector<std::string> credentials() const;
  Promise promise(bool is_power_loss) const;
  bool is_writing() const;
  bool is_weak() const;  // a journal mode that cannot undo after a crash
  /// Faults that happened since the last call, which the tally then has.
  bool take_faults();
  bool has_rotted();
  void violate(const std::string& text);
  void trace(const std::function<std::string()>& text) const;

  RoundSettings settings_;
  io::SeededRandom random_;
  bool is_verbose_;
  Tally& tally_;
  io::SimulatedDisk disk_;
  std::vector<Actor> actors_;
  History history_;
  std::optional<Model> in_flight_;  // a commit that is under way
  std::vector<CrashPoint> crash_points_;
  int64_t number_ = 0;
  bool is_damaged_ = false;       // nothing is promised any more
  bool has_failed_sync_ = false;  // maybe
  bool secures_ = false;          // a complete checkpoint
  bool is_rebuilding_ = false;    // a statement that moves pages is under way
  std::string violation_;
};

}  // namespace tern::fuzz
