#include "daemon/turso/page_selector.h"

#include <roaring/roaring.h>

namespace tern::daemon::turso {
namespace {

struct FreeBitmap {
  void operator()(roaring_bitmap_t* bitmap) const { roaring_bitmap_free(bitmap); }
};
struct FreeIterator {
  void operator()(roaring_uint32_iterator_t* iterator) const {
    roaring_free_uint32_iterator(iterator);
  }
};

}  // namespace

Result<PageSelector> PageSelector::read(Bytes bitmap, uint32_t page_count) {
  PageSelector selector;
  selector.wants_all_ = bitmap.empty();
  if (selector.wants_all_) return selector;
  const char* const bytes = reinterpret_cast<const char*>(bitmap.data());
  const std::unique_ptr<roaring_bitmap_t, FreeBitmap> pages(
      roaring_bitmap_portable_deserialize_safe(bytes, bitmap.size()));
  if (!pages) return fail(ErrorCode::Protocol, "the pages that are wanted are no Roaring bitmap");
  selector.wanted_.resize(page_count);
  // A few bytes can stand for four billion pages, and those of a stranger need not be in order.
  const std::unique_ptr<roaring_uint32_iterator_t, FreeIterator> at(
      roaring_create_iterator(pages.get()));
  for (; at->has_value && at->current_value < page_count;
       roaring_advance_uint32_iterator(at.get())) {
    selector.wanted_[at->current_value] = true;
  }
  return selector;
}

}  // namespace tern::daemon::turso
