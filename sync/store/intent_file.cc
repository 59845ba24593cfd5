#include "sync/store/intent_file.h"

#include <algorithm>

#include "sync/model/digest.h"

namespace tern::sync::store {
namespace {

constexpr size_t kHeaderSize = 8;
// A file that grew for one large transaction does not keep that size.
constexpr uint64_t kFileBytesMax = uint64_t{1} << 20;

}  // namespace

Result<IntentFile> IntentFile::open(io::Vfs& vfs, const std::string& path) {
  return IntentFile(TRY(vfs.open(path, {.create = true})));
}

Status IntentFile::write(Bytes payload) {
  ByteVector bytes(kHeaderSize);
  store_le(bytes.data(), static_cast<uint32_t>(payload.size()));
  store_le(bytes.data() + 4, model::crc32c(payload));
  append(bytes, payload);
  if (bytes.size() < kFileBytesMax && TRY(file_->size()) > kFileBytesMax) TRY(file_->truncate(0));
  return file_->pwrite(bytes, 0);
}

Result<std::optional<ByteVector>> IntentFile::read() const {
  std::byte header[kHeaderSize];
  if (TRY(file_->pread(header, 0)) != kHeaderSize) return std::nullopt;
  const uint32_t size = load_le<uint32_t>(header);
  if (size == 0 || size > TRY(file_->size()) - kHeaderSize) return std::nullopt;
  ByteVector payload(size);
  if (TRY(file_->pread(payload, kHeaderSize)) != size) return std::nullopt;
  if (model::crc32c(payload) != load_le<uint32_t>(header + 4)) return std::nullopt;
  return payload;
}

}  // namespace tern::sync::store
