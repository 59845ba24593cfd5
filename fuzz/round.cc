#include "fuzz/round.h"

#include <algorithm>
#include <cstdio>

namespace tern::fuzz {
namespace {

using io::Fault;

bool is_busy(const Error& error) {
  const ErrorCode code = primary(error.code());
  return code == ErrorCode::Busy || code == ErrorCode::Locked;
}

// What no fault may bring about. A bit that rotted may make anything look corrupt.
bool is_clean(const Error& error, bool may_be_corrupt) {
  switch (primary(error.code())) {
    case ErrorCode::IoErr:
    case ErrorCode::Full:
    case ErrorCode::CantOpen:
      return true;
    case ErrorCode::Internal:
    case ErrorCode::Misuse:
    case ErrorCode::NoMem:
      return false;
    default:
      return may_be_corrupt;
  }
}

}  // namespace

Round::Round(RoundSettings settings, uint64_t seed, bool is_verbose, Tally& tally)
    : settings_(std::move(settings)),
      random_(seed),
      is_verbose_(is_verbose),
      tally_(tally),
      disk_(settings_.disk) {
  for (uint32_t i = 0; i < settings_.process_count; ++i) {
    Actor& actor = actors_.emplace_back(Actor{nullptr, Workload(settings_.sizes), {}, {}, {}, {}});
    actor.name = "process " + std::to_string(i);
    const std::string mode = settings_.is_wal ? "wal" : settings_.journal_modes[i];
    actor.settings = credentials();
    for (const std::string& setting : {
             "PRAGMA page_size = " + std::to_string(settings_.page_size),
             "PRAGMA auto_vacuum = " + std::to_string(settings_.auto_vacuum),
             "PRAGMA synchronous = " + std::to_string(settings_.synchronous),
             "PRAGMA cache_size = " + std::to_string(settings_.cache_pages),
             "PRAGMA wal_autocheckpoint = " + std::to_string(settings_.autocheckpoint_frames),
             "PRAGMA journal_mode = " + mode,
         }) {
      actor.settings.push_back(setting);
    }
  }
}

std::vector<std::string> Round::credentials() const {
  if (settings_.protection.empty()) return {};
  return {settings_.protection};
}

std::string Round::run() {
  trace([&] { return settings_.describe(); });
  disk_.set_before_change([this](const auto& change) { before_change(change); });
  for (Actor& actor : actors_) start_process(actor);
  for (uint32_t i = 0; i < settings_.step_count && violation_.empty(); ++i) {
    step(actors_[below(random_, static_cast<uint32_t>(actors_.size()))]);
  }
  for (Actor& actor : actors_) {
    actor.process->vfs().mend();
    actor.process->disconnect();
    actor.workload.reset();
    try_crash_points();
  }
  disk_.set_before_change({});
  take_faults();
  has_rotted();
  if (violation_.empty() && disk_.lock_count() != 0) violate("locks are left when all is closed");
  if (violation_.empty() && !is_damaged_) recover(*disk_.copy(), Promise::Visible);
  actors_.clear();
  ++tally_.rounds;
  return violation_;
}

void Round::start_process(Actor& actor) {
  actor.process = std::make_unique<SimulatedProcess>(disk_, random_.next_u64());
  actor.workload.reset();
  actor.faults_before = {};
}

void Round::step(Actor& actor) {
  ++tally_.statements;
  if (settings_.has_faults) plan_fault(actor);
  Action action{ActionKind::Reconnect, "", {}};
  if (actor.process->is_connected()) {
    action = actor.workload.next(random_, history_.last(), ++number_);
  }
  trace([&] { return actor.name + ": " + action.sql.substr(0, 120); });
  in_flight_.reset();
  secures_ = false;
  is_rebuilding_ = action.kind == ActionKind::Rebuild;
  if (action.kind == ActionKind::Commit || action.kind == ActionKind::Single) {
    in_flight_ = action.after;
  }
  const Status status = carry_out(actor, action);
  if (!status) trace([&] { return "  error: " + std::string(status.error().message()); });
  try_crash_points();
  if (!violation_.empty()) return;
  if (actor.process->vfs().fault_count(Fault::PowerLoss) > 0) {
    recover_after_power_loss(action);
  } else if (actor.process->vfs().is_dead()) {
    recover_after_death(actor, action);
  } else {
    judge(actor, action, status);
    check_locks();
  }
  is_rebuilding_ = false;
}

void Round::plan_fault(Actor& actor) {
  if (!chance(random_, 20)) return;
  constexpr std::array kFaults{Fault::IoError,    Fault::IoError, Fault::IoError, Fault::NoSpace,
                               Fault::ShortRead,  Fault::Death,   Fault::Death,   Fault::PowerLoss,
                               Fault::ShortWrite, Fault::NoSpace, Fault::BitRot};
  const Fault fault = kFaults[below(random_, kFaults.size())];
  // A disk may stay full for a while; the other faults pass.
  const bool lasts = fault == Fault::NoSpace && chance(random_, 50);
  io::SimulatedVfs& vfs = actor.process->vfs();
  vfs.mend();
  vfs.fail_at(vfs.call_count() + 1 + below(random_, 40), fault, lasts);
}

Status Round::carry_out(Actor& actor, const Action& action) {
  SimulatedProcess& process = *actor.process;
  switch (action.kind) {
    case ActionKind::Reconnect: {
      const Status connected = process.connect(actor.settings);
      if (!connected) process.disconnect();
      return connected;
    }
    case ActionKind::Look:
      return look(actor, history_.last());
    case ActionKind::OpenSnapshot:
      TRY(process.connection().execute(action.sql));
      actor.snapshot = history_.last();
      return look(actor, actor.snapshot);
    case ActionKind::LookAgain:
      return look(actor, actor.snapshot);
    case ActionKind::Checkpoint: {
      Statement query = TRY(process.connection().prepare(action.sql));
      const bool has_row = TRY(query.step());
      const bool is_complete = has_row && query.column(0).as_integer() == 0 &&
                               query.column(1).as_integer() == query.column(2).as_integer();
      secures_ = is_complete && settings_.synchronous > 0;
      return ok();
    }
    case ActionKind::Commit:
      TRY(process.connection().execute(action.sql));
      return process.connection().execute("COMMIT");
    default:
      return process.connection().execute(action.sql);
  }
}

Status Round::look(Actor& actor, const Model& expected) {
  if (is_damaged_ || has_rotted()) return ok();
  const int64_t found = TRY(read_number(*actor.process));
  if (has_rotted()) return ok();
  if (found != expected.number) {
    violate(actor.name + " reads state " + std::to_string(found) + ", not " +
            std::to_string(expected.number));
    return ok();
  }
  const std::string difference = TRY(compare(*actor.process, expected));
  if (!difference.empty() && !has_rotted()) violate(actor.name + " reads " + difference);
  return ok();
}

// What was read cannot be told from what was written; it may have been written back.
bool Round::has_rotted() {
  for (const Actor& actor : actors_) {
    is_damaged_ |= actor.process->vfs().fault_count(Fault::BitRot) > 0;
  }
  return is_damaged_;
}

void Round::judge(Actor& actor, const Action& action, const Status& status) {
  if (!status) {
    judge_error(actor, action, status.error());
  } else {
    actor.workload.done(action);
    tally_.rebuilds += is_rebuilding_;
    if (std::exchange(secures_, false)) history_.secure();
    if (in_flight_) {
      history_.commit(*std::exchange(in_flight_, std::nullopt));
      ++tally_.commits;
    }
  }
  take_faults();
}

// The transaction is over, or it is as it was before the statement.
void Round::judge_error(Actor& actor, const Action& action, const Error& error) {
  const bool was_faulty = take_faults();
  actor.process->vfs().mend();
  const bool rotted = has_rotted();
  if (is_busy(error)) {
    ++tally_.busy;
  } else if (!was_faulty && !is_damaged_) {
    return violate(actor.name + ": '" + action.sql.substr(0, 80) +
                   "' without any fault: " + std::string(error.message()));
  } else if (!is_clean(error, rotted)) {
    return violate(actor.name + ": '" + action.sql.substr(0, 80) +
                   "' after a fault: " + std::string(error.message()));
  }
  if (was_faulty && is_weak()) is_damaged_ = true;
  if (was_faulty) has_failed_sync_ = true;
  if (actor.process->is_connected() && actor.process->connection().in_transaction()) {
    const bool goes_on = action.kind == ActionKind::Change && chance(random_, 50);
    if (!goes_on) {
      const Status ended = actor.process->connection().execute("ROLLBACK");
      if (!ended)
        return violate(actor.name + ": ROLLBACK: " + std::string(ended.error().message()));
      actor.workload.reset();
    }
  } else {
    actor.workload.reset();
  }
  if (in_flight_) settle_commit(actor);
}

// After an error the commit must not have happened; on the disk its traces may be.
void Round::settle_commit(Actor& actor) {
  history_.attempt(*std::exchange(in_flight_, std::nullopt));
  if (is_damaged_) return;
  const Status looked = look(actor, history_.last());
  if (!looked && !is_busy(looked.error())) {
    violate(actor.name +
            ": reading after a commit that failed: " + std::string(looked.error().message()));
  }
}

void Round::recover_after_death(Actor& actor, const Action& action) {
  ++tally_.deaths;
  take_faults();
  has_rotted();
  if (promise(false) == Promise::Nothing) is_damaged_ = true;
  if (in_flight_) history_.attempt(*std::exchange(in_flight_, std::nullopt));
  static_cast<void>(action);
  trace([&] { return "  " + actor.name + " died"; });
  start_process(actor);
  if (is_damaged_) return;
  const Status connected = actor.process->connect(actor.settings);
  Result<int64_t> found =
      connected ? read_number(*actor.process) : std::unexpected(connected.error());
  if (!found) {
    actor.process->disconnect();
    if (is_busy(found.error())) {
      is_damaged_ = true;  // which state holds cannot be told
      return;
    }
    return violate("after a death: " + std::string(found.error().message()));
  }
  const Model* const state = history_.find(*found, Promise::Visible);
  if (!state) {
    return violate("after a death: state " + std::to_string(*found) + ", not " +
                   history_.describe(Promise::Visible));
  }
  if (state->number != history_.last().number) history_.commit(*state, false);
  const Status looked = look(actor, history_.last());
  if (!looked) violate("after a death: " + std::string(looked.error().message()));
}

void Round::recover_after_power_loss(const Action& action) {
  static_cast<void>(action);
  ++tally_.power_losses;
  has_rotted();
  const Promise promised = promise(true);
  if (in_flight_) history_.attempt(*std::exchange(in_flight_, std::nullopt));
  trace([&] { return std::string("  the power went"); });
  take_faults();
  for (Actor& actor : actors_) start_process(actor);
  disk_.lose_power(random_);
  for (Actor& actor : actors_) start_process(actor);
  disk_.set_before_change({});
  const Model* const found = recover(disk_, promised);
  disk_.set_before_change([this](const auto& change) { before_change(change); });
  if (promised == Promise::Nothing) is_damaged_ = true;
  if (found) history_.restart(*found);
}

// Between transactions a process holds no lock but those of an open WAL: on the database file, and
// as a user of the shared memory.
void Round::check_locks() {
  const bool is_idle = std::ranges::none_of(actors_, [](const Actor& actor) {
    return actor.process->is_connected() && actor.process->connection().in_transaction();
  });
  if (!is_idle) return;
  const size_t allowed = settings_.is_wal ? 2 * actors_.size() : 0;
  const size_t held = disk_.lock_count();
  if (held > allowed) violate(std::to_string(held) + " locks are left between transactions");
}

bool Round::is_writing() const {
  return in_flight_ || is_rebuilding_ || std::ranges::any_of(actors_, [](const Actor& actor) {
           return actor.workload.is_writing();
         });
}

bool Round::is_weak() const {
  return !settings_.is_wal && std::ranges::any_of(settings_.journal_modes, [](const auto& mode) {
    return mode == "memory" || mode == "off";
  });
}

// What SQLite's documentation says of `synchronous` and `journal_mode`. Full does not sync the
// removal of a journal, Extra does.
Promise Round::promise(bool is_power_loss) const {
  if (is_damaged_) return Promise::Nothing;
  if (is_weak() && is_writing()) return Promise::Nothing;
  if (!is_power_loss) return Promise::Visible;
  if (settings_.synchronous == 0) return Promise::Nothing;
  if (settings_.is_wal && settings_.synchronous == 1) {
    return has_failed_sync_ ? Promise::Nothing : Promise::Prefix;
  }
  // With Normal a journal's header becomes durable together with its records, whose checksums see
  // some of their bytes only.
  if (!settings_.is_wal && settings_.synchronous == 1 && is_writing()) return Promise::Nothing;
  const bool names_wait = settings_.disk.names != io::SimulatedDisk::Names::AtOnce;
  if (!settings_.is_wal && names_wait) {
    if (is_weak()) return Promise::Nothing;  // not even the new database's name is synced
    const bool deletes =
        std::ranges::find(settings_.journal_modes, "delete") != settings_.journal_modes.end();
    if (deletes && settings_.synchronous < 3) return Promise::AllButLast;
  }
  return Promise::Acknowledged;
}

bool Round::take_faults() {
  bool any = false;
  for (Actor& actor : actors_) {
    for (size_t i = 0; i < io::kFaultCount; ++i) {
      const uint64_t now = actor.process->vfs().fault_count(static_cast<Fault>(i));
      const uint64_t before = std::exchange(actor.faults_before[i], now);
      tally_.faults[i] += now - before;
      any |= now != before;
    }
  }
  return any;
}

void Round::violate(const std::string& text) {
  if (!violation_.empty()) return;
  violation_ = text;
  ++tally_.violations;
}

void Round::trace(const std::function<std::string()>& text) const {
  if (is_verbose_) std::printf("%s\n", text().c_str());
}

}  // namespace tern::fuzz
