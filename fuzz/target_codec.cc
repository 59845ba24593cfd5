#include <algorithm>
#include <cstdlib>

#include "engine/io/random.h"
#include "engine/storage/cipher_codec.h"
#include "engine/storage/header.h"
#include "fuzz/mutator.h"
#include "fuzz/protected_files.h"
#include "fuzz/seed_files.h"

// byte 0: what is done; bytes 1 to 4: a page's number; the rest: a page, or a place and its bytes.

namespace tern::fuzz {
namespace {

using storage::PageCodec;

constexpr size_t kHeadSize = 5;
constexpr size_t kPageSizeMax = 4096;
constexpr std::string_view kKey =
    "000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f";

void must(bool holds) {
  if (!holds) std::abort();
}

std::unique_ptr<PageCodec> codec_of(unsigned kind, io::Random& random) {
  if (kind == 0) return std::make_unique<storage::ChecksumCodec>();
  const auto key = storage::parse_key(kKey.substr(0, kind == 1 ? 32 : 64), "").value();
  const storage::Salt salt{std::byte{7}};
  return storage::CipherCodec::create(storage::PageKey::derive(key, salt).value(), random).value();
}

void must_refuse(PageCodec& codec, PageNo no, ByteVector page) {
  const Status decoded = codec.decode(no, page);
  must(!decoded && decoded.error().code() == ErrorCode::Corrupt);
}

/// What was encoded comes back, and nothing else does: not under another number, not of another
/// size, not with a byte changed.
void round_trip(PageCodec& codec, PageNo no, Bytes input) {
  ByteVector plain(storage::kPageSizeMin);
  plain.resize(std::clamp(input.size(), plain.size(), kPageSizeMax));
  std::ranges::copy(input.first(std::min(input.size(), plain.size())), plain.begin());
  std::ranges::fill(MutBytes(plain).last(codec.reserve()), std::byte{0});
  if (no == PageNo{1}) std::ranges::copy(as_bytes(storage::kHeaderMagic), plain.begin());
  ByteVector stored(plain.size());
  must(codec.encode(no, plain, stored).has_value());
  ByteVector back = stored;
  must(codec.decode(no, back).has_value() && back == plain);
  must_refuse(codec, PageNo{no.raw ^ 1}, stored);
  ByteVector changed = stored;
  changed[input.size() * 7919 % changed.size()] ^= std::byte{1};
  must_refuse(codec, no, changed);
  ByteVector longer = stored;
  longer.push_back(std::byte{0});
  must_refuse(codec, no, longer);
  stored.pop_back();
  if (stored.size() >= storage::kPageSizeMin) must_refuse(codec, no, stored);
}

/// A stranger's page: an error, or a page that encodes to the same.
void decode_strange(PageCodec& codec, PageNo no, Bytes input) {
  if (input.size() < storage::kPageSizeMin || input.size() > kPageSizeMax) return;
  ByteVector page(input.begin(), input.end());
  const Status decoded = codec.decode(no, page);
  if (!decoded) return must(decoded.error().code() == ErrorCode::Corrupt);
  if (codec.is_secret()) return;
  ByteVector again(page.size());
  must(codec.encode(no, page, again).has_value());
  must(std::ranges::equal(again, input));
}

void read_header(Bytes input) {
  ByteVector header(std::max(storage::kHeaderSize, input.size()));
  std::ranges::copy(input, header.begin());
  const bool is_marked = storage::read_cipher_mark(header).has_value();
  ByteVector open = header;
  storage::uncover_header(open);
  must(is_marked || open == header);
  if (storage::parse_header(open)) {
    must(as_text(open).starts_with(storage::kHeaderMagic));
  }
  const auto key = storage::parse_key(as_text(input), "");
  if (key) must(key->bytes.size() == storage::key_size(key->cipher));
}

/// Frames of an encrypted or checksummed log, with the input over them.
void open_log(PageNo no, Bytes input, bool is_secret) {
  static const auto kSeeds = make_protected_files();
  for (const HostileFiles& seed : kSeeds) {
    if (seed.wal.empty() || seed.hexkey.empty() == is_secret) continue;
    HostileFiles files = seed;
    const size_t at = no.raw % files.wal.size();
    std::ranges::copy(input.first(std::min(input.size(), files.wal.size() - at)),
                      files.wal.begin() + static_cast<ptrdiff_t>(at));
    fix_wal_checksums(files.wal);
    exercise(files);
    return;
  }
}

}  // namespace

void run(Bytes input) {
  if (input.size() < kHeadSize) return;
  const auto what = static_cast<unsigned>(input[0]);
  const PageNo no{load_be<uint32_t>(&input[1])};
  const Bytes rest = input.subspan(kHeadSize);
  io::SeededRandom random(1);
  const auto codec = codec_of(what / 4 % 3, random);
  switch (what % 4) {
    case 0:
      return round_trip(*codec, no, rest);
    case 1:
      return decode_strange(*codec, no, rest);
    case 2:
      return read_header(rest);
    default:
      return open_log(no, rest, codec->is_secret());
  }
}

}  // namespace tern::fuzz
