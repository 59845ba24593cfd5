#include "sync/primary/history_index.h"

#include <utility>

#include "sync/primary/history_index_format.h"

namespace tern::sync::primary {

using model::Reader;
using model::Revision;
using model::RowHistory;
using model::Seq;

// --- opening

Result<std::unique_ptr<HistoryIndex>> HistoryIndex::open(io::Vfs& vfs, const std::string& path) {
  store::CheckedFile file = TRY(store::CheckedFile::open(vfs, path));
  std::unique_ptr<HistoryIndex> index(new HistoryIndex(std::move(file)));
  TRY(index->read_summary());
  return index;
}

Status HistoryIndex::read_summary() {
  const uint64_t size = file_.size();
  if (size < index_format::kFooterSize) return fail(ErrorCode::Corrupt, "history index: cut");
  const uint64_t body = size - index_format::kFooterSize;
  const ByteVector footer = TRY(file_.read(body, index_format::kFooterSize));
  Reader last(footer);
  const uint64_t at = last.u64();
  const uint64_t count = last.u64();
  const bool is_known = last.u32() == index_format::kMagic && last.u32() == index_format::kVersion;
  if (!is_known || at > body || count != body - at)
    return fail(ErrorCode::Corrupt, "history index: another format");
  const ByteVector bytes = TRY(file_.read(at, count));
  Reader in(bytes);
  summary_ = index_format::read_summary(in);
  commits_at_ = in.u64();
  rows_at_ = in.u64();
  rows_count_ = in.u64();
  directory_at_ = in.u64();
  bucket_bits_ = in.u8();
  for (size_t rids = in.count(64); rids > 0 && !in.failed(); --rids) {
    Replica& replica = replicas_[in.rid()];
    replica.last = Seq{in.u64()};
    replica.chain = in.digest();
    replica.at = in.u64();
  }
  rest_.decode_rest(in);
  TRY(in.check("history index: summary"));
  const bool fits = commits_at_ <= rows_at_ && rows_at_ <= directory_at_ && directory_at_ <= at &&
                    bucket_bits_ <= index_format::kBucketBitsMax &&
                    summary_.first.revision <= summary_.head.revision;
  return fits ? ok() : fail(ErrorCode::Corrupt, "history index: places");
}

void HistoryIndex::lay_under(Known& known, apply::Memory& memory) {
  for (const auto& [rid, replica] : replicas_) {
    known[rid].put_upon(replica.last, replica.chain,
                        [this, &replica](Seq seq) { return or_broken(outcome(replica, seq)); });
  }
  memory = std::move(rest_);
  memory.versions.put_upon(summary_.horizon,
                           [this](std::string_view slot) { return or_broken(row(slot)); });
}

// --- single answers

/// Corrupt is said of what peers send; what is wrong with this file is nobody's fault but the
/// disk's.
template <class T>
Result<T> HistoryIndex::or_broken(Result<T> result) {
  if (result) return result;
  is_broken_ = true;
  return fail(ErrorCode::IoErrRead, std::string(result.error().message()));
}

Result<HistoryCommit> HistoryIndex::commit(Revision revision) {
  ASSERT(revision > summary_.first.revision && revision <= summary_.head.revision);
  const uint64_t place = revision.raw - summary_.first.revision.raw - 1;
  const auto read = [&]() -> Result<HistoryCommit> {
    const ByteVector bytes =
        TRY(file_.read(commits_at_ + place * index_format::kCommitSize, index_format::kCommitSize));
    return index_format::read_commit(bytes);
  };
  return or_broken(read());
}

Result<session::KnownReplica::Entry> HistoryIndex::outcome(const Replica& replica, Seq seq) {
  ASSERT(seq.raw >= 1 && seq <= replica.last);
  const uint64_t at = replica.at + (seq.raw - 1) * index_format::kOutcomeSize;
  const ByteVector bytes = TRY(file_.read(at, index_format::kOutcomeSize));
  return index_format::read_outcome(bytes);
}

Result<std::optional<RowHistory>> HistoryIndex::row(std::string_view slot) {
  if (rows_count_ == 0) return std::nullopt;
  return row_of_bucket(index_format::hash_of(slot), slot);
}

Result<std::optional<RowHistory>> HistoryIndex::row_of_bucket(uint64_t hash,
                                                              std::string_view slot) {
  const uint64_t bucket = index_format::bucket_of(hash, bucket_bits_);
  const ByteVector places = TRY(file_.read(directory_at_ + bucket * 8, 16));
  const uint64_t begin = load_le<uint64_t>(places.data());
  const uint64_t end = load_le<uint64_t>(places.data() + 8);
  if (begin > end || end > directory_at_ - rows_at_)
    return fail(ErrorCode::Corrupt, "history index: bucket");
  const ByteVector rows = TRY(file_.read(rows_at_ + begin, end - begin));
  Reader in(rows);
  while (!in.at_end()) {
    const Bytes bytes = in.raw(in.u32());
    TRY(in.check("history index: rows", false));
    index_format::Row row = TRY(index_format::read_row(bytes));
    if (row.slot == slot) return std::move(row.history);
  }
  return std::nullopt;
}

}  // namespace tern::sync::primary
