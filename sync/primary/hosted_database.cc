#include "sync/primary/hosted_database.h"

#include <algorithm>
#include <utility>

#include "engine/api/connection_state.h"
#include "engine/api/vacuum.h"

namespace tern::sync::primary {
namespace {

// How much longer a WAL is to be before another checkpoint is tried: readers may stand in the way.
constexpr uint32_t kWalFramesStep = 250;
// From here on writers wait for the checkpoint, which would never find an end among them.
constexpr uint32_t kWalFramesHard = 4 * Ledger::kWalFramesMax;
// And here pinned revisions are given up: taken one after the other they would hold it for ever.
constexpr uint32_t kWalFramesUnpinned = 4 * kWalFramesHard;
constexpr uint32_t kReadersPatienceMs = 200;

using storage::CheckpointMode;

/// A database that was never written gets its first page, so that it can be cloned.
Status ensure_first_page(Connection& writer) {
  storage::Pager& pager = writer.state().pager();
  TRY(pager.begin_read());
  const uint32_t pages = pager.page_count();
  pager.rollback();
  if (pages > 0) return ok();
  TRY(writer.execute("PRAGMA user_version=1"));
  return writer.execute("PRAGMA user_version=0");
}

/// Where so much of the history is not in its index yet. If that fails nothing is lost but time.
void save_index(Ledger& ledger, uint64_t unindexed_max) {
  if (ledger.history().bytes_since_save() > unindexed_max) (void)ledger.history().save_index();
}

}  // namespace

HostedDatabase::HostedDatabase(Connection writer, std::unique_ptr<Ledger> ledger,
                               std::function<void()> wake)
    : ledger_(std::move(ledger)),
      writer_(std::move(writer)),
      recorder_(*ledger_, writer_),
      snapshots_(*ledger_, *ledger_->options().clock),
      wake_(std::move(wake)) {
  writer_.state().set_commit_observer(&recorder_);
}

HostedDatabase::~HostedDatabase() {
  ledger_->close();
  writer_.state().set_commit_observer(nullptr);
}

/// Nothing is left to be copied from the WAL, so that the file stays as it is until somebody
/// commits.
Result<HashFile::Stamp> HostedDatabase::settle() {
  storage::Pager& pager = writer_.state().pager();
  const storage::CheckpointResult done = TRY(pager.checkpoint(CheckpointMode::Passive));
  if (done.busy || done.wal_frames != done.checkpointed_frames) return fail(ErrorCode::Busy);
  return HashFile(ledger_->folder()).look();
}

void HostedDatabase::close(std::unique_ptr<HostedDatabase> database) {
  Ledger& ledger = *database->ledger_;
  database->snapshots_.drop();
  const bool has_ended = ledger.has_ended();
  const HashFile file(ledger.folder());
  History::Head head;
  model::PageHash hashes;
  bool is_whole = ledger.close();
  const Result<HashFile::Stamp> stamp = database->settle();
  {
    const Ledger::Lock lock(ledger);
    is_whole = is_whole && ledger.catch_up() && ledger.history().sync();
    if (is_whole) save_index(ledger, ledger.options().unindexed_bytes_max / 8);
    head = ledger.history().head();
    hashes = std::move(ledger.page_hash());
  }
  database.reset();
  if (!has_ended && stamp && is_whole) (void)file.write(head, hashes, *stamp);
}

void HostedDatabase::end() {
  ledger_->end();
  const std::lock_guard guard(connections_mutex_);
  for (Connection* connection : connections_) connection->interrupt();
}

void HostedDatabase::note_closed(Connection* connection) {
  const std::lock_guard guard(connections_mutex_);
  connections_.erase(connection);
}

Result<std::unique_ptr<HostedDatabase>> HostedDatabase::open(const std::string& folder,
                                                             const PrimaryOptions& options,
                                                             std::function<void()> wake) {
  Connection writer = TRY(Connection::open(folder + "/db", {.busy_timeout_ms = kBusyTimeoutMs}));
  TRY(writer.execute("PRAGMA journal_mode=WAL"));
  TRY(writer.execute("PRAGMA synchronous=FULL"));
  // The snapshot that deltas start from keeps a checkpoint inside the commit from ending: ours
  // comes after it, see upkeep().
  writer.set_wal_autocheckpoint(0);
  TRY(ensure_first_page(writer));
  std::unique_ptr<Ledger> ledger = TRY(Ledger::open(folder, options));
  TRY(ledger->recover());
  return std::unique_ptr<HostedDatabase>(
      new HostedDatabase(std::move(writer), std::move(ledger), std::move(wake)));
}

Result<WriterQueue::Turn> HostedDatabase::turn() {
  return writers_.wait(WriterQueue::Clock::now() + std::chrono::milliseconds(kBusyTimeoutMs));
}

Result<uint64_t> HostedDatabase::execute(std::string_view sql) {
  WriterQueue::Turn held = TRY(turn());
  Status done = writer_.state().begin(TransactionMode::Immediate);
  if (done) done = writer_.execute(sql);
  if (done) done = commit_with_record();
  if (!done && writer_.in_transaction()) (void)writer_.state().rollback();
  TRY(std::move(done));
  const uint64_t revision = recorder_.revision().raw;
  held.end();
  TRY(upkeep());
  return revision;
}

Result<uint64_t> HostedDatabase::vacuum() {
  WriterQueue::Turn held = TRY(turn());
  TRY(api::vacuum_keeping_rowids(writer_.state()));
  const uint64_t revision = recorder_.revision().raw;
  held.end();
  TRY(upkeep());
  return revision;
}

/// Commits even if nothing changed: the record must become durable.
Status HostedDatabase::commit_with_record() {
  TRY(writer_.state().ensure_writing());
  TRY(writer_.state().pager().write(PageNo{1}));
  return writer_.state().commit();
}

Result<wire::StatusAnswer> HostedDatabase::status() {
  const Ledger::Lock lock(*ledger_);
  TRY(ledger_->catch_up());
  const History::Head& head = ledger_->history().head();
  wire::StatusAnswer answer;
  answer.epoch = head.epoch;
  answer.head = head.revision;
  answer.page_hash = head.page_hash;
  answer.page_size = ledger_->reader().page_size();
  answer.page_count = ledger_->page_hash().page_count();
  return answer;
}

Result<uint64_t> HostedDatabase::wait_for_commit(uint64_t after,
                                                 std::chrono::steady_clock::time_point deadline) {
  const uint64_t head = TRY(status()).head.raw;
  return head > after ? head : news().wait(after, deadline);
}

std::shared_ptr<RevisionSnapshot> HostedDatabase::snapshot_of(uint64_t revision, uint64_t epoch) {
  return snapshots_.find(model::Revision{revision}, model::Epoch{epoch});
}

Result<std::optional<std::set<uint32_t>>> HostedDatabase::changed_pages_since(uint64_t since,
                                                                              uint64_t epoch,
                                                                              uint64_t revision) {
  const Ledger::Lock lock(*ledger_);
  TRY(ledger_->catch_up());
  const History& history = ledger_->history();
  const model::Revision to{std::min(revision, history.head().revision.raw)};
  const model::Revision from{since};
  if (epoch != history.head().epoch.raw || from > to || !history.goes_back_to(from) ||
      !history.goes_back_to(to)) {
    return std::nullopt;
  }
  Result<std::set<uint32_t>> pages = history.pages_changed(from, to);
  if (!pages && pages.error().is(ErrorCode::Corrupt)) return std::nullopt;
  return TRY(std::move(pages));
}

// --- upkeep
// -----------------------------------------------------------------------------------------------------------

void HostedDatabase::ask_for_upkeep() {
  if (wake_ && ledger_->is_upkeep_due()) wake_();
}

Status HostedDatabase::upkeep() {
  snapshots_.expire();
  if (!ledger_->is_upkeep_due()) return ok();
  const std::unique_lock guard(keeper_mutex_, std::try_to_lock);
  if (!guard.owns_lock()) return ok();
  const bool is_long = TRY(is_log_long());
  return is_long ? checkpoint() : ok();
}

/// With a history that is trimmed, and synced where the log is long.
Result<bool> HostedDatabase::is_log_long() {
  const Ledger::Lock lock(*ledger_);
  TRY(ledger_->complete_history());
  TRY(ledger_->history().trim(ledger_->options().history_bytes_max));
  save_index(*ledger_, ledger_->options().unindexed_bytes_max);
  const uint32_t frames = ledger_->wal_frames();
  if (frames < frames_checkpointed_) frames_checkpointed_ = 0;  // another log
  const bool has_grown =
      frames_checkpointed_ == 0 || frames - frames_checkpointed_ >= kWalFramesStep;
  if (frames < Ledger::kWalFramesMax || !has_grown) return false;
  frames_checkpointed_ = frames;
  TRY(ledger_->history().sync());
  return true;
}

// Beside the writers first. Under many of them the log is never copied to its end, which it takes
// to begin anew: then in a turn, with new readers on the database file alone and some patience for
// the others. Who reads on for longer keeps the log, as in SQLite.
Status HostedDatabase::checkpoint() {
  if (!keeper_) keeper_ = TRY(Connection::open(path(), {.create = false}));
  storage::Pager& pager = keeper_->state().pager();
  const storage::CheckpointResult beside = TRY(pager.checkpoint(CheckpointMode::Passive));
  const auto frames = static_cast<uint32_t>(std::max(beside.wal_frames, 0));
  if (frames < kWalFramesHard) return ok();
  if (frames >= kWalFramesUnpinned) snapshots_.drop();
  const Result<WriterQueue::Turn> held = turn();
  if (!held) return ok();
  pager.set_busy_timeout(kReadersPatienceMs);
  TRY(pager.checkpoint(CheckpointMode::Restart));
  return ok();
}

}  // namespace tern::sync::primary
