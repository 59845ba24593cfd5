#pragma once

#include <cstdint>
#include <memory>
#include <vector>

#include "engine/base/bytes.h"
#include "engine/base/result.h"

namespace tern::daemon::turso {

/// Which pages a client wants: all, or those of a Roaring bitmap in its portable format.
class PageSelector {
 public:
  /// Looks at no page from `page_count` on. Takes a bit of memory for each page and work for those
  /// alone, whatever the bytes are. Errors: Protocol for bytes that are no bitmap.
  static Result<PageSelector> read(Bytes bitmap, uint32_t page_count);
  /// `page_id` counts from 0.
  bool covers(uint32_t page_id) const {
    return wants_all_ || (page_id < wanted_.size() && wanted_[page_id]);
  }

 private:
  bool wants_all_ = false;
  std::vector<bool> wanted_;
};

}  // namespace tern::daemon::turso
