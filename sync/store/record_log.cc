#include "sync/store/record_log.h"

#include "sync/model/digest.h"

namespace tern::sync::store {
namespace {

constexpr uint32_t kMagic = 0x4c4e5254;  // "TRNL"
constexpr uint32_t kVersion = 1;
constexpr size_t kFileHeaderSize = RecordLog::kFirstAt;
constexpr size_t kRecordHeaderSize = 9;

ByteVector framed(uint8_t type, Bytes payload) {
  ByteVector out(kRecordHeaderSize + payload.size());
  store_le(out.data(), static_cast<uint32_t>(payload.size()));
  out[4] = static_cast<std::byte>(type);
  std::copy(payload.begin(), payload.end(), out.begin() + kRecordHeaderSize);
  const uint32_t crc = model::crc32c(payload, model::crc32c(Bytes(out).first(5)));
  store_le(out.data() + 5, crc);
  return out;
}

ByteVector file_header() {
  ByteVector out(kFileHeaderSize);
  store_le(out.data(), kMagic);
  store_le(out.data() + 4, kVersion);
  return out;
}

/// The record at `at`, or nullopt where no whole one stands.
Result<std::optional<RecordLog::Entry>> read_record(io::File& file, uint64_t at) {
  std::byte header[kRecordHeaderSize];
  if (TRY(file.pread(header, at)) != kRecordHeaderSize) return std::nullopt;
  const uint32_t size = load_le<uint32_t>(header);
  if (size > RecordLog::kPayloadMax || size > TRY(file.size())) return std::nullopt;
  RecordLog::Entry entry{static_cast<uint8_t>(header[4]), ByteVector(size)};
  if (TRY(file.pread(entry.payload, at + kRecordHeaderSize)) != size) return std::nullopt;
  const uint32_t crc = model::crc32c(entry.payload, model::crc32c(Bytes(header).first(5)));
  if (crc != load_le<uint32_t>(header + 5)) return std::nullopt;
  return entry;
}

}  // namespace

Result<RecordLog> RecordLog::open(io::Vfs& vfs, const std::string& path, const Visitor& visit) {
  RecordLog log(vfs, path);
  log.file_ = TRY(vfs.open(path, {.create = true}));
  if (TRY(log.file_->size()) < kFileHeaderSize) {
    TRY(log.file_->truncate(0));
    TRY(log.file_->pwrite(file_header(), 0));
    TRY(log.file_->sync(io::SyncMode::Full));
    TRY(vfs.sync_folder_of(path));
  }
  TRY(log.scan(visit));
  return log;
}

Result<RecordLog> RecordLog::open_at(io::Vfs& vfs, const std::string& path, uint64_t end) {
  RecordLog log(vfs, path);
  log.file_ = TRY(vfs.open(path, {}));
  log.end_ = end;
  return log;
}

Status RecordLog::scan(const Visitor& visit) {
  if (end_ == 0) {
    std::byte header[kFileHeaderSize];
    const size_t got = TRY(file_->pread(header, 0));
    if (got != kFileHeaderSize || load_le<uint32_t>(header) != kMagic ||
        load_le<uint32_t>(header + 4) != kVersion) {
      return fail(ErrorCode::Corrupt, path_ + ": not a record log");
    }
    end_ = kFileHeaderSize;
  }
  for (;;) {
    std::optional<Entry> entry = TRY(read_record(*file_, end_));
    if (!entry) return ok();
    TRY(visit(entry->type, entry->payload, end_));
    end_ += kRecordHeaderSize + entry->payload.size();
  }
}

Result<uint64_t> RecordLog::append(uint8_t type, Bytes payload) {
  if (payload.size() > kPayloadMax) return fail(ErrorCode::TooBig, "log record");
  if (TRY(file_->size()) > end_) TRY(file_->truncate(end_));
  const uint64_t at = end_;
  const ByteVector bytes = framed(type, payload);
  TRY(file_->pwrite(bytes, at));
  end_ += bytes.size();
  return at;
}

Status RecordLog::sync() { return file_->sync(io::SyncMode::Data); }

Result<bool> RecordLog::was_replaced() const { return TRY(vfs_->identify(path_)) != file_->id(); }

Result<bool> RecordLog::follow(const Visitor& visit) {
  const bool replaced = TRY(was_replaced());
  if (replaced) {
    file_ = TRY(vfs_->open(path_, {}));
    end_ = 0;
  }
  if (replaced || TRY(file_->size()) > end_) TRY(scan(visit));
  return replaced;
}

Result<RecordLog::Entry> RecordLog::read_at(uint64_t at) const {
  std::optional<Entry> entry = TRY(read_record(*file_, at));
  if (!entry) return fail(ErrorCode::Corrupt, path_ + ": record at " + std::to_string(at));
  return std::move(*entry);
}

Result<std::optional<RecordLog::Mark>> RecordLog::mark_at(uint64_t at) const {
  std::byte header[kRecordHeaderSize];
  const uint64_t size = TRY(file_->size());
  if (at > size || TRY(file_->pread(header, at)) != kRecordHeaderSize) return std::nullopt;
  const Mark mark{at, load_le<uint32_t>(header), load_le<uint32_t>(header + 5),
                  static_cast<uint8_t>(header[4])};
  if (mark.size > size - at - kRecordHeaderSize) return std::nullopt;
  return mark;
}

uint64_t RecordLog::behind(uint64_t at, const Entry& entry) {
  return at + kRecordHeaderSize + entry.payload.size();
}

Status RecordLog::rewrite(const std::vector<Entry>& entries) {
  const std::string temporary = path_ + ".tmp";
  TRY(vfs_->remove(temporary));
  std::unique_ptr<io::File> file = TRY(vfs_->open(temporary, {.create = true, .like = path_}));
  TRY(file->pwrite(file_header(), 0));
  uint64_t end = kFileHeaderSize;
  for (const Entry& entry : entries) {
    const ByteVector bytes = framed(entry.type, entry.payload);
    TRY(file->pwrite(bytes, end));
    end += bytes.size();
  }
  TRY(file->sync(io::SyncMode::Full));
  TRY(vfs_->rename(temporary, path_));
  TRY(vfs_->sync_folder_of(path_));
  file_ = std::move(file);
  end_ = end;
  return ok();
}

}  // namespace tern::sync::store
