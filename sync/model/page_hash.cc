#include "sync/model/page_hash.h"

#include <algorithm>
#include <cstring>

#include "engine/base/assert.h"

namespace tern::sync::model {
namespace {

// Source: SQLite file format, "The Database Header".
struct MaskedField {
  size_t at;
  size_t size;
};
constexpr MaskedField kMasked[] = {
    {18, 2},  // file format write and read version
    {24, 4},  // change counter
    {40, 4},  // schema cookie
    {92, 8},  // version-valid-for, version number of the writer
};
constexpr size_t kHeaderSize = 100;

Digest digest_of_children(const std::vector<Digest>& children, size_t parent) {
  const size_t from = parent * PageHash::kFanOut;
  const size_t count = std::min(PageHash::kFanOut, children.size() - from);
  return digest_of({Bytes(children[from].bytes.data(), count * sizeof(Digest))});
}
static_assert(sizeof(Digest) == 32);

}  // namespace

Digest hash_of_page(PageNo no, Bytes page) {
  std::byte number[4];
  store_le(number, no.raw);
  if (no.raw != 1 || page.size() < kHeaderSize) return digest_of({number, page});
  std::byte header[kHeaderSize];
  std::memcpy(header, page.data(), kHeaderSize);
  for (const MaskedField& field : kMasked) std::memset(header + field.at, 0, field.size);
  return digest_of({number, header, page.subspan(kHeaderSize)});
}

void PageHash::resize(uint32_t pages) {
  if (pages == page_count()) return;
  levels_[0].resize(pages);
  all_stale_ = true;
  root_valid_ = false;
}

void PageHash::set(PageNo no, const Digest& digest) {
  ASSERT(no.raw >= 1 && no.raw <= page_count());
  Digest& leaf = levels_[0][no.raw - 1];
  if (leaf == digest) return;
  leaf = digest;
  root_valid_ = false;
  if (!all_stale_) stale_.push_back(static_cast<uint32_t>((no.raw - 1) / kFanOut));
}

uint64_t short_hash(const Digest& page) { return load_le<uint64_t>(page.bytes.data()); }

const Digest& PageHash::leaf(PageNo no) const {
  ASSERT(no.raw >= 1 && no.raw <= page_count());
  return levels_[0][no.raw - 1];
}

Digest PageHash::root() {
  if (root_valid_) return root_;
  if (all_stale_) {
    levels_.resize(1);
    stale_.clear();
    while (levels_.back().size() > 1) {
      const std::vector<Digest>& below = levels_.back();
      std::vector<Digest> level((below.size() + kFanOut - 1) / kFanOut);
      for (size_t i = 0; i < level.size(); ++i) level[i] = digest_of_children(below, i);
      levels_.push_back(std::move(level));
    }
    all_stale_ = false;
  }
  for (size_t level = 1; level < levels_.size(); ++level) {
    std::sort(stale_.begin(), stale_.end());
    stale_.erase(std::unique(stale_.begin(), stale_.end()), stale_.end());
    for (uint32_t& node : stale_) {
      levels_[level][node] = digest_of_children(levels_[level - 1], node);
      node /= static_cast<uint32_t>(kFanOut);
    }
  }
  stale_.clear();
  std::byte count[4];
  store_le(count, page_count());
  root_ = page_count() == 0 ? Digest{} : digest_of({count, levels_.back()[0].view()});
  root_valid_ = true;
  return root_;
}

}  // namespace tern::sync::model
