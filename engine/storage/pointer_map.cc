#include "engine/storage/pointer_map.h"

#include <string>

#include "engine/storage/pager_state.h"

namespace tern::storage {

uint32_t PointerMapLayout::pages_without(uint32_t pages, uint32_t free) const {
  if (pages < 2 || free >= pages) return UINT32_MAX;
  const int64_t since_map = int64_t{pages} - map_page(PageNo{pages}).raw;
  const int64_t maps_gone = (int64_t{free} - since_map + entries_) / entries_;
  int64_t left = int64_t{pages} - free - maps_gone;
  if (pages > lock_page_ && left < int64_t{lock_page_}) --left;
  while (left >= 2 && is_reserved(PageNo{static_cast<uint32_t>(left)})) --left;
  return left < 1 ? UINT32_MAX : static_cast<uint32_t>(left);
}

Result<bool> Pager::has_pointer_map() { return TRY(header_field(HeaderField::LargestRoot)) != 0; }

PointerMapLayout Pager::pointer_map_layout() const { return {page_size(), usable_size()}; }

Result<PageOwner> Pager::owner(PageNo no) {
  const PointerMapLayout layout = pointer_map_layout();
  if (no.raw < 2 || no.raw > page_count() || layout.is_reserved(no)) {
    return fail(ErrorCode::Corrupt, "page " + std::to_string(no.raw) + ": not in the pointer map");
  }
  const PageRef map = TRY(read(layout.map_page(no)));
  const std::byte* const entry = &map.bytes()[layout.entry_offset(no)];
  const auto role = static_cast<uint8_t>(entry[0]);
  if (role < 1 || role > 5) {
    return fail(ErrorCode::Corrupt, "page " + std::to_string(no.raw) + ": bad pointer map entry");
  }
  return PageOwner{static_cast<PageRole>(role), PageNo{load_be<uint32_t>(entry + 1)}};
}

Status Pager::set_owner(PageNo no, PageRole role, PageNo parent) {
  ASSERT(is_writing());
  const bool has_map = TRY(has_pointer_map());
  if (!has_map) return ok();
  const PointerMapLayout layout = pointer_map_layout();
  if (no.raw < 2 || no.raw > page_count() || layout.is_reserved(no)) {
    return fail(ErrorCode::Corrupt, "page " + std::to_string(no.raw) + ": referred to by page " +
                                        std::to_string(parent.raw));
  }
  const PageNo map_no = layout.map_page(no);
  const uint32_t at = layout.entry_offset(no);
  const auto role_byte = static_cast<std::byte>(role);
  {
    const PageRef map = TRY(read(map_no));
    const std::byte* const entry = &map.bytes()[at];
    if (entry[0] == role_byte && load_be<uint32_t>(entry + 1) == parent.raw) return ok();
  }
  const PageMut map = TRY(write(map_no));
  map.bytes()[at] = role_byte;
  store_be(&map.bytes()[at + 1], parent.raw);
  return ok();
}

Result<AutoVacuum> Pager::autovacuum() {
  if (state_->page_count == 0) return state_->autovacuum_wanted;
  const bool has_map = TRY(has_pointer_map());
  if (!has_map) return AutoVacuum::None;
  const uint32_t incremental = TRY(header_field(HeaderField::IncrementalVacuum));
  return incremental != 0 ? AutoVacuum::Incremental : AutoVacuum::Full;
}

void Pager::set_autovacuum_of_new(AutoVacuum mode) { state_->autovacuum_wanted = mode; }

}  // namespace tern::storage
