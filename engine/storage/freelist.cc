#include <algorithm>
#include <string>

#include "engine/storage/freelist_format.h"
#include "engine/storage/lock_ladder.h"
#include "engine/storage/pager_state.h"

namespace tern::storage {
namespace {

std::byte* leaf_at(MutBytes trunk, uint32_t index) { return &trunk[kFreelistLeavesAt + 4 * index]; }

}  // namespace

// The page that the lock bytes fall on is never used.
PageNo Pager::State::lock_page() const {
  return PageNo{static_cast<uint32_t>(kPendingByte / page_size) + 1};
}

/// One more page, zeroed.
Result<PageMut> Pager::State::extend() {
  uint32_t no = page_count + 1;
  if (PageNo{no} == lock_page()) ++no;
  if (no >= kPageCountMax || no > page_count_max) return fail(ErrorCode::Full);
  page_count = no;
  PageMut page = TRY(write_new(PageNo{no}));
  std::fill(page.bytes().begin(), page.bytes().end(), std::byte{0});
  return page;
}

/// One more page for use; a map page that has its place there comes before it.
Result<PageMut> Pager::State::allocate_at_end() {
  PageMut page = TRY(extend());
  const PageMut first = TRY(write(PageNo{1}));
  const auto at = static_cast<size_t>(HeaderField::LargestRoot);
  if (load_be<uint32_t>(&first.bytes()[at]) == 0) return page;
  if (!PointerMapLayout(page_size, usable_size).is_map_page(page.no())) return page;
  return extend();
}

Result<PageMut> Pager::allocate() {
  State& state = *state_;
  ASSERT(is_writing());
  const uint32_t free_count = TRY(header_field(HeaderField::FreelistCount));
  if (free_count == 0) return state.allocate_at_end();
  if (free_count >= state.page_count) return fail(ErrorCode::Corrupt, "freelist: count too large");
  const PageNo head{TRY(header_field(HeaderField::FreelistHead))};
  if (head.raw < 2 || head.raw > state.page_count)
    return corrupt_freelist(head, "not in the database");
  const PageMut trunk = TRY(write(head));
  const uint32_t count = load_be<uint32_t>(&trunk.bytes()[kFreelistLeafCountAt]);
  if (count > freelist_leaves_max(state.usable_size))
    return corrupt_freelist(head, "leaf count too large");

  PageNo taken = head;
  if (count == 0) {
    const uint32_t next = load_be<uint32_t>(&trunk.bytes()[kFreelistNextAt]);
    TRY(set_header_field(HeaderField::FreelistHead, next));
  } else {
    taken.raw = load_be<uint32_t>(leaf_at(trunk.bytes(), count - 1));
    if (taken.raw < 2 || taken.raw > state.page_count)
      return corrupt_freelist(taken, "not in the database");
    store_be<uint32_t>(&trunk.bytes()[kFreelistLeafCountAt], count - 1);
  }
  TRY(set_header_field(HeaderField::FreelistCount, free_count - 1));
  PageMut page = TRY(state.write_new(taken));
  std::fill(page.bytes().begin(), page.bytes().end(), std::byte{0});
  return page;
}

Status Pager::free(PageNo no) {
  State& state = *state_;
  ASSERT(is_writing());
  if (no.raw < 2 || no.raw > state.page_count)
    return corrupt_freelist(no, "freed, but not in the database");
  if (state.secure_delete == SecureDelete::On) {
    const PageMut old = TRY(state.write_new(no));
    std::ranges::fill(old.bytes(), std::byte{0});
  }
  TRY(set_owner(no, PageRole::Free, PageNo{}));
  const uint32_t free_count = TRY(header_field(HeaderField::FreelistCount));
  const PageNo head{TRY(header_field(HeaderField::FreelistHead))};
  if (free_count > 0) {
    if (head.raw < 2 || head.raw > state.page_count || head == no) {
      return corrupt_freelist(head, "not in the database");
    }
    const PageRef trunk = TRY(read(head));
    const uint32_t count = load_be<uint32_t>(&trunk.bytes()[kFreelistLeafCountAt]);
    if (count > freelist_leaves_max(state.usable_size))
      return corrupt_freelist(head, "leaf count too large");
    if (count < freelist_leaves_max_written(state.usable_size)) {
      const PageMut changed = TRY(write(head));
      store_be<uint32_t>(leaf_at(changed.bytes(), count), no.raw);
      store_be<uint32_t>(&changed.bytes()[kFreelistLeafCountAt], count + 1);
      return set_header_field(HeaderField::FreelistCount, free_count + 1);
    }
  }
  const PageMut trunk = TRY(state.write_new(no));
  std::fill(trunk.bytes().begin(), trunk.bytes().end(), std::byte{0});
  store_be<uint32_t>(&trunk.bytes()[kFreelistNextAt], free_count > 0 ? head.raw : 0);
  TRY(set_header_field(HeaderField::FreelistHead, no.raw));
  return set_header_field(HeaderField::FreelistCount, free_count + 1);
}

/// Takes the trunk out of the list; its leaves stay, the first of them becomes their trunk.
Status Pager::State::unlink_trunk(Pager& pager, PageNo before, PageNo trunk) {
  uint32_t next;
  {
    const PageRef old = TRY(read(trunk));
    const uint32_t count = load_be<uint32_t>(&old.bytes()[kFreelistLeafCountAt]);
    next = load_be<uint32_t>(&old.bytes()[kFreelistNextAt]);
    if (count > 0) {
      const PageNo heir{load_be<uint32_t>(&old.bytes()[kFreelistLeavesAt])};
      if (heir.raw < 2 || heir.raw > page_count)
        return corrupt_freelist(heir, "not in the database");
      const PageMut changed = TRY(write_new(heir));
      std::fill(changed.bytes().begin(), changed.bytes().end(), std::byte{0});
      store_be(&changed.bytes()[kFreelistNextAt], next);
      store_be(&changed.bytes()[kFreelistLeafCountAt], count - 1);
      const Bytes leaves = old.bytes().subspan(kFreelistLeavesAt + 4, size_t{4} * (count - 1));
      std::copy(leaves.begin(), leaves.end(), &changed.bytes()[kFreelistLeavesAt]);
      next = heir.raw;
    }
  }
  if (before == PageNo{}) return pager.set_header_field(HeaderField::FreelistHead, next);
  const PageMut link = TRY(write(before));
  store_be(&link.bytes()[kFreelistNextAt], next);
  return ok();
}

Result<PageNo> Pager::State::take_free(Pager& pager, PageNo wanted) {
  const uint32_t free_count = TRY(pager.header_field(HeaderField::FreelistCount));
  if (free_count == 0) return PageNo{};
  PageNo before;
  PageNo trunk{TRY(pager.header_field(HeaderField::FreelistHead))};
  for (uint32_t seen = 0; trunk != PageNo{}; ++seen) {
    if (trunk.raw < 2 || trunk.raw > page_count || seen > free_count) {
      return corrupt_freelist(trunk, "not in the database");
    }
    PageNo next;
    uint32_t count;
    std::optional<uint32_t> found;
    {
      const PageRef page = TRY(read(trunk));
      next.raw = load_be<uint32_t>(&page.bytes()[kFreelistNextAt]);
      count = load_be<uint32_t>(&page.bytes()[kFreelistLeafCountAt]);
      if (count > freelist_leaves_max(usable_size))
        return corrupt_freelist(trunk, "leaf count too large");
      for (uint32_t i = count; i-- > 0 && !found;) {
        if (PageNo{load_be<uint32_t>(&page.bytes()[kFreelistLeavesAt + 4 * i])} == wanted)
          found = i;
      }
    }
    if (found) {
      const PageMut page = TRY(write(trunk));
      const PageNo taken{load_be<uint32_t>(leaf_at(page.bytes(), *found))};
      if (taken.raw < 2 || taken.raw > page_count)
        return corrupt_freelist(taken, "not in the database");
      store_be(leaf_at(page.bytes(), *found), load_be<uint32_t>(leaf_at(page.bytes(), count - 1)));
      store_be<uint32_t>(&page.bytes()[kFreelistLeafCountAt], count - 1);
      TRY(pager.set_header_field(HeaderField::FreelistCount, free_count - 1));
      return taken;
    }
    if (trunk == wanted) {
      TRY(unlink_trunk(pager, before, trunk));
      TRY(pager.set_header_field(HeaderField::FreelistCount, free_count - 1));
      return trunk;
    }
    before = trunk;
    trunk = next;
  }
  return PageNo{};
}

Status Pager::take_free_page(PageNo no) {
  const PageNo taken = TRY(state_->take_free(*this, no));
  return taken == no ? ok() : Status(corrupt_freelist(no, "free, but not in the list"));
}

Status Pager::set_page_count(uint32_t count) {
  State& state = *state_;
  ASSERT(is_writing() && count > 0);
  while (state.page_count < count) TRY(state.extend());
  if (count == state.page_count) return ok();
  state.page_count = count;
  state.table.clear();
  return ok();
}

}  // namespace tern::storage
