#pragma once

#include <cstdint>
#include <string_view>

#include "sqlite3.h"

/// A text that grows, or that fills a buffer of the caller's as far as there is room. After an
/// error it is empty and takes nothing more; a buffer keeps what it has.
/// Threads: one at a time.
struct sqlite3_str {
  /// Grows up to `size_max` bytes, NUL included.
  explicit sqlite3_str(uint32_t most) : size_max(most) {}
  /// Begins in `buffer`, with `most` bytes to grow to if that is too small; 0: never grows.
  sqlite3_str(char* buffer, uint32_t buffer_size, uint32_t most)
      : text(buffer), capacity(buffer_size), size_max(most) {}
  ~sqlite3_str() { clear(); }
  sqlite3_str(const sqlite3_str&) = delete;
  sqlite3_str& operator=(const sqlite3_str&) = delete;

  void append(std::string_view bytes);
  void append(int64_t count, char c);
  void clear();
  void fail(int code);
  /// Is there room for a piece of `bytes` bytes that is put together before it is appended? Errors:
  /// a buffer gets no piece at all that is larger than it.
  bool has_room_for(int64_t bytes);
  /// The text, NUL-terminated and to be freed with sqlite3_free(). Null: nothing was written, or
  /// an error came between. Requires: it may grow.
  char* take();

  char* text = nullptr;
  uint32_t size = 0;      // bytes, without NUL
  uint32_t capacity = 0;  // bytes, with NUL
  uint32_t size_max = 0;
  bool is_allocated = false;
  int error = SQLITE_OK;  // or SQLITE_NOMEM, SQLITE_TOOBIG

 private:
  int64_t make_room(int64_t more);
};

namespace tern::abi {

/// Of a text that belongs to no connection. Units: bytes
constexpr uint32_t kTextSizeMax = 1'000'000'000;

}  // namespace tern::abi
