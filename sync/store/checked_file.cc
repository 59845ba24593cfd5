#include "sync/store/checked_file.h"

#include <algorithm>

#include "sync/model/digest.h"

namespace tern::sync::store {
namespace {

constexpr size_t kWaitingMax = 64 * CheckedFile::kBlockSize;
constexpr size_t kReadBlocksMax = 64;  // at once

uint32_t crc_of_block(uint64_t number, Bytes payload) {
  std::byte label[8];
  store_le(label, number);
  return model::crc32c(payload, model::crc32c(label));
}

std::string unfinished(const std::string& path) { return path + ".tmp"; }

}  // namespace

// --- reading

Result<CheckedFile> CheckedFile::open(io::Vfs& vfs, const std::string& path) {
  std::unique_ptr<io::File> file = TRY(vfs.open(path, {.read_only = true}));
  const uint64_t bytes = TRY(file->size());
  const uint64_t rest = bytes % kBlockSize;
  if (rest != 0 && rest <= 4) return fail(ErrorCode::Corrupt, path + ": cut");
  const uint64_t payload = bytes / kBlockSize * kBlockPayload + (rest == 0 ? 0 : rest - 4);
  return CheckedFile(std::move(file), payload);
}

Result<Bytes> CheckedFile::checked_block(Bytes bytes, uint64_t number) const {
  if (bytes.size() <= 4) return fail(ErrorCode::Corrupt, "checked file: cut");
  const Bytes payload = bytes.first(bytes.size() - 4);
  if (load_le<uint32_t>(&bytes[payload.size()]) != crc_of_block(number, payload))
    return fail(ErrorCode::Corrupt, "checked file: block " + std::to_string(number));
  return payload;
}

Status CheckedFile::read(uint64_t at, MutBytes out) const {
  if (at > size_ || out.size() > size_ - at) return fail(ErrorCode::Corrupt, "checked file: end");
  ByteVector blocks;
  while (!out.empty()) {
    const uint64_t first = at / kBlockPayload;
    size_t skipped = at % kBlockPayload;
    const size_t needed = (skipped + out.size() + kBlockPayload - 1) / kBlockPayload;
    blocks.resize(std::min(needed, kReadBlocksMax) * kBlockSize);
    const size_t got = TRY(file_->pread(blocks, first * kBlockSize));
    for (size_t begin = 0; begin < blocks.size() && !out.empty(); begin += kBlockSize) {
      const Bytes bytes = Bytes(blocks).first(got).subspan(std::min(begin, got));
      Bytes payload = TRY(checked_block(bytes.first(std::min(kBlockSize, bytes.size())),
                                        first + begin / kBlockSize));
      if (payload.size() <= skipped) return fail(ErrorCode::Corrupt, "checked file: cut");
      payload = payload.subspan(skipped);
      payload = payload.first(std::min(payload.size(), out.size()));
      std::copy(payload.begin(), payload.end(), out.begin());
      out = out.subspan(payload.size());
      at += payload.size();
      skipped = 0;
    }
  }
  return ok();
}

Result<ByteVector> CheckedFile::read(uint64_t at, uint64_t count) const {
  if (at > size_ || count > size_ - at) return fail(ErrorCode::Corrupt, "checked file: end");
  ByteVector out(count);
  TRY(read(at, MutBytes(out)));
  return out;
}

// --- writing

Result<CheckedFileWriter> CheckedFileWriter::create(io::Vfs& vfs, const std::string& path) {
  TRY(vfs.remove(unfinished(path)));
  return CheckedFileWriter(vfs, path, TRY(vfs.open(unfinished(path), {.create = true})));
}

Status CheckedFileWriter::append(Bytes bytes) {
  while (!bytes.empty()) {
    const size_t in_block = size_ % CheckedFile::kBlockPayload;
    const Bytes piece = bytes.first(std::min(bytes.size(), CheckedFile::kBlockPayload - in_block));
    tern::append(waiting_, piece);
    size_ += piece.size();
    bytes = bytes.subspan(piece.size());
    if (size_ % CheckedFile::kBlockPayload != 0) continue;
    const Bytes block = Bytes(waiting_).last(CheckedFile::kBlockPayload);
    std::byte crc[4];
    store_le(crc, crc_of_block(size_ / CheckedFile::kBlockPayload - 1, block));
    tern::append(waiting_, crc);
    if (waiting_.size() >= kWaitingMax) TRY(write_waiting());
  }
  return ok();
}

Status CheckedFileWriter::write_waiting() {
  TRY(file_->pwrite(waiting_, written_));
  written_ += waiting_.size();
  waiting_.clear();
  return ok();
}

Status CheckedFileWriter::finish() && {
  const size_t in_block = size_ % CheckedFile::kBlockPayload;
  if (in_block > 0) {
    std::byte crc[4];
    store_le(crc, crc_of_block(size_ / CheckedFile::kBlockPayload, Bytes(waiting_).last(in_block)));
    tern::append(waiting_, crc);
  }
  TRY(write_waiting());
  TRY(file_->sync(io::SyncMode::Full));
  TRY(vfs_->rename(unfinished(path_), path_));
  return vfs_->sync_folder_of(path_);
}

}  // namespace tern::sync::store
