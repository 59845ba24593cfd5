#pragma once

#include <array>
#include <deque>
#include <optional>
#include <vector>

#include "engine/btree/cursor.h"
#include "engine/btree/node_edit.h"

// After a change a node may have more cells than its page holds, or so few that it wastes space.
// Up to three siblings around it are then laid out anew on as many pages as their cells need, and
// their parent gets the new dividers, which may in turn overfill or drain the parent, up to the
// root. An overfull node never exists on a page: its cells are a CellList in memory until they have
// been laid out; after an insert with room to spare, so that the next inserts fit. The root keeps
// its page number: overfull, it moves its cells to a new child; when only one child is left it
// takes that child's cells.

namespace tern::btree {

class Balance {
 public:
  /// Takes the cursor's path over and drops its pins; the cursor has no place afterwards.
  explicit Balance(Cursor& cursor);

  /// The path's last node would hold `cell` before cell `index`, but has no room for it.
  Status insert(uint32_t index, Bytes cell);
  /// Cells were removed from the path's last node.
  Status shrink();

  /// Free space of a node from which on it should be merged.
  static bool is_drained(uint32_t free, uint32_t usable) { return free * 3 > usable * 2; }

 private:
  struct Step {
    PageNo no;
    uint32_t index = 0;  // child taken
  };
  /// The cells of one or several nodes, in order, as they stand in a node of the level.
  struct CellList {
    std::vector<Bytes> cells;
    PageNo right;  // interior
    bool is_leaf = true;
  };
  struct Group {
    size_t begin;
    size_t end;
    uint32_t size;  // of its cells and their pointers
  };

  Status run(int depth, std::optional<CellList> overfull);
  Result<bool> is_settled(PageNo no);
  Status deepen();
  Status collapse_root();
  Result<std::optional<CellList>> balance_siblings(int depth, std::optional<CellList> overfull);
  Status gather(const NodeEdit& parent, uint32_t first, uint32_t last, int depth,
                std::optional<CellList>& overfull, CellList& out, std::vector<PageNo>& pages);
  Status append_node(PageNo no, CellList& out);
  Result<std::vector<Group>> cut(const CellList& list, uint32_t size_max) const;
  Result<std::vector<Group>> distribute(const CellList& list, bool is_insert) const;
  Status write_groups(const CellList& list, const std::vector<Group>& groups,
                      const std::vector<PageNo>& pages);
  std::vector<Bytes> dividers(const CellList& list, const std::vector<Group>& groups,
                              const std::vector<PageNo>& pages);
  Result<std::optional<CellList>> update_parent(NodeEdit& parent, uint32_t first, uint32_t removed,
                                                PageNo last_page,
                                                const std::vector<Bytes>& dividers);

  uint32_t capacity_of(const CellList& list) const {
    return layout_.usable - header_size(list.is_leaf);
  }
  bool has_dividers_in_list(bool is_leaf) const { return !is_table_ || !is_leaf; }
  Result<NodeEdit> edit(PageNo no);
  Bytes keep(Bytes bytes);
  Bytes keep_with_child(PageNo child, Bytes body);

  storage::Pager& pager_;
  const Layout layout_;
  const bool is_table_;
  std::array<Step, kTreeDepthMax + 1> steps_;
  int depth_;
  std::deque<ByteVector> kept_;  // what the lists' cells point into
};

}  // namespace tern::btree
