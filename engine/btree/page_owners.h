#pragma once

#include "engine/btree/node.h"
#include "engine/storage/pager.h"

// The pointer map's view of trees: who owns which page, and moving a page to another place.
// In a database without pointer map adopting does nothing.

namespace tern::btree {

/// Enters node `no` as the owner of the child and the overflow chain of its cells from `first` to
/// `last`; where `last` is the cell count, of the right child too.
Status adopt(storage::Pager& pager, const Layout& layout, PageNo no, uint32_t first, uint32_t last);
/// All cells.
Status adopt_all(storage::Pager& pager, const Layout& layout, PageNo no);
/// Enters node `no` as the owner of the overflow chain of `cell`, if it has one.
Status adopt_overflow(storage::Pager& pager, PageNo no, const Cell& cell);

/// Moves page `from` to the free page `to`: content, the pointer in its owner, the map's entries.
/// What is at `from` afterwards is the caller's business; for a root so is who names it.
/// Requires: a pointer map; no cursor has a place. Errors: Corrupt if the map is wrong.
Status move_page(storage::Pager& pager, const Layout& layout, PageNo from, PageNo to);

}  // namespace tern::btree
