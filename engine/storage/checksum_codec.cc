#include <xxhash.h>

#include <algorithm>
#include <string>
#include <string_view>

#include "engine/storage/page_codec.h"

namespace tern::storage {
namespace {

constexpr std::string_view kMark = "TernXXH1";
constexpr size_t kMarkAt = 8;
static_assert(kMarkAt + kMark.size() == ChecksumCodec::kReserve);

uint64_t hash_of(PageNo no, Bytes content) { return XXH64(content.data(), content.size(), no.raw); }

}  // namespace

bool ChecksumCodec::is_marked(Bytes first_page) {
  return as_text(first_page.last(kReserve).subspan(kMarkAt)) == kMark;
}

Status ChecksumCodec::encode(PageNo no, Bytes plain, MutBytes out) {
  ASSERT(plain.size() == out.size() && plain.size() > kReserve);
  const size_t content_size = plain.size() - kReserve;
  std::copy_n(plain.begin(), content_size, out.begin());
  const MutBytes tail = out.last(kReserve);
  store_le<uint64_t>(tail.data(), hash_of(no, plain.first(content_size)));
  std::ranges::copy(as_bytes(kMark), tail.begin() + kMarkAt);
  return ok();
}

Status ChecksumCodec::decode(PageNo no, MutBytes page) {
  ASSERT(page.size() > kReserve);
  const MutBytes tail = page.last(kReserve);
  const Bytes content = page.first(page.size() - kReserve);
  const bool is_marked = as_text(tail.subspan(kMarkAt)) == kMark;
  if (!is_marked || load_le<uint64_t>(tail.data()) != hash_of(no, content)) {
    return fail(ErrorCode::Corrupt, "page " + std::to_string(no.raw) + ": checksum " +
                                        (is_marked ? "is wrong" : "is missing"));
  }
  std::ranges::fill(tail, std::byte{0});
  return ok();
}

}  // namespace tern::storage
