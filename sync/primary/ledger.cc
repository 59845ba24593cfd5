#include "sync/primary/ledger.h"

#include <algorithm>

#include "engine/api/connection_state.h"
#include "engine/io/posix_vfs.h"
#include "engine/storage/database_file.h"
#include "engine/txn/changeset.h"
#include "sync/primary/hash_file.h"
#include "sync/wire/page_delta.h"

namespace tern::sync::primary {
namespace {

using model::CommitRecord;
using model::Revision;

/// The id under which the server itself writes.
model::ReplicaId server_id(const std::string& path) {
  const model::Digest digest = model::digest_of({as_bytes("tern server"), as_bytes(path)});
  model::ReplicaId id;
  std::copy_n(digest.bytes.begin(), id.bytes.size(), id.bytes.begin());
  return id;
}

}  // namespace

Ledger::Lock::Lock(Ledger& ledger) : ledger_(ledger) {
  ASSERT(!ledger.is_locked_here());
  ledger_.mutex_.lock();
  ledger_.owner_ = std::this_thread::get_id();
}

Ledger::Lock::~Lock() {
  ledger_.undo_hashes();
  ledger_.reader().rollback();
  const uint64_t head = ledger_.history_.head().revision.raw;
  const History& history = ledger_.history_;
  ledger_.is_upkeep_due_ = ledger_.wal_frames() >= kWalFramesMax ||
                           history.size_bytes() > ledger_.options_.history_bytes_max ||
                           history.bytes_since_save() > ledger_.options_.unindexed_bytes_max;
  ledger_.owner_ = std::thread::id();
  ledger_.mutex_.unlock();
  ledger_.news_.announce(head);
}

Ledger::Ledger(Connection reader, History history, store::IntentFile intent,
               const PrimaryOptions& options, std::string folder)
    : options_(options),
      folder_(std::move(folder)),
      path_(folder_ + "/db"),
      reader_(std::move(reader)),
      history_(std::move(history)),
      intent_(std::move(intent)) {}

Result<std::unique_ptr<Ledger>> Ledger::open(const std::string& folder,
                                             const PrimaryOptions& options) {
  const std::string path = folder + "/db";
  History history = TRY(History::open(io::posix_vfs(), folder + "/db-history", server_id(path)));
  store::IntentFile intent = TRY(store::IntentFile::open(io::posix_vfs(), folder + "/db-intent"));
  Connection reader = TRY(Connection::open(path, {.busy_timeout_ms = kBusyTimeoutMs}));
  return std::unique_ptr<Ledger>(
      new Ledger(std::move(reader), std::move(history), std::move(intent), options, folder));
}

storage::Pager& Ledger::reader() { return reader_.state().pager(); }

model::Hlc Ledger::tick() { return hlc_ = model::tick(hlc_, options_.clock->wall_ms()); }

model::Hlc Ledger::witness(model::Hlc hlc) {
  const int64_t wall_ms = options_.clock->wall_ms();
  const model::Hlc clamped = model::clamp(hlc, wall_ms);
  hlc_ = std::max(model::tick(hlc_, wall_ms), clamped);
  return clamped;
}

// --- at the start and the end
// -------------------------------------------------------------------------------------

Status Ledger::recover() {
  const Lock lock(*this);
  TRY(reader().begin_read());  // so that the WAL is open
  reader().rollback();
  for (const storage::WalRecord& wal : TRY(storage::read_wal_records(file()))) {
    if (wal.bytes.empty() || history_.is_empty()) continue;
    const CommitRecord record = TRY(CommitRecord::decode(wal.bytes));
    if (record.revision <= history_.head().revision) continue;
    TRY(append_without_deltas(record));
  }
  seen_ = TRY(storage::wal_end(file()));
  const bool is_known = TRY(take_known_hashes());
  if (!is_known) TRY(hash_everything());
  TRY(recover_intent());
  TRY(history_.sync());
  if (history_.is_empty()) {
    TRY(history_.start({Revision{1}, model::Epoch{1}, page_hash_.root()}));
  } else if (page_hash_.root() != history_.head().page_hash) {
    TRY(adopt());
  }
  file().set_before_wal_reset([this] { return before_wal_reset(); });
  return ok();
}

bool Ledger::close() {
  news_.close();
  const Lock lock(*this);
  Status written = complete_history();
  if (written) written = history_.sync();
  std::function<Status()> keep_wal;
  if (!written) keep_wal = []() -> Status { return fail(ErrorCode::IoErr); };
  file().set_before_wal_reset(std::move(keep_wal));
  return written.has_value();
}

// Whoever begins the log anew has the write lock. Where it is a commit's own thread, that has the
// lock here; else nobody must be between the WAL and the history.
Status Ledger::before_wal_reset() {
  std::unique_lock guard(mutex_, std::defer_lock);
  if (!is_locked_here() && !guard.try_lock()) {
    return fail(ErrorCode::Busy, "the history is being written");
  }
  TRY(complete_history());
  return history_.sync();
}

Status Ledger::append_without_deltas(const CommitRecord& record) {
  std::vector<PageStep> steps;
  for (const uint32_t page : record.pages) steps.push_back({page, false, {}});
  const ByteVector entry = TRY(History::entry_of(record.encode(), steps));
  return history_.append(record, entry);
}

/// A commit that was cut off between the WAL and the history, and then taken in by somebody who
/// removed the WAL: the state of the database is the one that its record promised.
Status Ledger::recover_intent() {
  const std::optional<ByteVector> intent = TRY(intent_.read());
  if (!intent || history_.is_empty()) return ok();
  const Result<CommitRecord> record = CommitRecord::decode(*intent);
  if (!record || record->revision != model::next(history_.head().revision) ||
      record->page_hash != page_hash_.root()) {
    return ok();
  }
  return append_without_deltas(*record);
}

/// From when the database was closed, if nothing has happened since.
Result<bool> Ledger::take_known_hashes() {
  if (history_.is_empty() || seen_.frame.raw > 0) return false;
  std::optional<model::PageHash> known = TRY(HashFile(folder_).read(history_.head()));
  if (known) page_hash_ = *std::move(known);
  return known.has_value();
}

Status Ledger::hash_everything() {
  storage::Pager& pages = reader();
  TRY(pages.begin_read());
  page_hash_.resize(pages.page_count());
  Status done;
  for (uint32_t no = 1; no <= pages.page_count() && done; ++no) {
    Result<storage::PageRef> page = pages.read(PageNo{no});
    if (page) {
      page_hash_.set(PageNo{no}, model::hash_of_page(PageNo{no}, page->bytes()));
    } else {
      done = std::unexpected(page.error());
    }
  }
  pages.rollback();
  return done;
}

// --- commits past us
// ----------------------------------------------------------------------------------------------

Result<bool> Ledger::is_caught_up() {
  const storage::WalPosition end = TRY(storage::wal_end(file()));
  return end == seen_;
}

Status Ledger::catch_up() {
  TRY(complete_history());
  const storage::WalPosition end = TRY(storage::wal_end(file()));
  if (end == seen_) return ok();
  const std::vector<storage::WalRecord> fresh = TRY(storage::read_wal_records(file(), seen_));
  const bool foreign = std::any_of(fresh.begin(), fresh.end(),
                                   [](const auto& record) { return record.bytes.empty(); });
  if (foreign) TRY(adopt());
  seen_ = end;
  return ok();
}

Status Ledger::adopt() {
  const model::PageHash before = page_hash_;
  TRY(hash_everything());
  if (page_hash_.root() == history_.head().page_hash) return ok();
  CommitRecord record;
  record.revision = record.outcome.revision = model::next(history_.head().revision);
  record.epoch = history_.head().epoch;
  record.page_hash = page_hash_.root();
  record.page_count = page_hash_.page_count();
  record.hlc = tick();
  const txn::ChangesetBuilder nothing;
  record.changeset.assign(nothing.bytes().begin(), nothing.bytes().end());
  std::vector<PageStep> steps;
  const bool compare = before.page_count() > 0 && before.page_count() == page_hash_.page_count();
  for (uint32_t no = 1; no <= page_hash_.page_count(); ++no) {
    if (compare && before.leaf(PageNo{no}) == page_hash_.leaf(PageNo{no})) continue;
    record.pages.push_back(no);
    steps.push_back({no, false, {}});
  }
  const ByteVector entry = TRY(History::entry_of(record.encode(), steps));
  TRY(history_.append(record, entry));
  return history_.sync();
}

// --- our own
// ------------------------------------------------------------------------------------------------------

Status Ledger::begin_commit() {
  TRY(catch_up());
  return reader().begin_read();
}

Result<Revision> Ledger::prepare(CommitRecord record, storage::Pager& now,
                                 std::span<const PageNo> changed, ByteVector& out) {
  ASSERT(is_locked_here() && reader().is_reading() && !is_unwritten_);
  TRY(check_allowed(now));
  undo_hashes();  // a commit that failed and is tried again starts over
  record.revision = record.outcome.revision = model::next(history_.head().revision);
  record.epoch = history_.head().epoch;
  record.page_count = now.page_count();
  std::vector<PageNo> pages(changed.begin(), changed.end());
  std::sort(pages.begin(), pages.end());
  keep_hashes(pages, now.page_count());
  record.pages.clear();
  std::vector<PageStep> steps;
  size_t delta_bytes = 0;
  for (const PageNo page : pages) {
    if (page.raw > now.page_count()) continue;
    record.pages.push_back(page.raw);
    // With more than this the history's entry has none of them.
    const bool wants_delta = delta_bytes <= store::RecordLog::kPayloadMax;
    steps.push_back(TRY(note_page(page, now, wants_delta ? &reader() : nullptr)));
    delta_bytes += steps.back().delta.size();
  }
  record.page_hash = page_hash_.root();
  const ByteVector encoded = record.encode();
  ByteVector entry = TRY(History::entry_of(encoded, steps));
  prepared_ = Prepared{std::move(record), std::move(entry)};
  append(out, encoded);
  TRY(intent_.write(encoded));
  return prepared_->record.revision;
}

Status Ledger::check_allowed(const storage::Pager& now) const {
  if (has_ended_) return fail(ErrorCode::NotFound, "the database was removed");
  const uint64_t bytes_max = bytes_max_;
  const bool grows = now.page_count() > page_hash_.page_count();
  if (bytes_max == 0 || !grows || uint64_t{now.page_count()} * now.page_size() <= bytes_max) {
    return ok();
  }
  return fail(ErrorCode::Full,
              "the database may take " + std::to_string(bytes_max) + " bytes (its quota)");
}

void Ledger::keep_hashes(std::span<const PageNo> changed, uint32_t page_count) {
  has_changed_hashes_ = true;
  pages_before_ = page_hash_.page_count();
  for (const PageNo page : changed) {
    if (page.raw <= pages_before_) undo_.emplace_back(page, page_hash_.leaf(page));
  }
  for (uint32_t cut = page_count + 1; cut <= pages_before_; ++cut) {
    undo_.emplace_back(PageNo{cut}, page_hash_.leaf(PageNo{cut}));
  }
  page_hash_.resize(page_count);
}

Result<PageStep> Ledger::note_page(PageNo page, storage::Pager& now, storage::Pager* before) {
  const storage::PageRef image = TRY(now.read(page));
  page_hash_.set(page, model::hash_of_page(page, image.bytes()));
  PageStep step{page.raw, false, {}};
  if (before && page.raw <= before->page_count()) {
    const storage::PageRef old = TRY(before->read(page));
    step.delta = wire::make_delta(page.raw, old.bytes(), image.bytes());
    step.has_delta = step.delta.size() < image.bytes().size() / 2;
    if (!step.has_delta) step.delta.clear();
  }
  return step;
}

void Ledger::undo_hashes() {
  if (!has_changed_hashes_) return;
  page_hash_.resize(pages_before_);
  for (const auto& [page, digest] : undo_) page_hash_.set(page, digest);
  undo_.clear();
  has_changed_hashes_ = false;
  prepared_.reset();
}

// Others, outside of this process, may have committed since: only what is ours counts as seen.
void Ledger::committed(storage::Pager& by) {
  ASSERT(is_locked_here() && prepared_);
  undo_.clear();
  has_changed_hashes_ = false;
  is_unwritten_ = true;
  (void)complete_history();  // who needs it asks again
  const FrameNo ours{by.take_committed_frames()};
  const Result<storage::WalPosition> end = storage::wal_end(file());
  if (!end) return;  // the next look finds our record, and that it is no foreign one
  const bool is_sure = end->salts == seen_.salts || end->frame == ours;
  seen_ = {end->salts, is_sure ? ours : FrameNo{}};
}

Status Ledger::complete_history() {
  TRY(history_.heal());
  if (!is_unwritten_) return ok();
  TRY(history_.append(prepared_->record, prepared_->entry));
  prepared_.reset();
  is_unwritten_ = false;
  return ok();
}

}  // namespace tern::sync::primary
