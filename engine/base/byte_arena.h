#pragma once

#include <cstddef>
#include <memory>
#include <vector>

namespace tern {

/// Memory that is given back all at once. Keeps its first block when it is cleared, so that a
/// program that runs again needs no new one. Block addresses are stable.
class ByteArena {
 public:
  static constexpr size_t kAlignment = 16;

  std::byte* allocate(size_t size) {
    size = (size + kAlignment - 1) / kAlignment * kAlignment;
    if (size > room_) add_block(size);
    std::byte* out = at_;
    at_ += size;
    room_ -= size;
    return out;
  }
  void clear();
  size_t size_bytes() const { return size_bytes_; }

 private:
  struct Block {
    std::unique_ptr<std::byte[]> bytes;
    size_t size = 0;
  };
  void add_block(size_t size_min);

  std::vector<Block> blocks_;
  std::byte* at_ = nullptr;
  size_t room_ = 0;
  size_t size_bytes_ = 0;
};

}  // namespace tern
