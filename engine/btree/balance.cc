#include "engine/btree/balance.h"

#include <algorithm>

#include "engine/btree/page_owners.h"

namespace tern::btree {
namespace {

constexpr size_t kChildSize = 4;
/// Cells per node from which on a node more or less is a matter of speed.
constexpr uint32_t kSmallCellsMin = 16;

uint32_t space_of(Bytes cell) {
  return std::max(static_cast<uint32_t>(cell.size()), kCellSizeMin) + 2;
}
PageNo child_of(Bytes cell) { return PageNo{load_be<uint32_t>(cell.data())}; }
Bytes body_of(Bytes cell) { return cell.subspan(kChildSize); }

}  // namespace

Balance::Balance(Cursor& cursor)
    : pager_(cursor.store_.pager()),
      layout_(cursor.layout_),
      is_table_(cursor.is_table_),
      depth_(cursor.depth_) {
  for (int i = 0; i <= depth_; ++i) {
    const Cursor::Level& level = cursor.path_[static_cast<size_t>(i)];
    steps_[static_cast<size_t>(i)] = {level.page.no(), level.index};
  }
  cursor.reset();
}

Result<NodeEdit> Balance::edit(PageNo no) {
  const storage::PageMut page = TRY(pager_.write(no));
  return NodeEdit::open(page, layout_);
}

Bytes Balance::keep(Bytes bytes) { return kept_.emplace_back(bytes.begin(), bytes.end()); }

Bytes Balance::keep_with_child(PageNo child, Bytes body) {
  ByteVector& cell = kept_.emplace_back(kChildSize + body.size());
  store_be(cell.data(), child.raw);
  std::ranges::copy(body, cell.begin() + kChildSize);
  return cell;
}

Status Balance::insert(uint32_t index, Bytes cell) {
  CellList list;
  TRY(append_node(steps_[static_cast<size_t>(depth_)].no, list));
  ASSERT(index <= list.cells.size());
  list.cells.insert(list.cells.begin() + index, keep(cell));
  return run(depth_, std::move(list));
}

Status Balance::shrink() { return run(depth_, std::nullopt); }

Status Balance::run(int depth, std::optional<CellList> overfull) {
  while (true) {
    if (depth == 0) {
      if (!overfull) return collapse_root();
      TRY(deepen());
      depth = 1;
    } else if (!overfull && TRY(is_settled(steps_[static_cast<size_t>(depth)].no))) {
      return ok();
    }
    overfull = TRY(balance_siblings(depth, std::move(overfull)));
    --depth;
  }
}

Result<bool> Balance::is_settled(PageNo no) {
  const NodeEdit node = TRY(edit(no));
  return !is_drained(TRY(node.free_space()), layout_.usable);
}

/// The root becomes an interior node whose only child has the root's former place in the path.
Status Balance::deepen() {
  if (depth_ + 1 >= kTreeDepthMax) return fail(ErrorCode::Corrupt, "tree too deep");
  const storage::PageMut child = TRY(pager_.allocate());
  const storage::PageMut root = TRY(pager_.write(steps_[0].no));
  NodeEdit node = NodeEdit::format(root, layout_, node_flag(is_table_, false));
  TRY(node.set_child(0, child.no()));
  TRY(pager_.set_owner(child.no(), storage::PageRole::Node, steps_[0].no));
  for (int i = depth_; i >= 0; --i) {
    steps_[static_cast<size_t>(i) + 1] = steps_[static_cast<size_t>(i)];
  }
  ++depth_;
  steps_[1].no = child.no();
  steps_[0].index = 0;
  return ok();
}

/// A root with a single child takes the child's cells if they fit (page 1 is the smaller one).
Status Balance::collapse_root() {
  const PageNo root = steps_[0].no;
  PageNo only;
  {
    const storage::PageRef page = TRY(pager_.read(root));
    NodeView node;
    if (!node.parse(root, page.bytes(), layout_.usable))
      return corrupt_page(root, "not a tree node");
    if (node.is_leaf || node.count > 0) return ok();
    only = node.right_child();
  }
  if (only == root || only == PageNo{1}) return corrupt_page(root, "a root as its child");
  CellList list;
  TRY(append_node(only, list));
  uint32_t size = header_offset(root) + header_size(list.is_leaf);
  for (const Bytes cell : list.cells) size += space_of(cell);
  if (size > layout_.usable) return ok();
  NodeEdit merged =
      NodeEdit::format(TRY(pager_.write(root)), layout_, node_flag(is_table_, list.is_leaf));
  merged.assign(list.cells.data(), list.cells.size());
  if (!list.is_leaf) TRY(merged.set_child(merged.count(), list.right));
  TRY(adopt_all(pager_, layout_, root));
  return pager_.free(only);
}

/// Appends the cells of node `no`, from a copy of its page.
Status Balance::append_node(PageNo no, CellList& out) {
  Bytes copy;
  {
    const storage::PageRef page = TRY(pager_.read(no));
    copy = keep(page.bytes());
  }
  NodeView node;
  if (!node.parse(no, copy, layout_.usable) || node.is_table != is_table_) {
    return corrupt_page(no, "not a node of this tree");
  }
  out.is_leaf = node.is_leaf;
  if (!node.is_leaf) out.right = node.right_child();
  // Its siblings hold about as many.
  if (out.cells.capacity() < out.cells.size() + node.count) {
    out.cells.reserve(out.cells.size() + size_t{3} * node.count + 8);
  }
  for (uint32_t i = 0; i < node.count; ++i) {
    const Bytes cell = node.cell_bytes(i, layout_);
    if (cell.empty()) return corrupt_page(no, "bad cell");
    out.cells.push_back(cell);
  }
  return ok();
}

/// Collects children `first` to `last` of `parent`, with the dividers between them where those are
/// entries or carry a child pointer.
Status Balance::gather(const NodeEdit& parent, uint32_t first, uint32_t last, int depth,
                       std::optional<CellList>& overfull, CellList& out,
                       std::vector<PageNo>& pages) {
  const Step& own = steps_[static_cast<size_t>(depth)];
  for (uint32_t i = first; i <= last; ++i) {
    const PageNo no = parent.view().child(i);
    // The first page, with the file's header in it, is only ever a root.
    if (no == PageNo{1}) return corrupt_page(parent.no(), "a root as its child");
    if (no == parent.no() || std::ranges::find(pages, no) != pages.end()) {
      return corrupt_page(parent.no(), "a child twice");
    }
    const bool was_leaf = out.is_leaf;
    if (no == own.no && overfull) {
      out.cells.insert(out.cells.end(), overfull->cells.begin(), overfull->cells.end());
      out.right = overfull->right;
      out.is_leaf = overfull->is_leaf;
    } else {
      TRY(append_node(no, out));
    }
    if (!pages.empty() && out.is_leaf != was_leaf)
      return corrupt_page(no, "leaves differ in depth");
    pages.push_back(no);
    if (i == last || !has_dividers_in_list(out.is_leaf)) continue;
    Cell divider;
    if (!parent.view().cell(i, layout_, divider)) return corrupt_page(parent.no(), "bad cell");
    const Bytes body = body_of(divider.bytes());
    out.cells.push_back(out.is_leaf ? keep(body) : keep_with_child(out.right, body));
  }
  return ok();
}

/// Cuts the list into nodes of at most `size_max`, then evens them out from the right. Between two
/// groups one cell is left out as their divider, except on the leaves of a table.
Result<std::vector<Balance::Group>> Balance::cut(const CellList& list, uint32_t size_max) const {
  const uint32_t capacity = capacity_of(list);
  const size_t gap = has_dividers_in_list(list.is_leaf) ? 1 : 0;
  const std::vector<Bytes>& cells = list.cells;
  std::vector<Group> groups;
  for (size_t i = 0; i < cells.size();) {
    Group group{i, i, 0};
    while (group.end < cells.size()) {
      const uint32_t size = group.size + space_of(cells[group.end]);
      if (size > (group.end == i ? capacity : size_max)) break;
      group.size = size;
      ++group.end;
    }
    i = group.end + gap;
    if (gap == 1 && i == cells.size() && group.end > group.begin) {
      // The divider would be the last cell: it makes a node of its own, its left neighbour divides.
      group.size -= space_of(cells[--group.end]);
      --i;
    }
    if (group.begin == group.end) return fail(ErrorCode::Corrupt, "a cell larger than a page");
    groups.push_back(group);
  }
  for (size_t g = groups.size(); g-- > 1;) {
    Group& left = groups[g - 1];
    Group& right = groups[g];
    while (left.end - left.begin > 1) {
      const uint32_t leaving = space_of(cells[left.end - 1]);
      const uint32_t coming = space_of(cells[right.begin - 1]);
      if (right.size + coming > left.size - leaving) break;
      --left.end;
      left.size -= leaving;
      --right.begin;
      right.size += coming;
    }
  }
  return groups;
}

/// As few nodes as hold the list; for an insert one more where these would be so full that the next
/// inserts had to balance them again.
Result<std::vector<Balance::Group>> Balance::distribute(const CellList& list,
                                                        bool is_insert) const {
  const uint32_t capacity = capacity_of(list);
  std::vector<Group> groups = TRY(cut(list, capacity));
  if (!is_insert || groups.size() < 2) return groups;
  uint32_t total = 0;
  for (const Group& group : groups) total += group.size;
  const auto count = static_cast<uint32_t>(groups.size());
  const bool is_crowded = total / count > capacity / 8 * 7;
  const bool has_small_cells = list.cells.size() >= size_t{kSmallCellsMin} * count;
  if (!is_crowded || !has_small_cells) return groups;
  return cut(list, total / (count + 1) + capacity / kSmallCellsMin);
}

Status Balance::write_groups(const CellList& list, const std::vector<Group>& groups,
                             const std::vector<PageNo>& pages) {
  for (size_t i = 0; i < groups.size(); ++i) {
    const Group& group = groups[i];
    NodeEdit node =
        NodeEdit::format(TRY(pager_.write(pages[i])), layout_, node_flag(is_table_, list.is_leaf));
    node.assign(list.cells.data() + group.begin, group.end - group.begin);
    if (!list.is_leaf) {
      const bool is_last = i + 1 == groups.size();
      TRY(node.set_child(node.count(), is_last ? list.right : child_of(list.cells[group.end])));
    }
    TRY(adopt_all(pager_, layout_, pages[i]));
  }
  return ok();
}

std::vector<Bytes> Balance::dividers(const CellList& list, const std::vector<Group>& groups,
                                     const std::vector<PageNo>& pages) {
  std::vector<Bytes> out;
  for (size_t i = 0; i + 1 < groups.size(); ++i) {
    const size_t end = groups[i].end;
    if (!has_dividers_in_list(list.is_leaf)) {
      const Bytes last = list.cells[end - 1];
      Cell cell;
      const bool is_cell =
          NodeView::decode_cell(last.data(), last.data() + last.size(), true, true, layout_, cell);
      ASSERT(is_cell);
      std::byte key[kVarintSizeMax];
      const int size = write_varint(key, static_cast<uint64_t>(cell.rowid.raw));
      out.push_back(keep_with_child(pages[i], {key, static_cast<size_t>(size)}));
    } else {
      const Bytes cell = list.cells[end];
      out.push_back(keep_with_child(pages[i], list.is_leaf ? cell : body_of(cell)));
    }
  }
  return out;
}

/// Puts the new dividers in place of the `removed` old ones. What does not fit comes back as a
/// list.
Result<std::optional<Balance::CellList>> Balance::update_parent(
    NodeEdit& parent, uint32_t first, uint32_t removed, PageNo last_page,
    const std::vector<Bytes>& dividers) {
  for (uint32_t i = 0; i < removed; ++i) TRY(parent.remove(first));
  TRY(parent.set_child(first, last_page));
  size_t placed = 0;
  while (placed < dividers.size() &&
         TRY(parent.insert(first + static_cast<uint32_t>(placed), dividers[placed]))) {
    ++placed;
  }
  if (placed == dividers.size()) {
    TRY(adopt(pager_, layout_, parent.no(), first, first + static_cast<uint32_t>(placed)));
    return std::optional<CellList>();
  }
  CellList list;
  TRY(append_node(parent.no(), list));
  list.cells.insert(list.cells.begin() + first + static_cast<std::ptrdiff_t>(placed),
                    dividers.begin() + static_cast<std::ptrdiff_t>(placed), dividers.end());
  return std::optional(std::move(list));
}

Result<std::optional<Balance::CellList>> Balance::balance_siblings(
    int depth, std::optional<CellList> overfull) {
  const Step& up = steps_[static_cast<size_t>(depth) - 1];
  NodeEdit parent = TRY(edit(up.no));
  if (parent.view().is_leaf || up.index > parent.count()) return corrupt_page(up.no, "no parent");
  const uint32_t count = parent.count();
  const uint32_t first = std::min(up.index == 0 ? 0 : up.index - 1, count < 2 ? 0 : count - 2);
  const uint32_t last = std::min(first + 2, count);
  if (!overfull && first == last) return std::optional<CellList>();

  const bool is_insert = overfull.has_value();
  CellList list;
  std::vector<PageNo> pages;
  TRY(gather(parent, first, last, depth, overfull, list, pages));
  const std::vector<Group> groups = TRY(distribute(list, is_insert));
  if (groups.empty()) return corrupt_page(up.no, "children without cells");
  while (pages.size() < groups.size()) pages.push_back(TRY(pager_.allocate()).no());
  std::ranges::sort(pages);
  TRY(write_groups(list, groups, pages));
  for (size_t i = groups.size(); i < pages.size(); ++i) TRY(pager_.free(pages[i]));
  const PageNo last_page = pages[groups.size() - 1];
  return update_parent(parent, first, last - first, last_page, dividers(list, groups, pages));
}

}  // namespace tern::btree
