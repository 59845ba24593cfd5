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

Result<PageMut> Pager::State::allocate_at_end() {
  uint32_t no = page_count + 1;
  if (PageNo{no} == lock_page()) ++no;
  if (no >= kPageCountMax) return fail(ErrorCode::Full);
  page_count = no;
  PageMut page = TRY(write_new(PageNo{no}));
  std::fill(page.bytes().begin(), page.bytes().end(), std::byte{0});
  return page;
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

Status Pager::set_page_count(uint32_t count) {
  State& state = *state_;
  ASSERT(is_writing() && count > 0);
  while (state.page_count < count) TRY(state.allocate_at_end());
  if (count == state.page_count) return ok();
  state.page_count = count;
  state.table.clear();
  return ok();
}

}  // namespace tern::storage
