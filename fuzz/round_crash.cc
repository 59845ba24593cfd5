#include "fuzz/round.h"

// Crash points: copies of the disk as it was before a call, each crashed and recovered.

namespace tern::fuzz {

// Inside a call of the engine: what is tried needs files of its own, so it is tried afterwards.
void Round::before_change(const io::SimulatedDisk::Change& change) {
  trace([&] {
    return "  " + std::to_string(disk_.change_count()) + " " + change.call + " " + change.path +
           " at " + std::to_string(change.at) + ", bytes " + std::to_string(change.size_bytes);
  });
  if (!chance(random_, settings_.crash_percent)) return;
  const bool is_power_loss = chance(random_, 70);
  crash_points_.push_back(
      {disk_.copy(), is_power_loss, promise(is_power_loss), disk_.change_count()});
}

void Round::try_crash_points() {
  has_rotted();
  for (CrashPoint& point : crash_points_) {
    if (violation_.empty()) try_crash_point(point);
  }
  crash_points_.clear();
}

void Round::try_crash_point(CrashPoint& point) {
  if (point.is_power_loss) {
    ++tally_.power_losses;
    point.disk->lose_power(random_);
  } else {
    ++tally_.deaths;
  }
  if (chance(random_, 25)) crash_in_recovery(*point.disk, point.is_power_loss);
  recover(*point.disk, is_damaged_ ? Promise::Nothing : point.promise);
  if (violation_.empty()) return;
  violation_ += std::string("; ") + (point.is_power_loss ? "power lost" : "all died") +
                " before change " + std::to_string(point.change);
}

void Round::crash_in_recovery(io::SimulatedDisk& disk, bool is_power_loss) {
  {
    SimulatedProcess process(disk, random_.next_u64());
    process.vfs().fail_at(1 + below(random_, 60),
                          is_power_loss ? io::Fault::PowerLoss : io::Fault::Death);
    if (process.connect(credentials())) static_cast<void>(read_number(process));
  }
  ++tally_.recoveries;
  if (is_power_loss) disk.lose_power(random_);
}

const Model* Round::recover(io::SimulatedDisk& disk, Promise promise) {
  ++tally_.recoveries;
  const auto wrong = [&](const std::string& text) -> const Model* {
    violate("recovery: " + text);
    return nullptr;
  };
  SimulatedProcess process(disk, random_.next_u64());
  const Status connected = process.connect(credentials());
  const Result<int64_t> number =
      connected ? read_number(process) : std::unexpected(connected.error());
  if (promise == Promise::Nothing) {
    if (number) static_cast<void>(process.text("PRAGMA integrity_check"));
    return nullptr;
  }
  if (!number) return wrong(std::string(number.error().message()));
  const Model* found =
      in_flight_ && in_flight_->number == *number ? &*in_flight_ : history_.find(*number, promise);
  if (!found) {
    return wrong("state " + std::to_string(*number) + ", not " + history_.describe(promise));
  }
  const Result<std::string> difference = compare(process, *found);
  if (!difference) return wrong(std::string(difference.error().message()));
  if (!difference->empty()) return wrong(*difference);
  const Result<std::string> checked = process.text("PRAGMA integrity_check");
  if (!checked || *checked != "ok") {
    return wrong("integrity check: " +
                 (checked ? *checked : std::string(checked.error().message())));
  }
  if (&disk == &disk_) return found;
  const Status written = write_after(process, *found);
  if (!written) return wrong("the next transaction: " + std::string(written.error().message()));
  process.disconnect();
  if (disk.lock_count() != 0) return wrong("locks are left");
  return found;
}

Status Round::write_after(SimulatedProcess& process, const Model& found) {
  Connection& connection = process.connection();
  TRY(connection.execute("BEGIN IMMEDIATE"));
  TRY(connection.execute("CREATE TABLE after(x)"));
  TRY(connection.execute("INSERT INTO after SELECT name FROM sqlite_schema"));
  if (found.number > 0) TRY(connection.execute("UPDATE meta SET n = -5"));
  TRY(connection.execute("COMMIT"));
  const int64_t rows = TRY(process.number("SELECT count(*) FROM after"));
  if (rows < 1) return fail(ErrorCode::Internal, "what was written is not there");
  Result<std::string> checked = process.text("PRAGMA integrity_check");
  if (!checked) return std::unexpected(std::move(checked).error());
  if (*checked != "ok") return fail(ErrorCode::Internal, std::move(*checked));
  return ok();
}

}  // namespace tern::fuzz
