#include "tools/tern/dot/salvage.h"

#include <algorithm>

namespace tern::shell {
namespace {

constexpr int kDepthMax = 2 * btree::kTreeDepthMax;

}  // namespace

Salvage::Salvage(storage::Pager& pager)
    : pager_(pager),
      count_(pager.page_count()),
      layout_(btree::Layout::of(pager.usable_size())),
      used_(size_t{count_} + 1) {
  use_pages_without_content();
}

/// The page that the locks lie on, and those of the pointer map.
void Salvage::use_pages_without_content() {
  const storage::PointerMapLayout map = pager_.pointer_map_layout();
  const auto has_map = pager_.has_pointer_map();
  for (uint32_t no = 2; no <= count_; ++no) {
    const bool is_map_page = has_map && *has_map && map.is_map_page(PageNo{no});
    if (is_map_page || map.is_lock_page(PageNo{no})) (void)use(PageNo{no});
  }
}

bool Salvage::use(PageNo no) {
  if (is_used(no)) return false;
  used_[no.raw] = true;
  return true;
}

void Salvage::use_free_pages() {
  const auto head = pager_.header_field(storage::HeaderField::FreelistHead);
  PageNo trunk{head ? *head : 0};
  while (use(trunk)) {
    const auto page = pager_.read(trunk);
    if (!page) return;
    const std::byte* const bytes = page->bytes().data();
    const uint32_t leaves = std::min(load_be<uint32_t>(bytes + 4), layout_.usable / 4 - 2);
    for (uint32_t i = 0; i < leaves; ++i) (void)use(PageNo{load_be<uint32_t>(bytes + 8 + 4 * i)});
    trunk = PageNo{load_be<uint32_t>(bytes)};
  }
}

void Salvage::visit_node(PageNo no, int depth, const OnRecord& on_record) {
  if (depth > kDepthMax || !use(no)) return;
  const auto page = pager_.read(no);
  btree::NodeView node;
  if (!page || !node.parse(no, page->bytes(), layout_.usable)) return;
  if (node.is_leaf) return visit_records(no, node, true, on_record);
  for (uint32_t i = 0; i <= node.count; ++i) {
    visit_node(node.child(i), depth + 1, on_record);
    // The inner nodes of an index have records of their own, between those of their children.
    btree::Cell cell;
    if (node.is_table || i == node.count || !node.cell(i, layout_, cell)) continue;
    if (read_payload(cell, true)) on_record({no, {}, false, payload_});
  }
}

void Salvage::visit_records(PageNo no, const btree::NodeView& node, bool uses_chains,
                            const OnRecord& on_record) {
  for (uint32_t i = 0; i < node.count; ++i) {
    btree::Cell cell;
    if (!node.cell(i, layout_, cell) || !read_payload(cell, uses_chains)) continue;
    on_record({no, cell.rowid, node.is_table, payload_});
  }
}

/// The whole payload into `payload_`. False: a part of it is not there.
bool Salvage::read_payload(const btree::Cell& cell, bool uses_chain) {
  payload_.clear();
  if (cell.total_size > uint64_t{count_} * layout_.usable) return false;
  append(payload_, cell.local());
  PageNo next = cell.overflow;
  while (payload_.size() < cell.total_size) {
    if (uses_chain ? !use(next) : is_used(next)) return false;
    const auto page = pager_.read(next);
    if (!page) return false;
    const Bytes bytes = page->bytes();
    const uint64_t left = cell.total_size - payload_.size();
    append(payload_, bytes.subspan(4, std::min<uint64_t>(left, layout_.usable - 4)));
    next = PageNo{load_be<uint32_t>(bytes.data())};
  }
  return true;
}

/// Of each page the unused inner node that names it as a child; 0: none.
std::vector<uint32_t> Salvage::unused_parents() {
  std::vector<uint32_t> parents(used_.size());
  for (uint32_t no = 1; no <= count_; ++no) {
    if (is_used(PageNo{no})) continue;
    const auto page = pager_.read(PageNo{no});
    btree::NodeView node;
    if (!page || !node.parse(PageNo{no}, page->bytes(), layout_.usable) || node.is_leaf) continue;
    for (uint32_t i = 0; i <= node.count; ++i) {
      const PageNo child = node.child(i);
      if (!is_used(child) && child.raw != no) parents[child.raw] = no;
    }
  }
  return parents;
}

void Salvage::visit_unused(
    const std::function<void(PageNo root, const FoundRecord& record)>& on_record) {
  const std::vector<uint32_t> parents = unused_parents();
  for (uint32_t no = 1; no <= count_; ++no) {
    if (is_used(PageNo{no})) continue;
    const auto page = pager_.read(PageNo{no});
    btree::NodeView node;
    if (!page || !node.parse(PageNo{no}, page->bytes(), layout_.usable) || !node.is_leaf) continue;
    uint32_t root = no;
    for (int depth = 0; depth < kDepthMax && parents[root] != 0; ++depth) root = parents[root];
    visit_records(PageNo{no}, node, false,
                  [&](const FoundRecord& record) { on_record(PageNo{root}, record); });
  }
}

}  // namespace tern::shell
