#include "fuzz/protected_files.h"

#include <algorithm>
#include <memory>

#include "engine/io/random.h"
#include "engine/storage/cipher_codec.h"
#include "engine/storage/header.h"
#include "engine/storage/wal_format.h"

namespace tern::fuzz {
namespace {

using storage::PageCodec;

uint32_t page_size_of(Bytes database) {
  if (database.size() < storage::kHeaderSize) return 0;
  const uint32_t stored = load_be<uint16_t>(&database[16]);
  const uint32_t size = stored == 1 ? 65536 : stored;
  return storage::is_page_size(size) && size <= database.size() ? size : 0;
}

std::unique_ptr<PageCodec> codec_of(const HostileFiles& files, io::Random& random) {
  if (files.hexkey.empty()) return std::make_unique<storage::ChecksumCodec>();
  const auto mark = storage::read_cipher_mark(files.database);
  if (!mark) return nullptr;
  const auto key = storage::parse_key(files.hexkey, "").value();
  auto page_key = storage::PageKey::derive(key, mark->salt).value();
  return storage::CipherCodec::create(std::move(page_key), random).value();
}

/// All pages of the database and of the log's frames.
void each_page(HostileFiles& files, uint32_t size,
               const std::function<void(PageNo, MutBytes)>& visit) {
  for (size_t i = 0; (i + 1) * size <= files.database.size(); ++i) {
    visit(PageNo{static_cast<uint32_t>(i + 1)}, MutBytes(files.database).subspan(i * size, size));
  }
  const size_t frame_size = storage::kFrameHeaderSize + size;
  for (size_t at = storage::kWalHeaderSize; at + frame_size <= files.wal.size(); at += frame_size) {
    visit(PageNo{load_be<uint32_t>(&files.wal[at])},
          MutBytes(files.wal).subspan(at + storage::kFrameHeaderSize, size));
  }
}

}  // namespace

void change_uncovered(HostileFiles& files, const std::function<void(HostileFiles&)>& change) {
  io::SeededRandom random(3);
  const uint32_t size = page_size_of(files.database);
  const bool is_protected = files.has_checksums || !files.hexkey.empty();
  const auto codec = is_protected && size > 0 ? codec_of(files, random) : nullptr;
  if (!codec) return change(files);
  each_page(files, size, [&](PageNo no, MutBytes page) {
    static_cast<void>(codec->decode(no, page));  // what is damaged stays so
  });
  change(files);
  ByteVector plain;
  each_page(files, size, [&](PageNo no, MutBytes page) {
    plain.assign(page.begin(), page.end());
    std::ranges::fill(MutBytes(plain).last(codec->reserve()), std::byte{0});
    static_cast<void>(codec->encode(no, plain, page));
  });
}

}  // namespace tern::fuzz
