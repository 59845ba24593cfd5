#include <algorithm>
#include <string>

#include "engine/storage/pager_state.h"

// Pages that the database has but does not use. Trunk pages form a list from the header's field:
//
//   trunk:  0  next trunk, 0 at the end    4  number of leaves, n    8..  n leaf page numbers
//
// A leaf's content is of no interest. Older SQLite releases misread a trunk whose last six entries
// are used, so they are left empty; when reading they count.
// Source: SQLite file format, "The Freelist".

namespace tern::storage {
namespace {

constexpr size_t kNextAt = 0;
constexpr size_t kLeafCountAt = 4;
constexpr size_t kLeavesAt = 8;
constexpr uint32_t kPendingByte = 0x40000000;

uint32_t leaves_max(uint32_t usable_size) { return usable_size / 4 - 2; }
uint32_t leaves_max_written(uint32_t usable_size) { return usable_size / 4 - 8; }

std::byte* leaf_at(MutBytes trunk, uint32_t index) { return &trunk[kLeavesAt + 4 * index]; }

std::unexpected<Error> corrupt(PageNo no, const char* what) {
  return fail(ErrorCode::Corrupt, "freelist page " + std::to_string(no.raw) + ": " + what);
}

}  // namespace

// The page that the lock bytes fall on is never used.
PageNo Pager::State::lock_page() const { return PageNo{kPendingByte / page_size + 1}; }

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
  if (head.raw < 2 || head.raw > state.page_count) return corrupt(head, "not in the database");
  const PageMut trunk = TRY(write(head));
  const uint32_t count = load_be<uint32_t>(&trunk.bytes()[kLeafCountAt]);
  if (count > leaves_max(state.usable_size)) return corrupt(head, "leaf count too large");

  PageNo taken = head;
  if (count == 0) {
    const uint32_t next = load_be<uint32_t>(&trunk.bytes()[kNextAt]);
    TRY(set_header_field(HeaderField::FreelistHead, next));
  } else {
    taken.raw = load_be<uint32_t>(leaf_at(trunk.bytes(), count - 1));
    if (taken.raw < 2 || taken.raw > state.page_count) return corrupt(taken, "not in the database");
    store_be<uint32_t>(&trunk.bytes()[kLeafCountAt], count - 1);
  }
  TRY(set_header_field(HeaderField::FreelistCount, free_count - 1));
  PageMut page = TRY(state.write_new(taken));
  std::fill(page.bytes().begin(), page.bytes().end(), std::byte{0});
  return page;
}

Status Pager::free(PageNo no) {
  State& state = *state_;
  ASSERT(is_writing());
  if (no.raw < 2 || no.raw > state.page_count) return corrupt(no, "freed, but not in the database");
  if (state.secure_delete == SecureDelete::On) {
    const PageMut old = TRY(state.write_new(no));
    std::ranges::fill(old.bytes(), std::byte{0});
  }
  TRY(set_owner(no, PageRole::Free, PageNo{}));
  const uint32_t free_count = TRY(header_field(HeaderField::FreelistCount));
  const PageNo head{TRY(header_field(HeaderField::FreelistHead))};
  if (free_count > 0) {
    if (head.raw < 2 || head.raw > state.page_count || head == no) {
      return corrupt(head, "not in the database");
    }
    const PageRef trunk = TRY(read(head));
    const uint32_t count = load_be<uint32_t>(&trunk.bytes()[kLeafCountAt]);
    if (count > leaves_max(state.usable_size)) return corrupt(head, "leaf count too large");
    if (count < leaves_max_written(state.usable_size)) {
      const PageMut changed = TRY(write(head));
      store_be<uint32_t>(leaf_at(changed.bytes(), count), no.raw);
      store_be<uint32_t>(&changed.bytes()[kLeafCountAt], count + 1);
      return set_header_field(HeaderField::FreelistCount, free_count + 1);
    }
  }
  const PageMut trunk = TRY(state.write_new(no));
  std::fill(trunk.bytes().begin(), trunk.bytes().end(), std::byte{0});
  store_be<uint32_t>(&trunk.bytes()[kNextAt], free_count > 0 ? head.raw : 0);
  TRY(set_header_field(HeaderField::FreelistHead, no.raw));
  return set_header_field(HeaderField::FreelistCount, free_count + 1);
}

/// Takes the trunk out of the list; its leaves stay, the first of them becomes their trunk.
Status Pager::State::unlink_trunk(Pager& pager, PageNo before, PageNo trunk) {
  uint32_t next;
  {
    const PageRef old = TRY(read(trunk));
    const uint32_t count = load_be<uint32_t>(&old.bytes()[kLeafCountAt]);
    next = load_be<uint32_t>(&old.bytes()[kNextAt]);
    if (count > 0) {
      const PageNo heir{load_be<uint32_t>(&old.bytes()[kLeavesAt])};
      if (heir.raw < 2 || heir.raw > page_count) return corrupt(heir, "not in the database");
      const PageMut changed = TRY(write_new(heir));
      std::fill(changed.bytes().begin(), changed.bytes().end(), std::byte{0});
      store_be(&changed.bytes()[kNextAt], next);
      store_be(&changed.bytes()[kLeafCountAt], count - 1);
      const Bytes leaves = old.bytes().subspan(kLeavesAt + 4, size_t{4} * (count - 1));
      std::copy(leaves.begin(), leaves.end(), &changed.bytes()[kLeavesAt]);
      next = heir.raw;
    }
  }
  if (before == PageNo{}) return pager.set_header_field(HeaderField::FreelistHead, next);
  const PageMut link = TRY(write(before));
  store_be(&link.bytes()[kNextAt], next);
  return ok();
}

template <class Accepts>
Result<PageNo> Pager::State::take_free(Pager& pager, Accepts accepts) {
  const uint32_t free_count = TRY(pager.header_field(HeaderField::FreelistCount));
  if (free_count == 0) return PageNo{};
  PageNo before;
  PageNo trunk{TRY(pager.header_field(HeaderField::FreelistHead))};
  for (uint32_t seen = 0; trunk != PageNo{}; ++seen) {
    if (trunk.raw < 2 || trunk.raw > page_count || seen > free_count) {
      return corrupt(trunk, "not in the database");
    }
    PageNo next;
    uint32_t count;
    std::optional<uint32_t> found;
    {
      const PageRef page = TRY(read(trunk));
      next.raw = load_be<uint32_t>(&page.bytes()[kNextAt]);
      count = load_be<uint32_t>(&page.bytes()[kLeafCountAt]);
      if (count > leaves_max(usable_size)) return corrupt(trunk, "leaf count too large");
      for (uint32_t i = count; i-- > 0 && !found;) {
        if (accepts(PageNo{load_be<uint32_t>(&page.bytes()[kLeavesAt + 4 * i])})) found = i;
      }
    }
    if (found) {
      const PageMut page = TRY(write(trunk));
      const PageNo taken{load_be<uint32_t>(leaf_at(page.bytes(), *found))};
      if (taken.raw < 2 || taken.raw > page_count) return corrupt(taken, "not in the database");
      store_be(leaf_at(page.bytes(), *found), load_be<uint32_t>(leaf_at(page.bytes(), count - 1)));
      store_be<uint32_t>(&page.bytes()[kLeafCountAt], count - 1);
      TRY(pager.set_header_field(HeaderField::FreelistCount, free_count - 1));
      return taken;
    }
    if (accepts(trunk)) {
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
  const PageNo taken = TRY(state_->take_free(*this, [no](PageNo each) { return each == no; }));
  return taken == no ? ok() : Status(corrupt(no, "free, but not in the list"));
}

Result<PageNo> Pager::take_free_page_within(PageNo last) {
  return state_->take_free(*this, [last](PageNo each) { return each <= last; });
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
