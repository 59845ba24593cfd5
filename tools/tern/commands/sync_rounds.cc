#include "tools/tern/commands/sync_rounds.h"

#include "tools/tern/progress_bar.h"

namespace tern::shell {
namespace {

using sync::replica::Direction;
using sync::replica::SyncReport;

constexpr int kRoundsMax = 1000;

std::string round_text(const SyncReport& report) {
  return "pushed " + std::to_string(report.pushed) + " (applied " + std::to_string(report.applied) +
         ", merged " + std::to_string(report.merged) + ", parked " + std::to_string(report.parked) +
         ") " + bytes_text(report.bytes_pushed) + "; pulled " + bytes_text(report.bytes_pulled) +
         "; at revision " + std::to_string(report.revision) +
         (report.forked ? "; this file was a copy and is now a replica of its own" : "");
}

void add_round(SyncReport& total, const SyncReport& round) {
  total.pushed += round.pushed;
  total.applied += round.applied;
  total.merged += round.merged;
  total.parked += round.parked;
  total.revision = round.revision;
  total.moved = total.moved || round.moved;
  total.forked = total.forked || round.forked;
  total.bytes_pushed += round.bytes_pushed;
  total.bytes_pulled += round.bytes_pulled;
}

}  // namespace

Result<SyncReport> sync_until_still(sync::replica::Replica& replica, sync::wire::Exchange& exchange,
                                    Direction direction, const Tell& tell) {
  SyncReport total;
  for (int round = 0; round < kRoundsMax; ++round) {
    const SyncReport report = TRY(replica.sync_once(exchange, direction));
    add_round(total, report);
    const bool is_still = report.pushed == 0 && !report.moved;
    if (!is_still) tell(round_text(report));
    if (is_still && round == 0)
      tell("still: nothing to push or pull, at revision " + std::to_string(report.revision));
    if (direction != Direction::Both || (is_still && replica.status().pending == 0)) return total;
  }
  return fail(ErrorCode::Busy, std::to_string(replica.status().pending) +
                                   " transactions are still pending: run the command again");
}

std::string status_text(const sync::replica::ReplicaStatus& status) {
  return "primary     " + status.remote + "/" + status.database + "\nreplica id  " + status.rid +
         "\nrevision    " + std::to_string(status.base_revision) + " (epoch " +
         std::to_string(status.epoch) + ")\npending     " + std::to_string(status.pending) +
         " transactions\nconflicts   " + std::to_string(status.conflicts_open) + " open\n";
}

}  // namespace tern::shell
