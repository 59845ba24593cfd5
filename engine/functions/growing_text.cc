#include "engine/functions/growing_text.h"

#include <algorithm>
#include <cstdlib>
#include <cstring>

namespace tern::functions {

GrowingText::~GrowingText() { std::free(bytes_); }

Status GrowingText::append(std::string_view text) {
  char* const out = TRY(grow(text.size()));
  if (!text.empty()) std::memcpy(out, text.data(), text.size());
  return ok();
}

void GrowingText::erase_front(size_t size) {
  if (size == 0) return;
  size_ -= size;
  std::memmove(bytes_, bytes_ + size, size_);
}

Status GrowingText::make_room(size_t size) {
  constexpr size_t kCapacityMin = 64;
  const size_t capacity = std::max({kCapacityMin, 2 * capacity_, size_ + size});
  auto* const bytes = static_cast<char*>(std::realloc(bytes_, capacity));
  if (!bytes) return fail(ErrorCode::NoMem);
  bytes_ = bytes;
  capacity_ = capacity;
  return ok();
}

}  // namespace tern::functions
