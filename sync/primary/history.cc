#include "sync/primary/history.h"

#include "engine/txn/changeset.h"
#include "sync/apply/sync_tables.h"
#include "sync/model/codec.h"

namespace tern::sync::primary {
namespace {

using model::CommitRecord;
using model::Reader;
using model::Revision;
using model::Writer;

constexpr uint8_t kSnapshot = 1;
constexpr uint8_t kCommit = 2;
constexpr uint8_t kServer = 3;

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

}  // namespace

Result<History> History::open(io::Vfs& vfs, const std::string& path,
                              const model::ReplicaId& server) {
  // The log is read before the object that it fills can exist: collected first.
  struct Item {
    uint8_t type;
    ByteVector payload;
    uint64_t at;
  };
  std::vector<Item> items;
  History history(TRY(store::RecordLog::open(
                      vfs, path,
                      [&items](uint8_t type, Bytes payload, uint64_t at) {
                        items.push_back({type, ByteVector(payload.begin(), payload.end()), at});
                        return ok();
                      })),
                  server);
  for (const Item& item : items) TRY(history.take(item.type, item.payload, item.at));
  return history;
}

Status History::take(uint8_t type, Bytes payload, uint64_t at) {
  if (type == kSnapshot) return take_snapshot(payload);
  if (type == kServer) return take_server(payload);
  if (type == kCommit) return take_commit(payload, at);
  return fail(ErrorCode::Corrupt, "history: unknown record");
}

ByteVector History::snapshot(const Head& head) const {
  Writer out;
  out.varint(head.revision.raw);
  out.varint(head.epoch.raw);
  out.digest(head.page_hash);
  out.varint(known_.size() - known_.count(server_));
  for (const auto& [rid, known] : known_) {
    if (rid == server_) continue;
    out.rid(rid);
    out.varint(known.last().raw);
    for (uint64_t seq = 1; seq <= known.last().raw; ++seq) {
      const auto& entry = known.at(model::Seq{seq});
      out.digest(entry.chain);
      out.u8(static_cast<uint8_t>(entry.outcome.kind));
      out.varint(entry.outcome.revision.raw);
      out.varint(entry.outcome.conflicts);
    }
  }
  return std::move(out).take();
}

ByteVector History::server_entry() const {
  Writer out;
  out.varint(of_server_.seq.raw);
  out.digest(of_server_.chain);
  return std::move(out).take();
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
  const size_t replicas = in.count(17);
  for (size_t i = 0; i < replicas; ++i) {
    session::KnownReplica& known = known_[in.rid()];
    const size_t records = in.count(35);
    for (size_t r = 0; r < records; ++r) {
      const model::Chain chain = in.digest();
      model::Outcome outcome;
      outcome.kind = static_cast<model::OutcomeKind>(in.u8());
      outcome.revision = Revision{in.varint()};
      outcome.conflicts = static_cast<uint32_t>(in.varint());
      known.add(chain, outcome);
    }
  }
  TRY(in.check("history: snapshot"));
  // Histories that have no SERVER yet keep all outcomes of the server, too.
  if (const auto own = known_.find(server_); own != known_.end()) {
    of_server_ = {own->second.last(), own->second.last_chain()};
    known_.erase(own);
  }
  head_ = first_;
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
  commits_.push_back({record.revision, record.page_hash, at});
  head_ = {record.revision, record.epoch, record.page_hash};
  return remember(record);
}

void History::note_sender(const CommitRecord& record) {
  if (record.origin == server_) {
    of_server_ = {record.seq, record.chain};
    return;
  }
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
  const ByteVector payload = snapshot(head);
  TRY(log_.rewrite({{kSnapshot, payload}}));
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
  const uint64_t at = TRY(log_.append(kCommit, entry));
  return add(record, at);
}

Status History::trim(uint64_t bytes_max) {
  if (log_.size() <= bytes_max || commits_.size() < 2) return ok();
  const size_t keep_from = commits_.size() / 2;
  const Commit& last_gone = commits_[keep_from - 1];
  std::vector<store::RecordLog::Entry> entries;
  entries.push_back({kSnapshot, snapshot({last_gone.revision, head_.epoch, last_gone.page_hash})});
  entries.push_back({kServer, server_entry()});
  for (size_t i = keep_from; i < commits_.size(); ++i) {
    entries.push_back(TRY(log_.read_at(commits_[i].at)));
  }
  TRY(log_.rewrite(entries));
  known_.clear();
  uint64_t at = 8;
  for (const auto& entry : entries) {
    TRY(take(entry.type, entry.payload, at));
    at += 9 + entry.payload.size();
  }
  return ok();
}

bool History::reaches(Revision revision, const model::Digest& hash) const {
  if (revision == head_.revision) return hash == head_.page_hash;
  if (revision == first_.revision) return hash == first_.page_hash;
  if (revision < first_.revision || revision > head_.revision) return false;
  const Commit& commit = commits_[revision.raw - first_.revision.raw - 1];
  ASSERT(commit.revision == revision);
  return commit.page_hash == hash;
}

Result<std::map<uint32_t, std::vector<ByteVector>>> History::changes_after(Revision revision,
                                                                           bool with_deltas) const {
  ASSERT(revision >= first_.revision);
  std::map<uint32_t, std::vector<ByteVector>> out;
  std::map<uint32_t, bool> broken;
  for (size_t i = revision.raw - first_.revision.raw; i < commits_.size(); ++i) {
    const store::RecordLog::Entry entry = TRY(log_.read_at(commits_[i].at));
    Reader in(entry.payload);
    (void)in.blob();
    for (PageStep& page : TRY(decode_pages(in))) {
      std::vector<ByteVector>& deltas = out[page.page];
      if (!page.has_delta || !with_deltas) broken[page.page] = true;
      deltas.push_back(std::move(page.delta));
    }
  }
  for (const auto& [page, is_broken] : broken) {
    if (is_broken) out[page].clear();
  }
  return out;
}

Result<std::set<uint32_t>> History::pages_changed(Revision from, Revision to) const {
  ASSERT(goes_back_to(from) && goes_back_to(to));
  std::set<uint32_t> pages;
  for (uint64_t no = from.raw; no < to.raw; ++no) {
    const store::RecordLog::Entry entry = TRY(log_.read_at(commits_[no - first_.revision.raw].at));
    Reader in(entry.payload);
    const CommitRecord record = TRY(CommitRecord::decode(in.blob()));
    pages.insert(record.pages.begin(), record.pages.end());
  }
  return pages;
}

}  // namespace tern::sync::primary
