#include "engine/storage/record_frames.h"

#include <algorithm>
#include <array>
#include <string>

#include "engine/storage/cipher_codec.h"
#include "engine/storage/crc32c.h"
#include "engine/storage/wal.h"

namespace tern::storage {
namespace {

constexpr std::array<char, 4> kMagic{'T', 'R', 'N', 'R'};
constexpr std::byte kRecordVersion{1};
constexpr size_t kPartHeaderSize = 32;
constexpr size_t kVersionAt = 4;
constexpr size_t kTotalAt = 8;
constexpr size_t kPartNoAt = 16;
constexpr size_t kPartCountAt = 20;
constexpr size_t kSizeAt = 24;
constexpr size_t kCrcAt = 28;

uint32_t crc_of(Bytes part, size_t size) {
  return crc32c(part.subspan(kPartHeaderSize, size), crc32c(part.first(kCrcAt)));
}

std::unexpected<Error> corrupt(const char* what) {
  return fail(ErrorCode::Corrupt, std::string("record frame: ") + what);
}

// Puts the parts of a transaction's record together again.
class Assembly {
 public:
  Status add(Bytes part) {
    if (as_text(part.first(4)) != std::string_view(kMagic.data(), kMagic.size())) {
      return corrupt("magic");
    }
    if (part[kVersionAt] != kRecordVersion) return corrupt("version");
    const uint64_t total = load_le<uint64_t>(&part[kTotalAt]);
    const uint32_t size = load_le<uint32_t>(&part[kSizeAt]);
    if (size > part.size() - kPartHeaderSize) return corrupt("size");
    if (load_le<uint32_t>(&part[kCrcAt]) != crc_of(part, size)) return corrupt("checksum");
    if (load_le<uint32_t>(&part[kPartNoAt]) != part_count_++) return corrupt("order of parts");
    if (total < bytes_.size() + size) return corrupt("longer than it says");
    total_ = total;
    append(bytes_, part.subspan(kPartHeaderSize, size));
    return ok();
  }

  /// The record, at the end of its transaction.
  Result<ByteVector> take() {
    if (bytes_.size() != total_) return corrupt("part missing");
    total_ = 0;
    part_count_ = 0;
    return std::exchange(bytes_, {});
  }

 private:
  ByteVector bytes_;
  uint64_t total_ = 0;
  uint32_t part_count_ = 0;
};

// Decodes record frames of encrypted databases, with the keys that connections of this process
// proved to have. After a change of the key frames under the former one may still be there.
class RecordCodecs {
 public:
  explicit RecordCodecs(DatabaseFile::Shared& shared)
      : keys_(shared.codecs.keys()), random_(*shared.options.random) {}

  Status decode(PageNo no, MutBytes part) {
    for (const std::shared_ptr<const PageKey>& key : keys_) {
      if (!key->is_of(part)) continue;
      if (!codec_ || codec_->key().salt() != key->salt()) {
        codec_ = TRY(CipherCodec::create(key, random_));
      }
      return codec_->decode(no, part);
    }
    return ok();  // then it is a plain one, or not recognised as a record
  }

 private:
  const std::vector<std::shared_ptr<const PageKey>> keys_;
  io::Random& random_;
  std::unique_ptr<CipherCodec> codec_;
};

}  // namespace

std::vector<ByteVector> split_record(Bytes record, uint32_t page_size, uint32_t reserve) {
  std::vector<ByteVector> parts;
  const size_t part_size_max = page_size - reserve - kPartHeaderSize;
  const size_t count = (record.size() + part_size_max - 1) / part_size_max;
  parts.reserve(count);
  for (size_t i = 0; i < count; ++i) {
    const Bytes rest = record.subspan(i * part_size_max);
    const Bytes content = rest.first(std::min(rest.size(), part_size_max));
    ByteVector& part = parts.emplace_back(page_size);
    std::ranges::copy(as_bytes({kMagic.data(), kMagic.size()}), part.begin());
    part[kVersionAt] = kRecordVersion;
    store_le<uint64_t>(&part[kTotalAt], record.size());
    store_le<uint32_t>(&part[kPartNoAt], static_cast<uint32_t>(i));
    store_le<uint32_t>(&part[kPartCountAt], static_cast<uint32_t>(count));
    store_le<uint32_t>(&part[kSizeAt], static_cast<uint32_t>(content.size()));
    std::ranges::copy(content, &part[kPartHeaderSize]);
    store_le<uint32_t>(&part[kCrcAt], crc_of(part, content.size()));
  }
  return parts;
}

// The log may be started anew while it is read; then what was read does not count.
Result<std::vector<WalRecord>> Wal::read_records(WalPosition after) {
  constexpr int kAttemptsMax = 10;
  for (int attempt = 0; attempt < kAttemptsMax; ++attempt) {
    const std::optional<WalIndexHeader> header = TRY(header_or_recover());
    if (!header) continue;
    Result<std::vector<WalRecord>> records = read_records(*header, after);
    const std::optional<WalIndexHeader> now = TRY(index_.read_header());
    if (now && now->salts == header->salts) return records;
  }
  return fail(ErrorCode::Busy);
}

Result<std::vector<WalRecord>> Wal::read_records(const WalIndexHeader& header, WalPosition after) {
  std::vector<WalRecord> records;
  const uint32_t page_size = header.page_size_bytes();
  const bool is_same_log = after.salts == header.salts;
  ByteVector buffer(kFrameHeaderSize + page_size);
  Assembly assembly;
  RecordCodecs codecs(shared_);
  for (FrameNo frame{is_same_log ? after.frame.raw + 1 : 1}; frame.raw <= header.frame_max;
       ++frame.raw) {
    const bool is_record = is_record_page(TRY(index_.page_of(frame)));
    const MutBytes wanted = MutBytes(buffer).first(is_record ? buffer.size() : kFrameHeaderSize);
    const size_t got = TRY(file_->pread(wanted, frame_offset(frame, page_size)));
    if (got != wanted.size()) return fail(ErrorCode::IoErrShortRead);
    if (is_record) {
      const PageNo no{load_be<uint32_t>(buffer.data())};
      const MutBytes part = MutBytes(buffer).subspan(kFrameHeaderSize);
      TRY(codecs.decode(no, part));
      TRY(assembly.add(part));
    }
    const uint32_t page_count = load_be<uint32_t>(&buffer[4]);
    if (page_count == 0) continue;
    records.push_back({TRY(assembly.take()), {header.salts, frame}, page_count});
  }
  return records;
}

Result<WalPosition> Wal::end_of_log() {
  const std::optional<WalIndexHeader> header = TRY(header_or_recover());
  if (!header) return fail(ErrorCode::Busy);
  return WalPosition{header->salts, FrameNo{header->frame_max}};
}

Result<std::vector<WalRecord>> read_wal_records(DatabaseFile& file, WalPosition after) {
  const std::shared_ptr<Wal> wal = file.shared().wal();
  if (!wal) return std::vector<WalRecord>();
  return wal->read_records(after);
}

Result<WalPosition> wal_end(DatabaseFile& file) {
  const std::shared_ptr<Wal> wal = file.shared().wal();
  if (!wal) return WalPosition{};
  return wal->end_of_log();
}

}  // namespace tern::storage
