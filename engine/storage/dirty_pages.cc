#include "engine/storage/dirty_pages.h"

#include <algorithm>
#include <cstring>
#include <new>

namespace tern::storage {

std::vector<PageNo> DirtyPages::numbers() const {
  std::vector<PageNo> numbers;
  numbers.reserve(pages_.size());
  for (const auto& [no, page] : pages_) numbers.push_back(no);
  std::sort(numbers.begin(), numbers.end());
  return numbers;
}

DirtyPage& DirtyPages::add(PageNo no, CacheSlot* slot) {
  const auto [at, is_new] = pages_.emplace(no, DirtyPage{slot, epoch()});
  ASSERT(is_new);
  if (!savepoints_.empty()) savepoints_.back().images.emplace(no, nullptr);
  return at->second;
}

Status DirtyPages::save(PageNo no, DirtyPage& page) {
  if (page.saved_epoch >= epoch()) return ok();
  Image image(new (std::nothrow) std::byte[page.slot->size]);
  if (!image) return fail(ErrorCode::NoMem);
  std::memcpy(image.get(), page.slot->bytes, page.slot->size);
  savepoints_.back().images.emplace(no, std::move(image));
  page.saved_epoch = epoch();
  return ok();
}

uint32_t DirtyPages::open_savepoint(uint32_t page_count) {
  savepoints_.push_back({++epoch_last_, page_count, {}});
  return savepoint_count();
}

void DirtyPages::restore(PageNo no, const Image& image) {
  const auto found = pages_.find(no);
  if (found == pages_.end()) return;  // a later savepoint's image said that it was clean
  if (image) {
    std::memcpy(found->second.slot->bytes, image.get(), found->second.slot->size);
    found->second.saved_epoch = 0;
    return;
  }
  cache_.unpin(found->second.slot);
  pages_.erase(found);
}

void DirtyPages::release(uint32_t depth) {
  ASSERT(depth >= 1 && depth <= savepoints_.size());
  while (savepoints_.size() >= depth) {
    Savepoint top = std::move(savepoints_.back());
    savepoints_.pop_back();
    // The parent lacks the pre-images of pages that changed first under its child.
    if (!savepoints_.empty()) savepoints_.back().images.merge(top.images);
  }
}

CacheSlot* DirtyPages::take(PageNo no) { return std::exchange(pages_.at(no).slot, nullptr); }

void DirtyPages::clear() {
  for (auto& [no, page] : pages_) {
    if (page.slot) cache_.unpin(page.slot);
  }
  clear_committed();
}

}  // namespace tern::storage
