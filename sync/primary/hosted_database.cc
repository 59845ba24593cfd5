#include "sync/primary/hosted_database.h"

#include <algorithm>

#include "engine/api/connection_state.h"
#include "engine/io/posix_vfs.h"
#include "engine/storage/database_file.h"
#include "sync/apply/sync_tables.h"
#include "sync/model/codec.h"
#include "sync/wire/page_delta.h"

namespace tern::sync::primary {
namespace {

using model::CommitRecord;
using model::Revision;
using model::Seq;

constexpr uint32_t kBusyTimeoutMs = 10'000;
constexpr uint32_t kWalFramesMax = 2000;  // then a checkpoint

/// The id under which the server itself writes (execute).
model::ReplicaId server_id(const std::string& path) {
  const model::Digest digest = model::digest_of({as_bytes("tern server"), as_bytes(path)});
  model::ReplicaId id;
  std::copy_n(digest.bytes.begin(), id.bytes.size(), id.bytes.begin());
  return id;
}

model::TransactionRecord unreadable(Seq seq) {
  model::TransactionRecord record;
  record.seq = seq;
  return record;
}

}  // namespace

/// Makes the commit record of each write transaction and adds it to the history.
class HostedDatabase::Recorder final : public api::CommitObserver {
 public:
  explicit Recorder(HostedDatabase& database) : database_(database) {}

  /// What the next commit is about, before it is begun.
  void expect(const model::ReplicaId& origin, Seq seq, const model::Chain& chain, model::Hlc hlc) {
    record_ = {};
    record_.origin = origin;
    record_.seq = seq;
    record_.chain = chain;
    record_.hlc = hlc;
    record_.outcome.kind = model::OutcomeKind::Applied;
    ASSERT(!is_unwritten_);
    hash_changeset_ = seq.raw == 0;
  }
  void decide(const apply::Applied& applied) {
    record_.outcome.kind = applied.kind;
    record_.outcome.conflicts = static_cast<uint32_t>(applied.conflicts.size());
    record_.remaps = apply::encode(applied.remaps);
  }
  const model::Outcome& outcome() const { return record_.outcome; }
  /// Adds the last commit to the history unless that is done. A history that could not be written
  /// then must have it before anything else is judged: the commit stands.
  Status complete_history() {
    if (!is_unwritten_) return ok();
    TRY(database_.history_.append(record_, steps_));
    is_unwritten_ = false;
    return ok();
  }

  Status before_commit(Bytes changeset, std::span<const PageNo> pages,
                       ByteVector& record) override {
    storage::Pager& pager = database_.pager();
    record_.revision = record_.outcome.revision = model::next(database_.history_.head().revision);
    record_.epoch = database_.history_.head().epoch;
    record_.page_count = pager.page_count();
    record_.changeset.assign(changeset.begin(), changeset.end());
    if (hash_changeset_) number_by_server();
    TRY(note_pages(pages));
    record_.page_hash = database_.page_hash_.root();
    append(record, record_.encode());
    return database_.intent_.write(record);
  }

  void after_commit() override {
    undo_.clear();
    is_unwritten_ = true;
    (void)complete_history();  // who needs it asks again
  }

  void after_rollback() override {
    model::PageHash& hash = database_.page_hash_;
    if (undo_.empty()) return;
    hash.resize(pages_before_);
    for (const auto& [page, digest] : undo_) {
      if (page.raw <= pages_before_) hash.set(page, digest);
    }
    undo_.clear();
  }

 private:
  void number_by_server() {
    const session::KnownReplica& known = database_.history_.known(record_.origin);
    record_.seq = model::next(known.last());
    record_.chain = model::chain_after(known.last_chain(), record_.changeset);
  }

  Status note_pages(std::span<const PageNo> changed) {
    storage::Pager& now = database_.pager();
    storage::Pager& before = database_.reader_.state().pager();
    model::PageHash& hash = database_.page_hash_;
    after_rollback();  // a commit that failed and is tried again starts over
    pages_before_ = hash.page_count();
    std::vector<PageNo> pages(changed.begin(), changed.end());
    std::sort(pages.begin(), pages.end());
    for (const PageNo page : pages) {
      if (page.raw <= pages_before_) undo_.emplace_back(page, hash.leaf(page));
    }
    for (uint32_t cut = now.page_count() + 1; cut <= pages_before_; ++cut) {
      undo_.emplace_back(PageNo{cut}, hash.leaf(PageNo{cut}));
    }
    hash.resize(now.page_count());
    record_.pages.clear();
    steps_.clear();
    for (const PageNo page : pages) {
      if (page.raw > now.page_count()) continue;
      const storage::PageRef image = TRY(now.read(page));
      hash.set(page, model::hash_of_page(page, image.bytes()));
      record_.pages.push_back(page.raw);
      PageStep step{page.raw, false, {}};
      if (page.raw <= before.page_count()) {
        const storage::PageRef old = TRY(before.read(page));
        step.delta = wire::make_delta(page.raw, old.bytes(), image.bytes());
        step.has_delta = step.delta.size() < image.bytes().size() / 2;
        if (!step.has_delta) step.delta.clear();
      }
      steps_.push_back(std::move(step));
    }
    return ok();
  }

  HostedDatabase& database_;
  CommitRecord record_;
  std::vector<PageStep> steps_;
  std::vector<std::pair<PageNo, model::Digest>> undo_;
  uint32_t pages_before_ = 0;
  bool hash_changeset_ = false;
  bool is_unwritten_ = false;
};

HostedDatabase::HostedDatabase(Connection writer, Connection reader, History history,
                               store::IntentFile intent, const PrimaryOptions& options)
    : options_(options),
      writer_(std::move(writer)),
      reader_(std::move(reader)),
      history_(std::move(history)),
      intent_(std::move(intent)),
      recorder_(std::make_unique<Recorder>(*this)) {}

HostedDatabase::~HostedDatabase() {
  // Closing may empty the WAL: not without a history that has everything (H1).
  Status written = recorder_->complete_history();
  if (written) written = history_.sync();
  std::function<Status()> keep_wal;
  if (!written) keep_wal = []() -> Status { return fail(ErrorCode::IoErr); };
  pager().file().set_before_wal_reset(std::move(keep_wal));
  writer_.state().set_commit_observer(nullptr);
}

storage::Pager& HostedDatabase::pager() { return writer_.state().pager(); }

Result<std::unique_ptr<HostedDatabase>> HostedDatabase::open(const std::string& folder,
                                                             const PrimaryOptions& options) {
  const std::string path = folder + "/db";
  const OpenOptions open_options{.busy_timeout_ms = kBusyTimeoutMs};
  History history = TRY(History::open(io::posix_vfs(), folder + "/db-history"));
  store::IntentFile intent = TRY(store::IntentFile::open(io::posix_vfs(), folder + "/db-intent"));
  Connection writer = TRY(Connection::open(path, open_options));
  TRY(writer.execute("PRAGMA journal_mode=WAL"));
  TRY(writer.execute("PRAGMA synchronous=FULL"));
  // The snapshot that deltas start from keeps a checkpoint inside the commit from ending: ours
  // comes after it, see checkpoint_if_long.
  writer.set_wal_autocheckpoint(0);
  Connection reader = TRY(Connection::open(path, open_options));
  std::unique_ptr<HostedDatabase> database(new HostedDatabase(
      std::move(writer), std::move(reader), std::move(history), std::move(intent), options));
  database->path_ = path;
  TRY(database->recover());
  database->writer_.state().set_commit_observer(database->recorder_.get());
  HostedDatabase* self = database.get();
  self->pager().file().set_before_wal_reset([self]() -> Status {
    TRY(self->recorder_->complete_history());
    return self->history_.sync();
  });
  return database;
}

/// A database that was never written gets its first page, so that it can be cloned.
Status HostedDatabase::ensure_first_page() {
  TRY(pager().begin_read());
  const uint32_t pages = pager().page_count();
  pager().rollback();
  if (pages > 0) return ok();
  TRY(writer_.execute("PRAGMA user_version=1"));
  return writer_.execute("PRAGMA user_version=0");
}

Status HostedDatabase::recover() {
  TRY(ensure_first_page());
  storage::DatabaseFile& file = pager().file();
  for (const storage::WalRecord& wal : TRY(storage::read_wal_records(file))) {
    if (wal.bytes.empty() || history_.is_empty()) continue;
    const CommitRecord record = TRY(CommitRecord::decode(wal.bytes));
    if (record.revision <= history_.head().revision) continue;
    TRY(append_without_deltas(record));
  }
  TRY(hash_everything());
  TRY(recover_intent());
  TRY(history_.sync());
  seen_ = TRY(storage::wal_end(file));
  if (history_.is_empty()) {
    return history_.start({Revision{1}, model::Epoch{1}, page_hash_.root()});
  }
  return page_hash_.root() == history_.head().page_hash ? ok() : adopt();
}

Status HostedDatabase::append_without_deltas(const CommitRecord& record) {
  std::vector<PageStep> steps;
  for (const uint32_t page : record.pages) steps.push_back({page, false, {}});
  return history_.append(record, steps);
}

/// A commit that was cut off between the WAL and the history, and then taken in by somebody who
/// removed the WAL: the state of the database is the one that its record promised.
Status HostedDatabase::recover_intent() {
  const std::optional<ByteVector> intent = TRY(intent_.read());
  if (!intent || history_.is_empty()) return ok();
  const Result<CommitRecord> record = CommitRecord::decode(*intent);
  if (!record || record->revision != model::next(history_.head().revision) ||
      record->page_hash != page_hash_.root()) {
    return ok();
  }
  return append_without_deltas(*record);
}

Status HostedDatabase::hash_everything() {
  storage::Pager& pages = reader_.state().pager();
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

/// Writes that went past us (SQL through another connection) become a revision of unknown origin.
Status HostedDatabase::adopt_foreign_commits() {
  TRY(recorder_->complete_history());
  storage::DatabaseFile& file = pager().file();
  const storage::WalPosition end = TRY(storage::wal_end(file));
  if (end == seen_) return ok();
  const std::vector<storage::WalRecord> fresh = TRY(storage::read_wal_records(file, seen_));
  const bool foreign = std::any_of(fresh.begin(), fresh.end(),
                                   [](const auto& record) { return record.bytes.empty(); });
  if (foreign) TRY(adopt());
  seen_ = end;
  return ok();
}

Status HostedDatabase::adopt() {
  const model::PageHash before = page_hash_;
  TRY(hash_everything());
  if (page_hash_.root() == history_.head().page_hash) return ok();
  CommitRecord record;
  record.revision = record.outcome.revision = model::next(history_.head().revision);
  record.epoch = history_.head().epoch;
  record.page_hash = page_hash_.root();
  record.page_count = page_hash_.page_count();
  record.hlc = hlc_ = model::tick(hlc_, options_.clock->wall_ms());
  const txn::ChangesetBuilder nothing;
  record.changeset.assign(nothing.bytes().begin(), nothing.bytes().end());
  std::vector<PageStep> steps;
  const bool compare = before.page_count() > 0 && before.page_count() == page_hash_.page_count();
  for (uint32_t no = 1; no <= page_hash_.page_count(); ++no) {
    if (compare && before.leaf(PageNo{no}) == page_hash_.leaf(PageNo{no})) continue;
    record.pages.push_back(no);
    steps.push_back({no, false, {}});
  }
  TRY(history_.append(record, steps));
  return history_.sync();
}

Status HostedDatabase::checkpoint_if_long() {
  if (seen_.frame.raw < kWalFramesMax) return ok();
  TRY(history_.sync());
  TRY(pager().checkpoint(storage::CheckpointMode::Passive));
  return ok();
}

Result<wire::PushAnswer> HostedDatabase::push(const wire::PushRequest& request) {
  const std::lock_guard guard(mutex_);
  TRY(adopt_foreign_commits());
  wire::PushAnswer answer;
  answer.epoch = history_.head().epoch;
  if (request.epoch != answer.epoch) {
    answer.verdict = wire::PushVerdict::OtherEpoch;
    return answer;
  }
  model::Chain chain = request.chain_before;
  Seq seq = request.first;
  for (const ByteVector& record : request.records) {
    const model::Chain before = std::exchange(chain, model::chain_after(chain, record));
    session::KnownReplica& known = history_.known(request.rid);
    const session::Judgement judgement = session::judge(known, seq, before, chain);
    if (judgement == session::Judgement::Duplicate) {
      answer.outcomes.push_back(known.at(seq).outcome);
    } else if (judgement == session::Judgement::Fresh) {
      const Result<model::Outcome> outcome = commit_one(request, record, chain);
      if (!outcome && answer.outcomes.empty()) return std::unexpected(outcome.error());
      if (!outcome) break;  // what is committed is answered; the rest comes again
      answer.outcomes.push_back(*outcome);
    } else if (answer.outcomes.empty()) {
      const bool gap = judgement == session::Judgement::Gap;
      answer.verdict = gap ? wire::PushVerdict::Gap : wire::PushVerdict::Forked;
      answer.seq = gap ? known.last() : session::common_before(known, seq, before);
      break;
    } else {
      break;
    }
    seq = model::next(seq);
  }
  TRY(history_.trim(options_.history_bytes_max));
  TRY(checkpoint_if_long());
  answer.head = history_.head().revision;
  return answer;
}

Result<model::Outcome> HostedDatabase::commit_one(const wire::PushRequest& request, Bytes bytes,
                                                  const model::Chain& chain) {
  const Seq seq = model::next(history_.known(request.rid).last());
  Result<model::TransactionRecord> decoded = model::TransactionRecord::decode(bytes);
  // A record that cannot be read is about the transaction, not the caller: it is parked as it is.
  const bool readable = decoded && decoded->seq == seq;
  model::TransactionRecord record = readable ? *std::move(decoded) : unreadable(seq);
  const int64_t wall_ms = options_.clock->wall_ms();
  record.hlc = model::clamp(record.hlc, wall_ms);
  hlc_ = std::max(model::tick(hlc_, wall_ms), record.hlc);
  recorder_->expect(request.rid, seq, chain, record.hlc);
  TRY(reader_.state().pager().begin_read());
  Status done = writer_.state().begin(TransactionMode::Immediate);
  if (done) done = apply_in_transaction(request, bytes, record);
  if (done) done = commit_with_record();
  if (!done && writer_.in_transaction()) (void)writer_.state().rollback();
  reader_.state().pager().rollback();
  TRY(std::move(done));
  return recorder_->outcome();
}

Status HostedDatabase::apply_in_transaction(const wire::PushRequest& request, Bytes bytes,
                                            const model::TransactionRecord& record) {
  model::Author author{request.rid, {}, record.base, record.hlc};
  for (const auto& [parent, seq] : request.parents) author.parents.push_back(parent);
  Result<apply::Applied> result =
      record.changeset.empty()
          ? Result<apply::Applied>(fail(ErrorCode::Corrupt, "the record cannot be read"))
          : apply::apply_record(writer_, record, author, &history_.memory());
  if (!result && result.error().is(ErrorCode::Corrupt) && !record.changeset.empty()) {
    // Half of it may be applied: from the start, without it.
    TRY(writer_.state().rollback());
    TRY(writer_.state().begin(TransactionMode::Immediate));
  }
  apply::Applied applied;
  if (result) {
    applied = *std::move(result);
  } else if (result.error().is(ErrorCode::Corrupt)) {
    applied.kind = model::OutcomeKind::Parked;
    model::Conflict conflict;
    conflict.kind = model::ConflictClass::Forbidden;
    conflict.state = model::ConflictState::Open;
    conflict.detail = result.error().message();
    applied.conflicts.push_back(std::move(conflict));
  } else {
    return std::unexpected(result.error());
  }
  recorder_->decide(applied);
  const apply::ConflictOrigin origin{model::next(history_.head().revision), request.rid, record.seq,
                                     record.hlc};
  for (const model::Conflict& conflict : applied.conflicts) {
    const bool whole = applied.kind == model::OutcomeKind::Parked;
    TRY(apply::insert_conflict(writer_, conflict, origin, whole ? bytes : Bytes()));
  }
  return ok();
}

/// Commits even if nothing changed: the record must become durable.
Status HostedDatabase::commit_with_record() {
  TRY(writer_.state().ensure_writing());
  TRY(pager().write(PageNo{1}));
  TRY(writer_.state().commit());
  seen_ = TRY(storage::wal_end(pager().file()));
  return recorder_->complete_history();
}

Result<uint64_t> HostedDatabase::execute(std::string_view sql) {
  const std::lock_guard guard(mutex_);
  TRY(adopt_foreign_commits());
  hlc_ = model::tick(hlc_, options_.clock->wall_ms());
  recorder_->expect(server_id(path_), Seq{}, {}, hlc_);
  TRY(reader_.state().pager().begin_read());
  Status done = writer_.state().begin(TransactionMode::Immediate);
  if (done) done = writer_.execute(sql);
  if (done) done = commit_with_record();
  if (!done && writer_.in_transaction()) (void)writer_.state().rollback();
  reader_.state().pager().rollback();
  TRY(std::move(done));
  TRY(checkpoint_if_long());
  return history_.head().revision.raw;
}

Result<wire::PullAnswer> HostedDatabase::pull(const wire::PullRequest& request) {
  const std::lock_guard guard(mutex_);
  TRY(adopt_foreign_commits());
  const History::Head& head = history_.head();
  wire::PullAnswer answer;
  answer.epoch = head.epoch;
  answer.to = head.revision;
  answer.page_hash = head.page_hash;
  answer.page_count = page_hash_.page_count();
  answer.page_size = pager().page_size();
  const session::KnownReplica& known = history_.known(request.rid);
  answer.last_seq = known.last();
  answer.last_chain = known.last_chain();

  const bool by_changes = request.have.raw != 0 && request.epoch == head.epoch &&
                          history_.reaches(request.have, request.have_hash);
  std::map<uint32_t, std::vector<ByteVector>> wanted;
  if (by_changes) {
    answer.from = request.have;
    wanted = TRY(history_.changes_after(request.have, !request.images_only));
  } else {
    for (uint32_t no = 1; no <= answer.page_count; ++no) wanted[no];
  }
  for (const wire::HeldPage& held : request.extra_pages) {
    const bool is_held = by_changes && held.page != 0 && held.page <= answer.page_count &&
                         held.short_hash == model::short_hash(page_hash_.leaf(PageNo{held.page}));
    wanted[held.page].assign(is_held ? 1 : 0, ByteVector());
  }

  storage::Pager& pages = reader_.state().pager();
  TRY(pages.begin_read());
  const Result<uint32_t> cookie = pages.header_field(storage::HeaderField::SchemaCookie);
  if (!cookie) {
    pages.rollback();
    return std::unexpected(cookie.error());
  }
  answer.schema_cookie = *cookie;
  const uint64_t bytes_max = std::clamp<uint64_t>(request.bytes_max, 65536, wire::kPullBytesMax);
  uint64_t bytes = 0;
  answer.last_page = answer.page_count;
  for (auto it = wanted.upper_bound(request.after_page); it != wanted.end(); ++it) {
    auto& [no, deltas] = *it;
    if (no == 0 || no > answer.page_count) break;
    if (bytes >= bytes_max) {
      answer.last_page = no - 1;
      break;
    }
    wire::PageUpdate update{no, {}, {}};
    uint64_t delta_bytes = 0;
    for (const ByteVector& delta : deltas) delta_bytes += delta.size() + 2;
    if (!deltas.empty() && delta_bytes < answer.page_size) {
      update.deltas = std::move(deltas);
      bytes += delta_bytes;
    } else {
      Result<storage::PageRef> image = pages.read(PageNo{no});
      if (!image) {
        pages.rollback();
        return std::unexpected(image.error());
      }
      update.image.assign(image->bytes().begin(), image->bytes().end());
      bytes += update.image.size();
    }
    answer.pages.push_back(std::move(update));
  }
  pages.rollback();
  return answer;
}

Result<wire::StatusAnswer> HostedDatabase::status() {
  const std::lock_guard guard(mutex_);
  TRY(adopt_foreign_commits());
  wire::StatusAnswer answer;
  answer.epoch = history_.head().epoch;
  answer.head = history_.head().revision;
  answer.page_hash = history_.head().page_hash;
  answer.page_size = pager().page_size();
  answer.page_count = page_hash_.page_count();
  return answer;
}

}  // namespace tern::sync::primary
