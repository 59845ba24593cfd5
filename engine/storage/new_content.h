#pragma once

#include <span>

#include "engine/base/bytes.h"
#include "engine/base/ids.h"
#include "engine/base/result.h"

namespace tern::storage {

/// The pages that a whole database file is written over with, as they are in memory.
class NewContent {
 public:
  virtual ~NewContent() = default;
  virtual uint32_t page_size() const = 0;
  virtual uint32_t page_count() const = 0;
  /// `count` pages from `first` on; valid until the next call. When it is called, all pages before
  /// `first` may have been written over.
  virtual Result<std::span<const Bytes>> pages(PageNo first, uint32_t count) = 0;
};

}  // namespace tern::storage
