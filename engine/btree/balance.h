#pragma once

#include <span>
#include <vector>

#include "engine/btree/cursor.h"
#include "engine/btree/node_edit.h"

namespace tern::btree {

/// Changes cells of a node on a cursor's path and keeps the tree in shape: a
/// node that overflows is spread over its neighbours and new pages, one that
/// runs empty is merged, a root grows a level or loses one.
///
/// All of it is one operation: replace a run of cells of one node by others.
/// Where they do not fit, the cells of up to three neighbours are dealt out
/// anew, and the dividers between them replace the old ones in the parent: the
/// same operation, one level up.
class Balancer {
public:
  explicit Balancer(Cursor &cursor) : cursor_(cursor) {}

  /// Replaces cells [first, first + removed) of the node at `level` by `cells`,
  /// whose bytes lie outside the tree's pages. True: nodes were rebuilt, the
  /// cursor's path is stale. False: only the node itself changed and its Level
  /// is up to date, index at `first`.
  Result<bool> replace(int level, uint32_t first, uint32_t removed,
                       std::span<const Bytes> cells);

private:
  struct Deal;
  Result<NodeEdit> edit(int level);
  Status refresh(int level);
  Result<bool> replace_in_place(NodeEdit &node, uint32_t first,
                                uint32_t removed, std::span<const Bytes> cells);
  Status grow_root();
  Status shrink_root();
  Result<bool> append_leaf(int level, std::span<const Bytes> cells);
  Status redistribute(int level, uint32_t first, uint32_t removed,
                      std::span<const Bytes> cells);
  Status gather(int level, uint32_t first, uint32_t removed,
                std::span<const Bytes> cells, Deal &deal);
  Status deal_out(Deal &deal);
  Status write_pages(int level, Deal &deal);

  Cursor &cursor_;
};

} // namespace tern::btree
