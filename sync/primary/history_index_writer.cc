#include <algorithm>
#include <bit>

#include "sync/primary/history_index.h"
#include "sync/primary/history_index_format.h"

// Writing a HistoryIndex: the older one is read from front to back, and what has come since is
// merged into it, so that neither has to be in memory as a whole.

namespace tern::sync::primary {
namespace {

using index_format::Row;
using model::Seq;
using model::Writer;

constexpr size_t kPieceMax = 256 << 10;  // of the older file, at once
constexpr uint64_t kRowsPerBucket = 8;

/// What has come since, in the order of the file. Lifetime: of the VersionIndex.
struct FreshRow {
  uint64_t hash = 0;
  const std::string* slot = nullptr;
  const model::RowHistory* history = nullptr;
  bool operator<(const FreshRow& other) const {
    return hash != other.hash ? hash < other.hash : *slot < *other.slot;
  }
};

/// The rows of the older file one after the other.
class RowStream {
 public:
  /// Requires: `file`, or there are no rows.
  RowStream(const store::CheckedFile* file, uint64_t at, uint64_t end)
      : file_(file), at_(at), end_(end) {}

  Result<std::optional<Row>> next() {
    if (at_ == end_) return std::nullopt;
    const Bytes head = TRY(peek(4));
    const uint32_t size = load_le<uint32_t>(head.data());
    if (size > index_format::kRowMax) return fail(ErrorCode::Corrupt, "history index: row");
    const Bytes whole = TRY(peek(4 + uint64_t{size}));
    Row row = TRY(index_format::read_row(whole.subspan(4)));
    at_ += whole.size();
    return row;
  }

 private:
  /// `count` bytes from at_ on. Lifetime: until the next call.
  Result<Bytes> peek(uint64_t count) {
    if (count > end_ - at_) return fail(ErrorCode::Corrupt, "history index: rows");
    if (at_ + count > piece_at_ + piece_.size()) {
      piece_ = TRY(file_->read(at_, std::min(std::max<uint64_t>(count, kPieceMax), end_ - at_)));
      piece_at_ = at_;
    }
    return Bytes(piece_).subspan(at_ - piece_at_, count);
  }

  const store::CheckedFile* file_;
  uint64_t at_;
  uint64_t end_;
  ByteVector piece_;
  uint64_t piece_at_ = 0;
};

}  // namespace

class HistoryIndexWriter {
 public:
  HistoryIndexWriter(store::CheckedFileWriter out, const HistoryIndex::Parts& parts)
      : out_(std::move(out)), parts_(parts) {}

  Status run() && {
    TRY(write_outcomes());
    TRY(write_commits());
    TRY(write_rows());
    TRY(write_end());
    return std::move(out_).finish();
  }

 private:
  const HistoryIndex* older() const { return parts_.older; }

  Status flush(Writer& piece, size_t at_least = 1) {
    if (piece.size() < at_least) return ok();
    TRY(out_.append(piece.bytes()));
    piece = Writer();
    return ok();
  }
  /// Bytes of the older file as they are.
  Status copy(uint64_t at, uint64_t count) {
    for (uint64_t done = 0; done < count;) {
      const uint64_t piece = std::min<uint64_t>(count - done, kPieceMax);
      const ByteVector bytes = TRY(older()->file_.read(at + done, piece));
      TRY(out_.append(bytes));
      done += piece;
    }
    return ok();
  }

  Status write_outcomes() {
    for (const auto& [rid, known] : parts_.known) {
      HistoryIndex::Replica& replica = replicas_[rid];
      replica = {known.last(), known.last_chain(), out_.size()};
      if (known.older_last().raw > 0) {
        const HistoryIndex::Replica& before = older()->replicas_.at(rid);
        TRY(copy(before.at, before.last.raw * index_format::kOutcomeSize));
      }
      Writer piece;
      for (uint64_t seq = known.older_last().raw + 1; seq <= known.last().raw; ++seq) {
        index_format::write_outcome(piece, TRY(known.at(Seq{seq})));
        TRY(flush(piece, kPieceMax));
      }
      TRY(flush(piece));
    }
    return ok();
  }

  Status write_commits() {
    commits_at_ = out_.size();
    if (older()) {
      const HistorySummary& before = older()->summary_;
      const uint64_t count = before.head.revision.raw - before.first.revision.raw;
      TRY(copy(older()->commits_at_, count * index_format::kCommitSize));
    }
    Writer piece;
    for (const HistoryCommit& commit : parts_.commits) {
      index_format::write_commit(piece, commit);
      TRY(flush(piece, kPieceMax));
    }
    return flush(piece);
  }

  std::vector<FreshRow> fresh_rows() const {
    std::vector<FreshRow> fresh;
    fresh.reserve(parts_.memory.versions.rows().size());
    for (const auto& [slot, history] : parts_.memory.versions.rows())
      fresh.push_back({index_format::hash_of(slot), &slot, &history});
    std::sort(fresh.begin(), fresh.end());
    return fresh;
  }

  Status write_rows() {
    rows_at_ = out_.size();
    const std::vector<FreshRow> fresh = fresh_rows();
    const bool has_older = older() && parts_.memory.versions.has_older();
    const uint64_t rows_max = fresh.size() + (has_older ? older()->rows_count_ : 0);
    const auto bits = static_cast<uint8_t>(std::bit_width(rows_max / kRowsPerBucket));
    bucket_bits_ = std::min(bits, index_format::kBucketBitsMax);
    RowStream stream(has_older ? &older()->file_ : nullptr, has_older ? older()->rows_at_ : 0,
                     has_older ? older()->directory_at_ : 0);
    std::optional<Row> before = TRY(stream.next());
    auto now = fresh.begin();
    while (before || now != fresh.end()) {
      const bool is_before =
          before && (now == fresh.end() || FreshRow{before->hash, &before->slot, nullptr} < *now);
      if (is_before) {
        TRY(write_row(before->hash, before->slot, before->history));
        before = TRY(stream.next());
        continue;
      }
      model::RowHistory history = *now->history;
      const bool is_both = before && before->hash == now->hash && before->slot == *now->slot;
      if (history.is_part) history.add_older(is_both ? before->history : model::RowHistory{});
      TRY(write_row(now->hash, *now->slot, history));
      if (is_both) before = TRY(stream.next());
      ++now;
    }
    TRY(flush(rows_));
    return write_directory();
  }

  Status write_row(uint64_t hash, const std::string& slot, const model::RowHistory& history) {
    begin_buckets(index_format::bucket_of(hash, bucket_bits_) + 1);
    index_format::write_row(rows_, hash, slot, history);
    ++rows_count_;
    return flush(rows_, kPieceMax);
  }
  /// All buckets below `count` begin here, unless they have begun.
  void begin_buckets(uint64_t count) {
    buckets_.resize(std::max<uint64_t>(buckets_.size(), count),
                    out_.size() + rows_.size() - rows_at_);
  }

  Status write_directory() {
    begin_buckets((uint64_t{1} << bucket_bits_) + 1);
    directory_at_ = out_.size();
    Writer piece;
    for (const uint64_t bucket : buckets_) {
      piece.u64(bucket);
      TRY(flush(piece, kPieceMax));
    }
    return flush(piece);
  }

  Status write_end() {
    const uint64_t at = out_.size();
    Writer piece;
    index_format::write_summary(piece, parts_.summary);
    piece.u64(commits_at_);
    piece.u64(rows_at_);
    piece.u64(rows_count_);
    piece.u64(directory_at_);
    piece.u8(bucket_bits_);
    piece.varint(replicas_.size());
    for (const auto& [rid, replica] : replicas_) {
      piece.rid(rid);
      piece.u64(replica.last.raw);
      piece.digest(replica.chain);
      piece.u64(replica.at);
    }
    parts_.memory.encode_rest(piece);
    const uint64_t count = piece.size();
    piece.u64(at);
    piece.u64(count);
    piece.u32(index_format::kMagic);
    piece.u32(index_format::kVersion);
    return flush(piece);
  }

  store::CheckedFileWriter out_;
  const HistoryIndex::Parts& parts_;
  std::map<model::ReplicaId, HistoryIndex::Replica> replicas_;
  std::vector<uint64_t> buckets_;  // where each begins, from rows_at_ on
  Writer rows_;                    // not written yet
  uint64_t commits_at_ = 0;
  uint64_t rows_at_ = 0;
  uint64_t rows_count_ = 0;
  uint64_t directory_at_ = 0;
  uint8_t bucket_bits_ = 0;
};

Status HistoryIndex::write(io::Vfs& vfs, const std::string& path, const Parts& parts) {
  store::CheckedFileWriter out = TRY(store::CheckedFileWriter::create(vfs, path));
  return HistoryIndexWriter(std::move(out), parts).run();
}

}  // namespace tern::sync::primary
