#include <algorithm>

#include "engine/btree/node_edit.h"
#include "engine/btree/page_owners.h"
#include "engine/btree/tree_store.h"

// Trees in a database with a pointer map: roots stand at the front, and free pages can be given
// back by moving the last pages into them.
// Source: SQLite file format, "Pointer Map or Ptrmap Pages"; pragma auto_vacuum.

namespace tern::btree {

using storage::HeaderField;
using storage::PageRole;
using storage::PointerMapLayout;

/// A page for a new root: the one behind the last root, whose content moves away.
Result<storage::PageMut> TreeStore::allocate_root() {
  const bool has_map = TRY(pager_.has_pointer_map());
  if (!has_map) return pager_.allocate();
  const PointerMapLayout map = pager_.pointer_map_layout();
  PageNo root{TRY(pager_.header_field(HeaderField::LargestRoot)) + 1};
  while (map.is_reserved(root)) ++root.raw;
  if (root.raw > pager_.page_count()) {
    const storage::PageMut page = TRY(pager_.allocate());
    if (page.no() != root) return corrupt_page(root, "the largest root is not the last page");
  } else if (TRY(pager_.owner(root)).role == PageRole::Free) {
    TRY(pager_.take_free_page(root));
  } else {
    save_cursors();
    if (TRY(pager_.owner(root)).role == PageRole::Root) {
      return corrupt_page(root, "a root behind the largest one");
    }
    const storage::PageMut page = TRY(pager_.allocate());
    TRY(move_page(pager_, Layout::of(pager_.usable_size()), root, page.no()));
  }
  TRY(pager_.set_owner(root, PageRole::Root, PageNo{}));
  TRY(pager_.set_header_field(HeaderField::LargestRoot, root.raw));
  const storage::PageMut page = TRY(pager_.write_new(root));
  std::ranges::fill(page.bytes(), std::byte{0});
  return page;
}

/// Gives the page of a cleared tree back; the last root takes its place.
Result<std::optional<RootMove>> TreeStore::free_root(PageNo root) {
  const bool has_map = TRY(pager_.has_pointer_map());
  if (!has_map) {
    TRY(pager_.free(root));
    return std::nullopt;
  }
  const PageNo last{TRY(pager_.header_field(HeaderField::LargestRoot))};
  std::optional<RootMove> moved;
  if (root > last || last.raw > pager_.page_count()) return corrupt_page(last, "not the last root");
  if (root < last) {
    save_cursors();
    if (TRY(pager_.owner(last)).role != PageRole::Root) return corrupt_page(last, "not a root");
    TRY(move_page(pager_, Layout::of(pager_.usable_size()), last, root));
    moved = RootMove{last, root};
  }
  TRY(pager_.free(last));
  PageNo before{last.raw - 1};
  while (pager_.pointer_map_layout().is_reserved(before)) --before.raw;
  TRY(pager_.set_header_field(HeaderField::LargestRoot, before.raw));
  return moved;
}

/// The last pages go, up to `end`: what they hold moves to free pages up to `keep_last`.
Status TreeStore::cut_to(PageNo end, PageNo keep_last) {
  const PointerMapLayout map = pager_.pointer_map_layout();
  std::vector<PageNo> used;
  uint32_t free_count = 0;
  for (PageNo no{pager_.page_count()}; no > end; --no.raw) {
    if (map.is_reserved(no)) continue;
    const PageRole role = TRY(pager_.owner(no)).role;
    if (role == PageRole::Root) return corrupt_page(no, "a root behind other pages");
    if (role == PageRole::Free) {
      ++free_count;
    } else {
      used.push_back(no);
    }
  }
  const auto wanted = static_cast<uint32_t>(used.size());
  const storage::Pager::TakenPages taken = TRY(pager_.take_free_pages(end, keep_last, wanted));
  if (taken.within.size() < wanted) return corrupt_page(end, "too few free pages to move to");
  if (taken.beyond != free_count) {
    return fail(ErrorCode::Corrupt, "freelist and pointer map disagree");
  }
  save_cursors();
  for (size_t i = 0; i < used.size(); ++i) {
    const PageNo target = taken.within[used.size() - 1 - i];
    TRY(move_page(pager_, Layout::of(pager_.usable_size()), used[i], target));
  }
  return pager_.set_page_count(end.raw);
}

Status TreeStore::vacuum_before_commit(const PagesToGive& ask) {
  if (!pager_.is_writing()) return ok();
  TRY(late_.settle_all());
  if (TRY(pager_.autovacuum()) != storage::AutoVacuum::Full) return ok();
  const uint32_t free = TRY(pager_.header_field(HeaderField::FreelistCount));
  const uint32_t given =
      ask ? std::min(free, ask(pager_.page_count(), free, pager_.page_size())) : free;
  if (given == 0) return ok();
  const PointerMapLayout map = pager_.pointer_map_layout();
  const PageNo last{pager_.page_count()};
  if (map.is_reserved(last)) return corrupt_page(last, "the last page cannot be of use");
  const PageNo keep_last{map.pages_without(last.raw, free)};
  if (keep_last > last) return fail(ErrorCode::Corrupt, "freelist: count too large");
  return cut_to(PageNo{map.pages_without(last.raw, given)}, keep_last);
}

Status TreeStore::vacuum_pages(uint32_t pages_max) {
  TRY(late_.settle_all());
  const bool has_map = TRY(pager_.has_pointer_map());
  if (!has_map) return ok();
  const uint32_t free = TRY(pager_.header_field(HeaderField::FreelistCount));
  if (free == 0 || pages_max == 0) return ok();
  const PointerMapLayout map = pager_.pointer_map_layout();
  PageNo last{pager_.page_count()};
  while (map.is_reserved(last)) --last.raw;
  const PageNo keep_last{map.pages_without(last.raw, free)};
  if (keep_last > last) return fail(ErrorCode::Corrupt, "freelist: count too large");
  PageNo end = last;
  for (uint32_t i = 0; i < pages_max && end > keep_last; ++i) {
    do --end.raw;
    while (end > keep_last && map.is_reserved(end));
  }
  return cut_to(end, keep_last);
}

}  // namespace tern::btree
