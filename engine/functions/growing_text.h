#pragma once

#include <cstddef>
#include <string_view>

#include "engine/base/result.h"

namespace tern::functions {

/// A text that only gets longer at its end, up to as much as memory holds: the system moves what
/// is large by its pages, and copies nothing.
class GrowingText {
 public:
  GrowingText() = default;
  ~GrowingText();
  GrowingText(const GrowingText&) = delete;
  GrowingText& operator=(const GrowingText&) = delete;

  std::string_view text() const { return {bytes_, size_}; }
  size_t size() const { return size_; }
  char& at(size_t place) { return bytes_[place]; }

  /// Makes the text longer and gives the place of what is new, to be written there.
  /// Errors: NoMem.
  Result<char*> grow(size_t size) {
    if (size > capacity_ - size_) TRY(make_room(size));
    char* const out = bytes_ + size_;
    size_ += size;
    return out;
  }
  /// Errors: NoMem.
  Status append(std::string_view text);
  void erase_front(size_t size);
  void clear() { size_ = 0; }

 private:
  Status make_room(size_t size);

  char* bytes_ = nullptr;
  size_t size_ = 0;
  size_t capacity_ = 0;
};

}  // namespace tern::functions
