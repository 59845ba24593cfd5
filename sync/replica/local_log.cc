#include "sync/replica/local_log.h"

#include <algorithm>

#include "sync/model/codec.h"

namespace tern::sync::replica {
namespace {

using model::Reader;
using model::Writer;

enum Type : uint8_t { kOrigin = 1, kTransaction = 2, kRebase = 3, kAcked = 4, kForeign = 5 };

constexpr uint64_t kLogBytesMax = uint64_t{16} << 20;

void put(Writer& out, const Base& base) {
  out.varint(base.epoch.raw);
  out.varint(base.revision.raw);
  out.digest(base.page_hash);
  out.varint(base.page_count);
  out.varint(base.cookie);
  out.varint(base.installed);
}

Base take_base(Reader& in) {
  Base base;
  base.epoch = Epoch{in.varint()};
  base.revision = Revision{in.varint()};
  base.page_hash = in.digest();
  base.page_count = static_cast<uint32_t>(in.varint());
  base.cookie = static_cast<uint32_t>(in.varint());
  base.installed = static_cast<uint32_t>(in.varint());
  return base;
}

template <class Pages>
void put_pages(Writer& out, const Pages& pages) {
  out.varint(pages.size());
  for (const uint32_t page : pages) out.varint(page);
}

std::vector<uint32_t> take_pages(Reader& in) {
  std::vector<uint32_t> pages(in.count());
  for (uint32_t& page : pages) page = static_cast<uint32_t>(in.varint());
  return pages;
}

/// A record as it rides in the WAL: its type, then the payload that the log gets.
ByteVector wal_record(Type type, Bytes payload) {
  ByteVector out{static_cast<std::byte>(type)};
  append(out, payload);
  return out;
}

}  // namespace

ByteVector Rebase::encode(const ReplicaId& rid) const {
  Writer out;
  out.rid(rid);
  put(out, base);
  out.varint(in_base.raw);
  put_pages(out, dirty);
  return wal_record(kRebase, out.bytes());
}

ByteVector Intent::encode() const {
  Writer out;
  out.blob(record);
  out.varint(pages.size());
  for (const auto& [page, digest] : pages) {
    out.varint(page.raw);
    out.digest(digest);
  }
  return std::move(out).take();
}

Result<Intent> Intent::decode(Bytes bytes) {
  Reader in(bytes);
  Intent intent;
  const Bytes record = in.blob();
  intent.record.assign(record.begin(), record.end());
  intent.pages.resize(in.count(33));
  for (auto& [page, digest] : intent.pages) {
    page = PageNo{static_cast<uint32_t>(in.varint())};
    digest = in.digest();
  }
  TRY(in.check("intent"));
  if (intent.record.empty()) return fail(ErrorCode::Corrupt, "intent: no record");
  return intent;
}

ByteVector LocalLog::encode_origin(const ReplicaId& rid,
                                   const std::vector<std::pair<ReplicaId, Seq>>& parents,
                                   const Base& base, Seq last_dropped, const Chain& chain,
                                   Seq acked, const std::set<uint32_t>& dirty, bool foreign) {
  Writer out;
  out.rid(rid);
  out.varint(parents.size());
  for (const auto& [parent, seq] : parents) {
    out.rid(parent);
    out.varint(seq.raw);
  }
  put(out, base);
  out.varint(last_dropped.raw);
  out.digest(chain);
  out.varint(acked.raw);
  put_pages(out, dirty);
  out.u8(foreign ? 1 : 0);
  return std::move(out).take();
}

Status LocalLog::create(io::Vfs& vfs, const std::string& path, const ReplicaId& rid,
                        const Base& base) {
  store::RecordLog log =
      TRY(store::RecordLog::open(vfs, path, [](uint8_t, Bytes, uint64_t) { return ok(); }));
  return log.rewrite({{kOrigin, encode_origin(rid, {}, base, {}, {}, {}, {}, false)}});
}

Result<LocalLog> LocalLog::open(io::Vfs& vfs, const std::string& path) {
  std::vector<store::RecordLog::Entry> entries;
  LocalLog log(
      TRY(store::RecordLog::open(vfs, path, [&entries](uint8_t type, Bytes payload, uint64_t) {
        entries.push_back({type, ByteVector(payload.begin(), payload.end())});
        return ok();
      })));
  if (entries.empty() || entries.front().type != kOrigin) {
    return fail(ErrorCode::Corrupt, path + ": the log has no beginning");
  }
  for (const auto& entry : entries) TRY(log.take(entry.type, entry.payload));
  return log;
}

Status LocalLog::take(uint8_t type, Bytes payload) {
  switch (type) {
    case kOrigin:
      return take_origin(payload);
    case kTransaction:
      return take_transaction(payload);
    case kRebase:
      return take_rebase(payload);
    case kForeign:
      foreign_ = true;
      return ok();
    case kAcked: {
      Reader in(payload);
      const Seq seq{in.varint()};
      TRY(in.check("log: acked"));
      acked_ = std::min(std::max(acked_, seq), last_);
      return ok();
    }
    default:
      return fail(ErrorCode::Corrupt, "log: unknown record");
  }
}

Status LocalLog::take_origin(Bytes payload) {
  Reader in(payload);
  rid_ = in.rid();
  parents_.resize(in.count(17));
  for (auto& [parent, seq] : parents_) {
    parent = in.rid();
    seq = Seq{in.varint()};
  }
  base_ = take_base(in);
  last_ = in_base_ = Seq{in.varint()};
  chain_in_base_ = in.digest();
  acked_ = Seq{in.varint()};
  const std::vector<uint32_t> dirty = take_pages(in);
  foreign_ = in.u8() != 0;
  TRY(in.check("log: origin"));
  dirty_ = {dirty.begin(), dirty.end()};
  pending_.clear();
  return ok();
}

Status LocalLog::take_transaction(Bytes payload) {
  Reader in(payload);
  (void)in.rid();
  const std::vector<uint32_t> pages = take_pages(in);
  const Bytes bytes = in.blob();
  TRY(in.check("log: transaction"));
  const model::TransactionRecord record = TRY(model::TransactionRecord::decode(bytes));
  if (record.seq != model::next(last_)) return fail(ErrorCode::Corrupt, "log: gap in the sequence");
  const Chain before = chain_before(record.seq);
  pending_.push_back(
      {record.seq, model::chain_after(before, bytes), ByteVector(bytes.begin(), bytes.end())});
  last_ = record.seq;
  hlc_ = std::max(hlc_, record.hlc);
  dirty_.insert(pages.begin(), pages.end());
  return ok();
}

Status LocalLog::take_rebase(Bytes payload) {
  Reader in(payload);
  (void)in.rid();
  base_ = take_base(in);
  const Seq in_base{in.varint()};
  const std::vector<uint32_t> dirty = take_pages(in);
  TRY(in.check("log: rebase"));
  if (in_base > last_) return fail(ErrorCode::Corrupt, "log: rebase on records that are missing");
  while (!pending_.empty() && pending_.front().seq <= in_base) {
    in_base_ = pending_.front().seq;
    chain_in_base_ = pending_.front().chain;
    pending_.pop_front();
  }
  acked_ = std::max(acked_, in_base);
  dirty_ = {dirty.begin(), dirty.end()};
  return ok();
}

std::vector<ReplicaId> LocalLog::parent_ids() const {
  std::vector<ReplicaId> out;
  for (const auto& [parent, seq] : parents_) out.push_back(parent);
  return out;
}

session::LogState LocalLog::state() const { return {acked_, last_, model::next(in_base_)}; }

Chain LocalLog::chain_before(Seq seq) const {
  ASSERT(seq > in_base_ && seq.raw <= last_.raw + 1);
  const uint64_t place = seq.raw - in_base_.raw - 1;
  return place == 0 ? chain_in_base_ : pending_[place - 1].chain;
}

Result<ByteVector> LocalLog::make_record(Bytes changeset, std::vector<uint32_t> pages,
                                         bool foreign_keys, int64_t wall_ms) const {
  if (changeset.size() > model::kTransactionBytesMax / 2) {
    return fail(ErrorCode::TooBig, "the transaction is too large to be synced");
  }
  model::TransactionRecord record;
  record.flags = foreign_keys ? model::kForeignKeysOn : 0;
  record.epoch = base_.epoch;
  record.base = base_.revision;
  record.seq = model::next(last_);
  record.hlc = model::tick(hlc_, wall_ms);
  record.changeset.assign(changeset.begin(), changeset.end());
  Writer out;
  out.rid(rid_);
  put_pages(out, pages);
  out.blob(record.encode());
  return wal_record(kTransaction, out.bytes());
}

/// Was this record drained, or is it of a former identity and renumbered since?
Result<bool> LocalLog::is_known(Bytes bytes) const {
  const auto type = static_cast<uint8_t>(bytes[0]);
  Reader in(bytes.subspan(1));
  if (in.rid() != rid_) return true;
  if (type == kRebase) {
    const Base base = take_base(in);
    TRY(in.check("log: rebase", false));
    return base.epoch == base_.epoch && base.revision <= base_.revision;
  }
  if (type != kTransaction) return fail(ErrorCode::Corrupt, "log: unknown record in the WAL");
  (void)take_pages(in);
  const Bytes record = in.blob();
  TRY(in.check("log: transaction"));
  return TRY(model::TransactionRecord::decode(record)).seq <= last_;
}

Status LocalLog::follow() {
  (void)TRY(
      log_.follow([this](uint8_t type, Bytes payload, uint64_t) { return take(type, payload); }));
  return ok();
}

Status LocalLog::catch_up(storage::DatabaseFile& file) {
  TRY(follow());
  for (const storage::WalRecord& wal : TRY(storage::read_wal_records(file, drained_))) {
    drained_ = wal.commit;
    if (wal.bytes.empty()) {
      if (foreign_) continue;
      foreign_ = true;
      (void)TRY(log_.append(kForeign, {}));
      continue;
    }
    if (TRY(is_known(wal.bytes))) continue;
    const auto type = static_cast<uint8_t>(wal.bytes[0]);
    const Bytes payload = Bytes(wal.bytes).subspan(1);
    (void)TRY(log_.append(type, payload));
    TRY(take(type, payload));
  }
  return ok();
}

Status LocalLog::take_unseen(Bytes wal_record) {
  TRY(follow());  // G3
  if (TRY(is_known(wal_record))) return ok();
  const auto type = static_cast<uint8_t>(wal_record[0]);
  const Bytes payload = wal_record.subspan(1);
  if (!TRY(comes_next(type, payload))) return ok();
  (void)TRY(log_.append(type, payload));
  return take(type, payload);
}

/// Can the record be taken without a gap?
Result<bool> LocalLog::comes_next(uint8_t type, Bytes payload) const {
  Reader in(payload);
  (void)in.rid();
  if (type == kRebase) {
    (void)take_base(in);
    const Seq in_base{in.varint()};
    TRY(in.check("log: rebase", false));
    return in_base <= last_;
  }
  (void)take_pages(in);
  const Bytes record = in.blob();
  TRY(in.check("log: transaction"));
  return TRY(model::TransactionRecord::decode(record)).seq == model::next(last_);
}

Status LocalLog::note_acked(Seq seq) {
  TRY(follow());  // G3
  if (seq <= acked_) return ok();
  Writer out;
  out.varint(seq.raw);
  (void)TRY(log_.append(kAcked, out.bytes()));
  return take(kAcked, out.bytes());
}

Status LocalLog::rewrite() {
  std::vector<store::RecordLog::Entry> entries;
  entries.push_back({kOrigin, encode_origin(rid_, parents_, base_, in_base_, chain_in_base_, acked_,
                                            dirty_, foreign_)});
  for (const Pending& pending : pending_) {
    Writer out;
    out.rid(rid_);
    put_pages(out, std::vector<uint32_t>());  // they are among the origin's dirty pages
    out.blob(pending.record);
    entries.push_back({kTransaction, std::move(out).take()});
  }
  const Seq acked = acked_;
  TRY(log_.rewrite(entries));
  for (const auto& entry : entries) TRY(take(entry.type, entry.payload));
  ASSERT(acked_ == acked);
  return ok();
}

Status LocalLog::take_identity(const ReplicaId& fresh, Seq common, bool restart_base, Epoch epoch) {
  TRY(follow());  // G3
  parents_.emplace_back(rid_, common);
  rid_ = fresh;
  std::deque<Pending> renumbered;
  Chain chain{};
  Seq seq{};
  for (const Pending& old : pending_) {
    if (old.seq <= common) continue;
    model::TransactionRecord record = TRY(model::TransactionRecord::decode(old.record));
    record.seq = seq = model::next(seq);
    record.epoch = epoch;
    ByteVector bytes = record.encode();
    chain = model::chain_after(chain, bytes);
    renumbered.push_back({seq, chain, std::move(bytes)});
  }
  pending_ = std::move(renumbered);
  in_base_ = acked_ = Seq{};
  chain_in_base_ = {};
  last_ = seq;
  if (restart_base) {
    base_.epoch = epoch;
    base_.revision = Revision{};
    base_.page_hash = {};
  }
  return rewrite();
}

Status LocalLog::compact() {
  if (log_.size() <= kLogBytesMax) return ok();
  TRY(follow());  // G3
  return rewrite();
}

}  // namespace tern::sync::replica
