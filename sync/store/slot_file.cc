#include "sync/store/slot_file.h"

#include <optional>

#include "sync/model/digest.h"

namespace tern::sync::store {
namespace {

constexpr uint32_t kMagic = 0x534e5254;  // "TRNS"
constexpr uint32_t kVersion = 1;
constexpr size_t kHeaderSize = 24;

struct Slot {
  uint64_t sequence;
  ByteVector payload;
};

std::optional<Slot> parse(Bytes bytes) {
  if (bytes.size() < kHeaderSize) return std::nullopt;
  const std::byte* at = bytes.data();
  if (load_le<uint32_t>(at) != kMagic || load_le<uint32_t>(at + 4) != kVersion) return std::nullopt;
  const uint32_t size = load_le<uint32_t>(at + 16);
  if (size > bytes.size() - kHeaderSize) return std::nullopt;
  const Bytes payload = bytes.subspan(kHeaderSize, size);
  if (model::crc32c(payload, model::crc32c(bytes.first(20))) != load_le<uint32_t>(at + 20)) {
    return std::nullopt;
  }
  return Slot{load_le<uint64_t>(at + 8), ByteVector(payload.begin(), payload.end())};
}

}  // namespace

Result<SlotFile> SlotFile::open(io::Vfs& vfs, const std::string& path, bool create) {
  SlotFile out(TRY(vfs.open(path, {.create = create})));
  if (create) TRY(vfs.sync_folder_of(path));
  return out;
}

Result<ByteVector> SlotFile::read() {
  if (TRY(file_->size()) == 0) return ByteVector{};
  std::optional<Slot> best;
  for (uint64_t slot = 0; slot < 2; ++slot) {
    ByteVector bytes(kSlotSize);
    bytes.resize(TRY(file_->pread(bytes, slot * kSlotSize)));
    std::optional<Slot> parsed = parse(bytes);
    if (parsed && (!best || parsed->sequence > best->sequence)) best = std::move(parsed);
  }
  if (!best) return fail(ErrorCode::Corrupt, "sync state: no valid slot");
  sequence_ = best->sequence;
  return std::move(best->payload);
}

Status SlotFile::write(Bytes payload) {
  if (payload.size() > kSlotSize - kHeaderSize) return fail(ErrorCode::TooBig, "sync state");
  ByteVector bytes(kSlotSize);
  const uint64_t sequence = sequence_ + 1;
  store_le(bytes.data(), kMagic);
  store_le(bytes.data() + 4, kVersion);
  store_le(bytes.data() + 8, sequence);
  store_le(bytes.data() + 16, static_cast<uint32_t>(payload.size()));
  std::copy(payload.begin(), payload.end(), bytes.begin() + kHeaderSize);
  store_le(bytes.data() + 20, model::crc32c(payload, model::crc32c(Bytes(bytes).first(20))));
  TRY(file_->pwrite(bytes, (sequence % 2) * kSlotSize));
  TRY(file_->sync(io::SyncMode::Data));
  sequence_ = sequence;
  return ok();
}

}  // namespace tern::sync::store
