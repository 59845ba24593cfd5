#pragma once

#include <cstddef>
#include <vector>

namespace tern {

constexpr size_t kSpentMemoryMax = size_t{1} << 20;  // bytes

/// Empties `elements`. What was large gives its memory back: its owner may wait long for more.
template <class T>
void clear_spent(std::vector<T>& elements) {
  elements.clear();
  if (elements.capacity() * sizeof(T) > kSpentMemoryMax) elements = std::vector<T>();
}

}  // namespace tern
