#pragma once

#include <functional>
#include <string>
#include <string_view>

#include "engine/base/ids.h"
#include "engine/base/result.h"
#include "engine/storage/pager.h"

namespace tern::btree {

/// What one page of a tree is used for.
struct PageUse {
  enum class Kind : uint8_t { Internal, Leaf, Overflow };
  /// From the root: '/', then three hex digits and '/' for each child on the way; of an overflow
  /// page the number of its cell, '+' and its place in the chain.
  std::string_view path;
  PageNo no;
  Kind kind = Kind::Leaf;
  uint32_t cell_count = 0;
  uint64_t payload_bytes = 0;      // on this page
  uint64_t payload_bytes_max = 0;  // of a cell, with what of it is on overflow pages
  uint64_t unused_bytes = 0;
};

/// Tells of each page of the tree at `root`: a node, then for each of its cells the overflow pages
/// and the child before it.
/// Requires: a transaction is open. Errors: Corrupt; what `tell` gives.
Status visit_pages(storage::Pager& pager, PageNo root,
                   const std::function<Status(const PageUse&)>& tell);

}  // namespace tern::btree
