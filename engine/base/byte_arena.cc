#include "engine/base/byte_arena.h"

#include <algorithm>

namespace tern {

namespace {

constexpr size_t kFirstBlock = size_t{4} << 10;
constexpr size_t kBlockMax = size_t{4} << 20;

}  // namespace

void ByteArena::add_block(size_t size_min) {
  const size_t last = blocks_.empty() ? kFirstBlock / 2 : blocks_.back().size;
  const size_t size = std::max(size_min, std::min(last * 2, kBlockMax));
  Block& block = blocks_.emplace_back();
  block.bytes = std::make_unique_for_overwrite<std::byte[]>(size);
  block.size = size;
  at_ = block.bytes.get();
  room_ = size;
  size_bytes_ += size;
}

void ByteArena::clear() {
  if (blocks_.empty()) return;
  blocks_.resize(1);
  at_ = blocks_.front().bytes.get();
  room_ = blocks_.front().size;
  size_bytes_ = room_;
}

}  // namespace tern
