#pragma once

#include <cstdint>

#include "engine/base/ids.h"

// A database with auto_vacuum keeps, for each page but the first, what refers to it, so that a page
// can be moved to another place. The entries stand in map pages: page 2, and then one after every
// usable/5 pages; each has the entries of the pages that follow it:
//
//   role 1 | parent page 4
//
// Source: SQLite file format, "Pointer Map or Ptrmap Pages".

namespace tern::storage {

/// What a page is, and with that what its parent is.
enum class PageRole : uint8_t {
  Root = 1,           // parent 0
  Free = 2,           // parent 0
  OverflowFirst = 3,  // the node whose cell the chain belongs to
  OverflowNext = 4,   // the page before it in the chain
  Node = 5,           // not a root: the node above it
};

/// An entry of the map as it stands there.
struct PageOwner {
  PageRole role;
  PageNo parent;
};

/// Which pages the map takes up. The page that the lock bytes fall on is never one of them.
class PointerMapLayout {
 public:
  PointerMapLayout(uint32_t page_size, uint32_t usable_size)
      : entries_(usable_size / 5), lock_page_(0x40000000 / page_size + 1) {}

  /// The map page with the entry of `no`. Requires: no >= 2.
  PageNo map_page(PageNo no) const {
    const uint32_t at = (no.raw - 2) / (entries_ + 1) * (entries_ + 1) + 2;
    return PageNo{at == lock_page_ ? at + 1 : at};
  }
  bool is_map_page(PageNo no) const { return no.raw >= 2 && map_page(no) == no; }
  bool is_lock_page(PageNo no) const { return no.raw == lock_page_; }
  /// May hold nothing but the map or the lock bytes.
  bool is_reserved(PageNo no) const { return is_map_page(no) || is_lock_page(no); }
  /// Where on its map page the entry of `no` is. Requires: it has one.
  uint32_t entry_offset(PageNo no) const { return 5 * (no.raw - map_page(no).raw - 1); }
  /// Pages of a database of `pages` pages once its `free` free ones are gone; more than `pages` if
  /// it cannot have so many.
  uint32_t pages_without(uint32_t pages, uint32_t free) const;

 private:
  uint32_t entries_;  // of one map page
  uint32_t lock_page_;
};

}  // namespace tern::storage
