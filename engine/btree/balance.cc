#include "engine/btree/balance.h"

#include <algorithm>

namespace tern::btree {
namespace {

/// Neighbours whose cells are dealt out together, at most.
constexpr uint32_t kSiblingsMax = 3;

/// What a cell and its pointer take of a page.
uint32_t weight(Bytes cell) {
  return std::max(static_cast<uint32_t>(cell.size()), kCellSizeMin) + 2;
}

}  // namespace

/// Cells of neighbouring nodes in order, and how they are dealt out.
struct Balancer::Deal {
  bool is_leaf = false;
  uint32_t parent_first = 0;  // child index of the first neighbour in the parent
  uint32_t parent_count = 0;  // neighbours
  std::vector<PageNo> pages;  // theirs; then those that the cells go to
  ByteVector bytes;           // copies of the cells
  std::vector<std::pair<size_t, uint32_t>> cells;  // offset in `bytes`, size
  PageNo right_child;                              // of the last neighbour
  std::vector<size_t> ends;                        // per page: behind its last cell
  bool is_append = false;                          // the last cell of all is the new one

  Bytes cell(size_t i) const { return Bytes(bytes).subspan(cells[i].first, cells[i].second); }
  void add(Bytes cell) {
    cells.emplace_back(bytes.size(), static_cast<uint32_t>(cell.size()));
    append(bytes, cell);
  }
};

Result<NodeEdit> Balancer::edit(int level) {
  const storage::PageMut page = TRY(cursor_.store_.pager().write(cursor_.path_[level].page.no()));
  NodeEdit node = TRY(NodeEdit::open(page, cursor_.layout_));
  TRY(refresh(level));
  return node;
}

/// The cursor's view of the node after it was made writable or changed.
Status Balancer::refresh(int level) {
  Cursor::Level &at = cursor_.path_[level];
  const uint32_t index = at.index;
  const PageNo no = at.page.no();
  TRY(cursor_.load(at, no));
  at.index = index;
  return ok();
}

Result<bool> Balancer::replace(int level, uint32_t first, uint32_t removed,
                               std::span<const Bytes> cells) {
  NodeEdit node = TRY(edit(level));
  const bool grows = !cells.empty();
  const bool fits = TRY(replace_in_place(node, first, removed, cells));
  if (!fits) {
    if (level == 0) {
      TRY(grow_root());
      level = 1;
    } else if (removed == 0 && TRY(append_leaf(level, cells))) {
      return true;
    }
    TRY(redistribute(level, first, removed, cells));
    return true;
  }
  TRY(refresh(level));
  cursor_.path_[level].index = first;
  if (level == 0) {
    if (node.count() > 0 || node.view().is_leaf) return false;
    TRY(shrink_root());
    return true;
  }
  const uint32_t free = TRY(node.free_space());
  if (grows || free * 3 <= node.capacity() * 2) return false;
  TRY(redistribute(level, 0, 0, {}));
  return true;
}

/// False: the cells do not fit; the node is unchanged.
Result<bool> Balancer::replace_in_place(NodeEdit &node, uint32_t first, uint32_t removed,
                                        std::span<const Bytes> cells) {
  uint32_t room = TRY(node.free_space());
  for (uint32_t i = 0; i < removed; ++i) {
    Cell old;
    if (first + i >= node.count() || !node.view().cell(first + i, cursor_.layout_, old)) {
      return corrupt_page(node.no(), "has a cell that leaves the page");
    }
    room += old.stored_size() + 2;
  }
  uint32_t needed = 0;
  for (const Bytes cell : cells) needed += weight(cell);
  if (needed > room) return false;
  for (uint32_t i = 0; i < removed; ++i) TRY(node.remove(first));
  for (size_t i = 0; i < cells.size(); ++i) {
    const bool inserted = TRY(node.insert(first + static_cast<uint32_t>(i), cells[i]));
    if (!inserted) return corrupt_page(node.no(), "has free space that is none");
  }
  return true;
}

/// The root's cells move to a new child; the root keeps its page and becomes
/// that child's parent.
Status Balancer::grow_root() {
  if (cursor_.depth_ == kTreeDepthMax) {
    return corrupt_page(cursor_.root_, "is deeper than any tree");
  }
  storage::Pager &pager = cursor_.store_.pager();
  const storage::PageMut child_page = TRY(pager.allocate());
  const storage::PageMut root_page = TRY(pager.write(cursor_.root_));
  NodeEdit root = TRY(NodeEdit::open(root_page, cursor_.layout_));
  const NodeView view = root.view();

  NodeEdit child =
      NodeEdit::format(child_page, cursor_.layout_, node_flag(view.is_table, view.is_leaf));
  std::vector<Bytes> cells;
  for (uint32_t i = 0; i < view.count; ++i) {
    Cell cell;
    if (!view.cell(i, cursor_.layout_, cell)) {
      return corrupt_page(cursor_.root_, "has a cell that leaves the page");
    }
    cells.push_back(cell.bytes());
  }
  child.assign(cells.data(), cells.size());
  if (!view.is_leaf) TRY(child.set_child(view.count, view.right_child()));

  NodeEdit grown = NodeEdit::format(root_page, cursor_.layout_, node_flag(view.is_table, false));
  TRY(grown.set_child(0, child_page.no()));

  for (int i = cursor_.depth_; i > 0; --i) {
    cursor_.path_[i] = std::move(cursor_.path_[i - 1]);
  }
  ++cursor_.depth_;
  cursor_.leaf_ = &cursor_.path_[cursor_.depth_ - 1];
  TRY(cursor_.load(cursor_.path_[0], cursor_.root_));
  Cursor::Level &below = cursor_.path_[1];
  const uint32_t index = below.index;
  TRY(cursor_.load(below, child_page.no()));
  below.index = index;
  return ok();
}

/// A root without cells takes over its only child, if the child's cells fit.
Status Balancer::shrink_root() {
  storage::Pager &pager = cursor_.store_.pager();
  while (true) {
    const storage::PageMut root_page = TRY(pager.write(cursor_.root_));
    const NodeEdit root = TRY(NodeEdit::open(root_page, cursor_.layout_));
    if (root.count() > 0 || root.view().is_leaf) return ok();
    const PageNo only = root.view().right_child();
    const storage::PageRef child_page = TRY(pager.read(only));
    NodeView child;
    if (only == cursor_.root_ || !child.parse(only, child_page.bytes(), cursor_.layout_.usable)) {
      return corrupt_page(only, "is not a node of a tree");
    }
    ByteVector bytes;
    std::vector<std::pair<size_t, size_t>> places;
    uint32_t needed = 0;
    for (uint32_t i = 0; i < child.count; ++i) {
      Cell cell;
      if (!child.cell(i, cursor_.layout_, cell)) {
        return corrupt_page(only, "has a cell that leaves the page");
      }
      places.emplace_back(bytes.size(), cell.size);
      append(bytes, cell.bytes());
      needed += weight(cell.bytes());
    }
    const uint32_t header = header_offset(cursor_.root_) + header_size(child.is_leaf);
    if (needed + header > cursor_.layout_.usable) return ok();  // page 1 has less room
    NodeEdit taken =
        NodeEdit::format(root_page, cursor_.layout_, node_flag(child.is_table, child.is_leaf));
    std::vector<Bytes> cells;
    for (const auto &[offset, size] : places) cells.push_back(Bytes(bytes).subspan(offset, size));
    taken.assign(cells.data(), cells.size());
    if (!child.is_leaf) TRY(taken.set_child(child.count, child.right_child()));
    TRY(pager.free(only));
  }
}

/// A row that is appended behind a full last leaf gets a leaf of its own: the
/// old one stays full. False: that is not the case here.
Result<bool> Balancer::append_leaf(int level, std::span<const Bytes> cells) {
  const Cursor::Level &leaf = cursor_.path_[level];
  if (!leaf.node.is_leaf || !leaf.node.is_table || cells.size() != 1 || leaf.node.count == 0 ||
      leaf.index != leaf.node.count || !cursor_.is_rightmost_leaf()) {
    return false;
  }
  const storage::PageMut page = TRY(cursor_.store_.pager().allocate());
  NodeEdit fresh = NodeEdit::format(page, cursor_.layout_, NodeFlag::TableLeaf);
  fresh.assign(cells.data(), 1);

  int64_t last = 0;
  if (!leaf.node.rowid(leaf.node.count - 1, last)) {
    return corrupt_page(leaf.page.no(), "has a cell that leaves the page");
  }
  ByteVector divider(4);
  store_be(divider.data(), leaf.page.no().raw);
  append_varint(divider, static_cast<uint64_t>(last));
  NodeEdit parent = TRY(edit(level - 1));
  const uint32_t at = parent.count();
  TRY(parent.set_child(at, page.no()));
  const Bytes dividers[] = {divider};
  static_cast<void>(TRY(replace(level - 1, at, 0, dividers)));
  return true;
}

/// Deals the cells of the node at `level` (with the replacement done) and its
/// neighbours out anew.
Status Balancer::redistribute(int level, uint32_t first, uint32_t removed,
                              std::span<const Bytes> cells) {
  ASSERT(level > 0);
  Deal deal;
  TRY(gather(level, first, removed, cells, deal));
  TRY(deal_out(deal));
  return write_pages(level, deal);
}

Status Balancer::gather(int level, uint32_t first, uint32_t removed, std::span<const Bytes> cells,
                        Deal &deal) {
  const Cursor::Level &parent = cursor_.path_[level - 1];
  const Cursor::Level &node = cursor_.path_[level];
  const bool is_table = node.node.is_table;
  deal.is_leaf = node.node.is_leaf;
  const uint32_t children = parent.node.count + 1;
  deal.parent_count = std::min(children, kSiblingsMax);
  deal.parent_first = parent.index == 0 ? 0 : parent.index - 1;
  deal.parent_first = std::min(deal.parent_first, children - deal.parent_count);
  deal.is_append = removed == 0 && cells.size() == 1 && parent.index == parent.node.count &&
                   first == node.node.count;

  for (uint32_t i = 0; i < deal.parent_count; ++i) {
    const uint32_t child_index = deal.parent_first + i;
    const PageNo no = parent.node.child(child_index);
    storage::PageRef page = TRY(cursor_.store_.pager().read(no));
    NodeView view;
    if (!view.parse(no, page.bytes(), cursor_.layout_.usable) || view.is_table != is_table ||
        view.is_leaf != deal.is_leaf || std::ranges::find(deal.pages, no) != deal.pages.end()) {
      return corrupt_page(no, "is not the neighbour that its parent says");
    }
    deal.pages.push_back(no);
    const bool is_changed = no == node.page.no();
    for (uint32_t c = 0; c <= view.count; ++c) {
      if (is_changed && c == first) {
        for (const Bytes cell : cells) deal.add(cell);
      }
      if (c == view.count || (is_changed && c >= first && c < first + removed)) continue;
      Cell cell;
      if (!view.cell(c, cursor_.layout_, cell)) {
        return corrupt_page(no, "has a cell that leaves the page");
      }
      deal.add(cell.bytes());
    }
    if (!deal.is_leaf) deal.right_child = view.right_child();
    const bool is_last = i + 1 == deal.parent_count;
    if (is_last || (is_table && deal.is_leaf))
      continue;  // leaves of tables hold all keys themselves
    Cell divider;
    if (!parent.node.cell(child_index, cursor_.layout_, divider)) {
      return corrupt_page(parent.page.no(), "has a cell that leaves the page");
    }
    if (deal.is_leaf) {
      deal.add(divider.bytes().subspan(4));
    } else {
      ByteVector pulled(4);
      store_be(pulled.data(), deal.right_child.raw);
      append(pulled, divider.bytes().subspan(4));
      deal.add(pulled);
    }
  }
  return ok();
}

/// Fills pages from the left, then evens them out from the right (not after an
/// append: there the full pages on the left are what we want).
Status Balancer::deal_out(Deal &deal) {
  const uint32_t capacity = cursor_.layout_.usable - header_size(deal.is_leaf);
  const bool promotes = !(cursor_.is_table_ && deal.is_leaf);  // the cell between two pages goes up
  std::vector<uint32_t> loads;
  size_t at = 0;
  const size_t count = deal.cells.size();
  do {
    uint32_t load = 0;
    while (at < count && load + weight(deal.cell(at)) <= capacity) load += weight(deal.cell(at++));
    if (load == 0 && at < count) return fail(ErrorCode::Corrupt, "a cell larger than a page");
    loads.push_back(load);
    deal.ends.push_back(at);
    if (promotes && at < count) ++at;
    // A promoted last cell leaves an empty page behind; evening out fills it.
    if (promotes && at == count && deal.ends.back() + 1 == count) {
      loads.push_back(0);
      deal.ends.push_back(count);
    }
  } while (at < count);

  for (size_t page = deal.ends.size() - 1; page > 0; --page) {
    while (true) {
      const size_t left_begin = page == 1 ? 0 : deal.ends[page - 2] + (promotes ? 1 : 0);
      const size_t left_end = deal.ends[page - 1];
      if (left_end - left_begin < 2) break;
      // What would come to the right page: the divider (or the left page's last
      // cell).
      const uint32_t gained = weight(deal.cell(promotes ? left_end : left_end - 1));
      const uint32_t lost = weight(deal.cell(left_end - 1));
      const bool must = loads[page] == 0;
      if (!must && deal.is_append) break;
      if (loads[page] + gained > capacity) break;
      if (!must && loads[page] + gained > loads[page - 1] - lost) break;
      loads[page] += gained;
      loads[page - 1] -= lost;
      --deal.ends[page - 1];
    }
  }
  return ok();
}

Status Balancer::write_pages(int level, Deal &deal) {
  storage::Pager &pager = cursor_.store_.pager();
  const bool promotes = !(cursor_.is_table_ && deal.is_leaf);
  const size_t pages = deal.ends.size();
  while (deal.pages.size() < pages) {
    const storage::PageMut fresh = TRY(pager.allocate());
    deal.pages.push_back(fresh.no());
  }
  // Neighbours' pins must be gone before their pages are: only the path holds
  // one.
  std::vector<PageNo> surplus(deal.pages.begin() + static_cast<std::ptrdiff_t>(pages),
                              deal.pages.end());
  deal.pages.resize(pages);

  ByteVector divider_bytes;
  std::vector<std::pair<size_t, size_t>> divider_places;
  size_t begin = 0;
  for (size_t i = 0; i < pages; ++i) {
    const size_t end = deal.ends[i];
    std::vector<Bytes> cells;
    for (size_t c = begin; c < end; ++c) cells.push_back(deal.cell(c));
    const storage::PageMut page = TRY(pager.write(deal.pages[i]));
    NodeEdit node =
        NodeEdit::format(page, cursor_.layout_, node_flag(cursor_.is_table_, deal.is_leaf));
    node.assign(cells.data(), cells.size());
    const bool is_last = i + 1 == pages;
    if (!deal.is_leaf) {
      const PageNo right =
          is_last ? deal.right_child : PageNo{load_be<uint32_t>(deal.cell(end).data())};
      TRY(node.set_child(static_cast<uint32_t>(cells.size()), right));
    }
    if (!is_last) {
      const size_t place = divider_bytes.size();
      divider_bytes.resize(place + 4);
      store_be(divider_bytes.data() + place, deal.pages[i].raw);
      if (!promotes) {
        int64_t rowid = 0;
        if (!node.view().rowid(node.count() - 1, rowid)) {
          return corrupt_page(deal.pages[i], "has a cell that leaves the page");
        }
        append_varint(divider_bytes, static_cast<uint64_t>(rowid));
      } else {
        append(divider_bytes, deal.is_leaf ? deal.cell(end) : deal.cell(end).subspan(4));
      }
      divider_places.emplace_back(place, divider_bytes.size() - place);
    }
    begin = end + (promotes && !is_last ? 1 : 0);
  }

  std::vector<Bytes> dividers;
  for (const auto &[place, size] : divider_places) {
    dividers.push_back(Bytes(divider_bytes).subspan(place, size));
  }
  NodeEdit parent = TRY(edit(level - 1));
  const uint32_t last_child = deal.parent_first + deal.parent_count - 1;
  TRY(parent.set_child(last_child, deal.pages.back()));
  cursor_.path_[level].page.reset();
  for (const PageNo no : surplus) TRY(pager.free(no));
  static_cast<void>(TRY(replace(level - 1, deal.parent_first, deal.parent_count - 1, dividers)));
  return ok();
}

}  // namespace tern::btree
