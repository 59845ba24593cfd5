#pragma once

#include <sys/uio.h>

#include <algorithm>
#include <cstddef>
#include <span>

#include "engine/base/bytes.h"
#include "engine/base/inline_vector.h"

namespace tern::io {

/// Most calls have few pieces, and need no memory for them.
using IoVectors = InlineVector<iovec, 16>;

/// What the system's vectored calls take for `pieces`; empty ones are left out.
inline IoVectors vectors_of(std::span<const Bytes> pieces) {
  IoVectors vectors;
  vectors.reserve(pieces.size());
  for (const Bytes piece : pieces) {
    if (piece.empty()) continue;
    vectors.push_back({const_cast<std::byte*>(piece.data()), piece.size()});
  }
  return vectors;
}

inline size_t size_of(std::span<const Bytes> pieces) {
  size_t out = 0;
  for (const Bytes piece : pieces) out += piece.size();
  return out;
}

/// Drops the first `count` bytes of `pieces`.
inline void advance(std::span<iovec>& pieces, size_t count) {
  while (count > 0) {
    const size_t step = std::min(count, pieces.front().iov_len);
    pieces.front().iov_base = static_cast<std::byte*>(pieces.front().iov_base) + step;
    pieces.front().iov_len -= step;
    count -= step;
    if (pieces.front().iov_len == 0) pieces = pieces.subspan(1);
  }
}

}  // namespace tern::io
