#include "sync/primary/history.h"

#include <algorithm>
#include <utility>

#include "engine/txn/changeset.h"
#include "sync/apply/sync_tables.h"
#include "sync/model/codec.h"
#include "sync/model/transaction_record.h"

namespace tern::sync::primary {
namespace {

using model::CommitRecord;
using model::Reader;
using model::Revision;
using model::Writer;

constexpr uint8_t kSnapshot = 1;
constexpr uint8_t kCommit = 2;
constexpr uint8_t kServer = 3;
constexpr uint8_t kOutcomes = 4;
constexpr uint64_t kOutcomesInRecord = 16'384;

enum class Deltas : uint8_t { Keep, Drop };

ByteVector encode_commit(Bytes record, const std::vector<PageStep>& pages, Deltas deltas) {
  Writer out;
  out.blob(record);
  out.varint(pages.size());
  for (const PageStep& page : pages) {
    const bool has_delta = page.has_delta && deltas == Deltas::Keep;
    out.varint(page.page);
    out.u8(has_delta ? 1 : 0);
    if (has_delta) out.blob(page.delta);
  }
  return std::move(out).take();
}

Result<std::vector<PageStep>> decode_pages(Reader& in) {
  std::vector<PageStep> pages(in.count(2));
  for (PageStep& page : pages) {
    page.page = static_cast<uint32_t>(in.varint());
    page.has_delta = in.u8() != 0;
    if (!page.has_delta) continue;
    const Bytes delta = in.blob();
    page.delta.assign(delta.begin(), delta.end());
  }
  TRY(in.check("history: pages"));
  return pages;
}

/// The records of transactions that a commit parked: what it inserted into sync_conflicts.
Result<std::vector<ByteVector>> parked_records(Bytes changeset) {
  std::vector<ByteVector> out;
  txn::ChangesetReader reader = TRY(txn::ChangesetReader::open(changeset));
  txn::OpView op;
  while (TRY(reader.next(op))) {
    if (op.kind != txn::OpKind::Insert || op.table->name != apply::kConflictsTable) continue;
    for (size_t i = 0; i < op.after.size(); ++i) {
      if (op.table->columns[i].name != "data" || !op.after[i].is_blob()) continue;
      const Bytes data = op.after[i].as_bytes();
      out.emplace_back(data.begin(), data.end());
    }
  }
  return out;
}

ByteVector encode_snapshot(const HistoryHead& head) {
  Writer out;
  out.varint(head.revision.raw);
  out.varint(head.epoch.raw);
  out.digest(head.page_hash);
  out.varint(0);  // replicas: OUTCOMES follow
  return std::move(out).take();
}

ByteVector encode_server(const HistoryPosition& position) {
  Writer out;
  out.varint(position.seq.raw);
  out.digest(position.chain);
  return std::move(out).take();
}

/// Up to kOutcomesInRecord of them, from `first` on.
Result<ByteVector> encode_outcomes(const model::ReplicaId& rid, const session::KnownReplica& known,
                                   uint64_t first) {
  const uint64_t count = std::min(known.last().raw - first + 1, kOutcomesInRecord);
  Writer out;
  out.rid(rid);
  out.varint(first);
  out.varint(count);
  for (uint64_t seq = first; seq < first + count; ++seq) {
    const session::KnownReplica::Entry entry = TRY(known.at(model::Seq{seq}));
    out.digest(entry.chain);
    out.u8(static_cast<uint8_t>(entry.outcome.kind));
    out.varint(entry.outcome.revision.raw);
    out.varint(entry.outcome.conflicts);
  }
  return std::move(out).take();
}

void read_outcomes(Reader& in, session::KnownReplica& known) {
  for (size_t count = in.count(35); count > 0 && !in.failed(); --count) {
    const model::Chain chain = in.digest();
    model::Outcome outcome;
    outcome.kind = static_cast<model::OutcomeKind>(in.u8());
    outcome.revision = Revision{in.varint()};
    outcome.conflicts = static_cast<uint32_t>(in.varint());
    known.add(chain, outcome);
  }
}

}  // namespace

// --- opening

Result<History> History::open(io::Vfs& vfs, const std::string& path,
                              const model::ReplicaId& server) {
  History history(vfs, path, server);
  const bool is_open = TRY(history.open_by_index());
  if (!is_open) TRY(history.read_log());
  return history;
}

/// False: it takes the whole log.
Result<bool> History::open_by_index() {
  Result<std::unique_ptr<HistoryIndex>> index = HistoryIndex::open(*vfs_, index_path());
  const bool has_log = TRY(vfs_->exists(path_));
  if (!index || !has_log) return false;
  const HistorySummary summary = (*index)->summary();
  log_ = TRY(store::RecordLog::open_at(*vfs_, path_, summary.end));
  for (const store::RecordLog::Mark& mark : {summary.first_record, summary.last_record}) {
    const bool is_there = TRY(log_->mark_at(mark.at)) == mark;
    if (!is_there) return false;
  }
  take_index(*std::move(index));
  const Result<bool> followed = log_->follow(
      [this](uint8_t type, Bytes payload, uint64_t at) { return take(type, payload, at); });
  return followed.has_value();
}

Status History::read_log() {
  has_to_read_ = true;
  forget();
  log_ = TRY(store::RecordLog::open(*vfs_, path_, [this](uint8_t type, Bytes payload, uint64_t at) {
    return take(type, payload, at);
  }));
  has_to_read_ = false;
  return ok();
}

/// All that was taken from the log.
void History::forget() {
  known_.clear();
  memory_ = {};
  commits_.clear();
  index_.reset();
  indexed_end_ = tried_end_ = 0;
  indexed_ = {};
  of_server_ = {};
  first_ = head_ = {};
}

void History::take_index(std::unique_ptr<HistoryIndex> index) {
  forget();
  index_ = std::move(index);
  index_->lay_under(known_, memory_);
  const HistorySummary& summary = index_->summary();
  first_ = summary.first;
  head_ = summary.head;
  of_server_ = summary.server;
  indexed_ = head_.revision;
  indexed_end_ = tried_end_ = summary.end;
}

Status History::heal() {
  const bool is_broken = index_ && index_->is_broken();
  if (!is_broken && !has_to_read_) return ok();
  TRY(vfs_->remove(index_path()));
  return read_log();
}

Status History::save_index() {
  tried_end_ = log_->size();
  TRY(heal());
  if (is_empty()) return ok();
  TRY(log_->sync());
  HistorySummary summary;
  const bool has_commits = head_.revision > first_.revision;
  const uint64_t last_at =
      has_commits ? TRY(commit_of(head_.revision)).at : store::RecordLog::kFirstAt;
  const auto first_record = TRY(log_->mark_at(store::RecordLog::kFirstAt));
  const auto last_record = TRY(log_->mark_at(last_at));
  if (!first_record || !last_record) return fail(ErrorCode::IoErrShortRead, path_);
  summary.first_record = *first_record;
  summary.last_record = *last_record;
  summary.end = log_->size();
  summary.first = first_;
  summary.head = head_;
  summary.server = of_server_;
  summary.horizon = memory_.versions.horizon();
  const Status written =
      HistoryIndex::write(*vfs_, index_path(), {summary, index_.get(), known_, commits_, memory_});
  if (!written && written.error().is(ErrorCode::Corrupt)) index_->note_broken();
  TRY(std::move(written));
  take_index(TRY(HistoryIndex::open(*vfs_, index_path())));
  return ok();
}

// --- what the log says

Status History::take(uint8_t type, Bytes payload, uint64_t at) {
  switch (type) {
    case kSnapshot:
      return take_snapshot(payload);
    case kOutcomes:
      return take_outcomes(payload);
    case kServer:
      return take_server(payload);
    case kCommit:
      return take_commit(payload, at);
    default:
      return fail(ErrorCode::Corrupt, "history: unknown record");
  }
}

Status History::take_outcomes(Bytes payload) {
  Reader in(payload);
  session::KnownReplica& known = known_[in.rid()];
  if (in.varint() != known.last().raw + 1) return fail(ErrorCode::Corrupt, "history: outcomes");
  read_outcomes(in, known);
  return in.check("history: outcomes");
}

Status History::take_server(Bytes payload) {
  Reader in(payload);
  of_server_.seq = model::Seq{in.varint()};
  of_server_.chain = in.digest();
  return in.check("history: server");
}

Status History::take_snapshot(Bytes payload) {
  Reader in(payload);
  first_.revision = Revision{in.varint()};
  first_.epoch = model::Epoch{in.varint()};
  first_.page_hash = in.digest();
  for (size_t replicas = in.count(17); replicas > 0 && !in.failed(); --replicas)
    read_outcomes(in, known_[in.rid()]);
  TRY(in.check("history: snapshot"));
  // Histories that have no SERVER yet keep all outcomes of the server, too.
  if (const auto own = known_.find(server_); own != known_.end()) {
    of_server_ = {own->second.last(), own->second.last_chain()};
    known_.erase(own);
  }
  head_ = first_;
  indexed_ = first_.revision;
  commits_.clear();
  memory_ = {};
  memory_.versions.reset(first_.revision);
  return ok();
}

Status History::take_commit(Bytes payload, uint64_t at) {
  Reader in(payload);
  const CommitRecord record = TRY(CommitRecord::decode(in.blob()));
  if (record.revision != model::next(head_.revision)) {
    return fail(ErrorCode::Corrupt,
                "history: gap before revision " + std::to_string(record.revision.raw));
  }
  return add(record, at);
}

Status History::add(const CommitRecord& record, uint64_t at) {
  commits_.push_back({record.page_hash, at});
  head_ = {record.revision, record.epoch, record.page_hash};
  return remember(record);
}

void History::note_sender(const CommitRecord& record) {
  if (record.origin == server_) {
    of_server_ = {record.seq, record.chain};
    return;
  }
  if (record.origin.is_nil()) return;
  session::KnownReplica& known = known_[record.origin];
  if (record.seq == model::next(known.last())) known.add(record.chain, record.outcome);
}

Status History::remember(const CommitRecord& record) {
  note_sender(record);
  if (record.origin.is_nil()) {
    // Somebody wrote past us: who wrote what is not known up to here.
    memory_.versions.reset(record.revision);
    return ok();
  }
  const model::Stamp stamp{record.revision, record.origin, record.hlc};
  TRY(memory_.versions.record(record.changeset, stamp));
  TRY(memory_.renames.record(record.changeset, record.revision, record.origin));
  for (apply::RowidRemap& remap : TRY(apply::decode_remaps(record.remaps))) {
    memory_.remaps[record.origin].push_back({record.revision, std::move(remap)});
  }
  if (record.outcome.kind != model::OutcomeKind::Parked) return ok();
  for (const ByteVector& data : TRY(parked_records(record.changeset))) {
    const Result<model::TransactionRecord> parked = model::TransactionRecord::decode(data);
    if (!parked) continue;
    // A changeset that cannot be read was parked for just that.
    (void)memory_.note_parked(record.origin, parked->changeset, record.revision);
  }
  return ok();
}

Status History::start(const Head& head) {
  ASSERT(is_empty() && head.revision.raw > 0);
  const ByteVector payload = encode_snapshot(head);
  TRY(log_->rewrite({{kSnapshot, payload}}));
  return take_snapshot(payload);
}

Result<ByteVector> History::entry_of(Bytes encoded, const std::vector<PageStep>& pages) {
  ByteVector entry = encode_commit(encoded, pages, Deltas::Keep);
  if (entry.size() <= store::RecordLog::kPayloadMax) return entry;
  entry = encode_commit(encoded, pages, Deltas::Drop);
  if (entry.size() <= store::RecordLog::kPayloadMax) return entry;
  return fail(ErrorCode::TooBig, "the transaction changes too much for one commit of the history");
}

Status History::append(const CommitRecord& record, Bytes entry) {
  ASSERT(record.revision == model::next(head_.revision));
  const uint64_t at = TRY(log_->append(kCommit, entry));
  return add(record, at);
}

Result<std::vector<store::RecordLog::Entry>> History::entries_behind(Revision last_gone) const {
  std::vector<store::RecordLog::Entry> entries;
  const HistoryCommit gone = TRY(commit_of(last_gone));
  entries.push_back({kSnapshot, encode_snapshot({last_gone, head_.epoch, gone.page_hash})});
  for (const auto& [rid, known] : known_) {
    for (uint64_t seq = 1; seq <= known.last().raw; seq += kOutcomesInRecord)
      entries.push_back({kOutcomes, TRY(encode_outcomes(rid, known, seq))});
  }
  entries.push_back({kServer, encode_server(of_server_)});
  const auto keep = [&](store::RecordLog::Entry& entry) {
    entries.push_back(std::move(entry));
    return ok();
  };
  TRY(each_commit(last_gone, head_.revision, keep));
  return entries;
}

Status History::trim(uint64_t bytes_max) {
  const uint64_t commits = head_.revision.raw - first_.revision.raw;
  if (log_->size() <= bytes_max || commits < 2) return ok();
  const std::vector<store::RecordLog::Entry> entries =
      TRY(entries_behind(Revision{first_.revision.raw + commits / 2}));
  TRY(vfs_->remove(index_path()));
  TRY(log_->rewrite(entries));
  has_to_read_ = true;
  forget();
  uint64_t at = store::RecordLog::kFirstAt;
  for (const auto& entry : entries) {
    TRY(take(entry.type, entry.payload, at));
    at = store::RecordLog::behind(at, entry);
  }
  has_to_read_ = false;
  return ok();
}

// --- what others ask

const session::KnownReplica& History::known(const model::ReplicaId& rid) const {
  static const session::KnownReplica kNothing;
  const auto found = known_.find(rid);
  return found == known_.end() ? kNothing : found->second;
}

Result<HistoryCommit> History::commit_of(Revision revision) const {
  ASSERT(revision > first_.revision && revision <= head_.revision);
  if (revision <= indexed_) return index_->commit(revision);
  return commits_[revision.raw - indexed_.raw - 1];
}

template <class See>
Status History::each_commit(Revision from, Revision to, const See& see) const {
  if (from == to) return ok();
  uint64_t at = TRY(commit_of(model::next(from))).at;
  for (uint64_t no = from.raw; no < to.raw; ++no) {
    store::RecordLog::Entry entry = TRY(log_->read_at(at));
    if (entry.type != kCommit) return fail(ErrorCode::Corrupt, "history: no commit");
    at = store::RecordLog::behind(at, entry);
    TRY(see(entry));
  }
  return ok();
}

Result<bool> History::reaches(Revision revision, const model::Digest& hash) const {
  if (revision == head_.revision) return hash == head_.page_hash;
  if (revision == first_.revision) return hash == first_.page_hash;
  if (!goes_back_to(revision)) return false;
  return TRY(commit_of(revision)).page_hash == hash;
}

Result<std::map<uint32_t, std::vector<ByteVector>>> History::changes_after(Revision revision,
                                                                           bool with_deltas) const {
  ASSERT(goes_back_to(revision));
  std::map<uint32_t, std::vector<ByteVector>> out;
  std::set<uint32_t> broken;
  const auto note = [&](const store::RecordLog::Entry& entry) -> Status {
    Reader in(entry.payload);
    (void)in.blob();
    for (PageStep& page : TRY(decode_pages(in))) {
      if (!page.has_delta || !with_deltas) broken.insert(page.page);
      out[page.page].push_back(std::move(page.delta));
    }
    return ok();
  };
  TRY(each_commit(revision, head_.revision, note));
  for (const uint32_t page : broken) out[page].clear();
  return out;
}

Result<std::set<uint32_t>> History::pages_changed(Revision from, Revision to) const {
  ASSERT(goes_back_to(from) && goes_back_to(to));
  std::set<uint32_t> pages;
  const auto note = [&](const store::RecordLog::Entry& entry) -> Status {
    Reader in(entry.payload);
    const CommitRecord record = TRY(CommitRecord::decode(in.blob()));
    pages.insert(record.pages.begin(), record.pages.end());
    return ok();
  };
  TRY(each_commit(from, to, note));
  return pages;
}

}  // namespace tern::sync::primary
