#include "engine/storage/dirty_pages.h"

#include <algorithm>
#include <cstring>
#include <new>

namespace tern::storage {

namespace {

constexpr size_t kIndexSizeFirst = 64;

size_t home_of(PageNo no, size_t size) { return (no.raw * 0x9e3779b1u) & (size - 1); }

}  // namespace

DirtyPage* DirtyPages::lookup(PageNo no) {
  if (index_.empty()) return nullptr;
  for (size_t at = home_of(no, index_.size()); index_[at] != 0; at = (at + 1) % index_.size()) {
    DirtyPage& page = pages_[index_[at] - 1];
    if (page.no == no) return &page;
  }
  return nullptr;
}

void DirtyPages::rebuild_index(size_t size) {
  index_.assign(size, 0);
  for (uint32_t place = 1; place <= pages_.size(); ++place) {
    size_t at = home_of(pages_[place - 1].no, size);
    while (index_[at] != 0) at = (at + 1) % size;
    index_[at] = place;
  }
}

std::vector<PageNo> DirtyPages::numbers() const {
  std::vector<PageNo> numbers;
  numbers.reserve(count_);
  for (const DirtyPage& page : pages_) {
    if (page.slot) numbers.push_back(page.no);
  }
  std::sort(numbers.begin(), numbers.end());
  return numbers;
}

// The reference that is returned is good until the next add().
DirtyPage& DirtyPages::add(PageNo no, CacheSlot* slot) {
  DirtyPage* page = lookup(no);
  ASSERT(!page || !page->slot);
  if (page) {
    *page = {no, slot, epoch()};
  } else {
    pages_.push_back({no, slot, epoch()});
    page = &pages_.back();
    if (pages_.size() * 2 > index_.size()) {
      rebuild_index(std::max(kIndexSizeFirst, index_.size() * 2));
    } else {
      size_t at = home_of(no, index_.size());
      while (index_[at] != 0) at = (at + 1) % index_.size();
      index_[at] = static_cast<uint32_t>(pages_.size());
    }
  }
  ++count_;
  if (!savepoints_.empty()) savepoints_.back().images.emplace(no, nullptr);
  return *page;
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
  DirtyPage* const page = find(no);
  if (!page) return;  // a later savepoint's image said that it was clean
  if (image) {
    std::memcpy(page->slot->bytes, image.get(), page->slot->size);
    page->saved_epoch = 0;
    return;
  }
  cache_.unpin(std::exchange(page->slot, nullptr));
  --count_;
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

CacheSlot* DirtyPages::take(PageNo no) {
  DirtyPage* const page = find(no);
  ASSERT(page);
  --count_;
  return std::exchange(page->slot, nullptr);
}

void DirtyPages::clear() {
  for (const DirtyPage& page : pages_) {
    if (page.slot) cache_.unpin(page.slot);
  }
  clear_committed();
}

void DirtyPages::clear_committed() {
  // After a large transaction small ones must not pay for its memory.
  if (index_.size() > kIndexSizeFirst) {
    index_ = {};
    pages_ = {};
  } else if (!pages_.empty()) {
    std::fill(index_.begin(), index_.end(), 0u);
    pages_.clear();
  }
  savepoints_.clear();
  count_ = 0;
}

}  // namespace tern::storage
