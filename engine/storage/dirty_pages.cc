#include "engine/storage/dirty_pages.h"

#include <algorithm>
#include <utility>

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

void DirtyPages::list_private(std::vector<PageNo>& out) const {
  out.clear();
  out.reserve(count_);
  for (const DirtyPage& page : pages_) {
    if (page.slot) out.push_back(page.no);
  }
  std::sort(out.begin(), out.end());
}

std::vector<PageNo> DirtyPages::private_numbers() const {
  std::vector<PageNo> numbers;
  list_private(numbers);
  return numbers;
}

std::vector<PageNo> DirtyPages::numbers(PageNo last) const {
  std::vector<PageNo> numbers = private_numbers();
  if (!spilled_.empty()) {
    const std::vector<PageNo> in_memory = std::move(numbers);
    numbers = {};
    numbers.reserve(in_memory.size() + spilled_.size());
    auto next = in_memory.begin();
    spilled_.for_each([&](PageNo no) {
      while (next != in_memory.end() && *next < no) numbers.push_back(*next++);
      if (next != in_memory.end() && *next == no) ++next;
      numbers.push_back(no);
    });
    numbers.insert(numbers.end(), next, in_memory.end());
  }
  while (!numbers.empty() && numbers.back() > last) numbers.pop_back();
  return numbers;
}

// The reference that is returned is good until the next enter().
DirtyPage& DirtyPages::enter(PageNo no, CacheSlot* slot, uint64_t saved_epoch) {
  DirtyPage* page = lookup(no);
  ASSERT(!page || !page->slot);
  if (page) {
    *page = {no, slot, saved_epoch};
  } else {
    pages_.push_back({no, slot, saved_epoch});
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
  return *page;
}

DirtyPage& DirtyPages::add(PageNo no, CacheSlot* slot) {
  if (!savepoints_.empty()) {
    Savepoint& top = savepoints_.back();
    if (no.raw <= top.page_count && !top.saved.contains(no)) top.clean.insert(no);
  }
  return enter(no, slot, epoch());
}

Status DirtyPages::save(PageNo no, DirtyPage& page) {
  if (page.saved_epoch >= epoch()) return ok();
  Savepoint& top = savepoints_.back();
  if (no.raw <= top.page_count && !top.clean.contains(no) && !top.saved.contains(no)) {
    SavedImage image = TRY(images_.save({page.slot->bytes, page.slot->size}));
    top.saved.add(no, std::move(image));
  }
  page.saved_epoch = epoch();
  return ok();
}

CacheSlot* DirtyPages::take_spilled(PageNo no) {
  spilled_.insert(no);
  return take(no);
}

void DirtyPages::compact() {
  std::erase_if(pages_, [](const DirtyPage& page) { return !page.slot; });
  rebuild_index(std::max(kIndexSizeFirst, index_.size()));
}

uint32_t DirtyPages::open_savepoint(uint32_t page_count, const WalTail& tail) {
  savepoints_.push_back({++epoch_last_, page_count, tail, {}, std::exchange(spare_, {})});
  return savepoint_count();
}

// What a later savepoint knows of pages that an earlier one knows nothing of holds for that, too.
void DirtyPages::absorb(Savepoint& later, uint32_t page_count, PageSet& clean, SavedPages& saved) {
  for (auto& [no, image] : later.saved) {
    if (no.raw > page_count || clean.contains(no) || saved.contains(no)) {
      images_.drop(std::move(image));
    } else {
      saved.add(no, std::move(image));
    }
  }
  later.clean.for_each([&](PageNo no) {
    if (no.raw <= page_count && !saved.contains(no)) clean.insert(no);
  });
}

DirtyPages::Undo DirtyPages::begin_rollback(uint32_t depth) {
  ASSERT(depth >= 1 && depth <= savepoints_.size());
  Savepoint& target = savepoints_[depth - 1];
  Undo undo{target.page_count, target.tail, std::exchange(target.clean, {}),
            std::exchange(target.saved, {})};
  for (size_t i = depth; i < savepoints_.size(); ++i) {
    absorb(savepoints_[i], undo.page_count, undo.clean, undo.saved);
  }
  savepoints_.resize(depth);
  savepoints_.back().epoch = ++epoch_last_;
  return undo;
}

void DirtyPages::end_rollback(const WalTail& tail) { savepoints_.back().tail = tail; }

void DirtyPages::release(uint32_t depth) {
  ASSERT(depth >= 1 && depth <= savepoints_.size());
  while (savepoints_.size() >= depth) {
    Savepoint top = std::move(savepoints_.back());
    savepoints_.pop_back();
    if (savepoints_.empty()) {
      for (auto& [no, image] : top.saved) images_.drop(std::move(image));
      images_.clear();
    } else {
      Savepoint& parent = savepoints_.back();
      absorb(top, parent.page_count, parent.clean, parent.saved);
    }
    top.saved.clear();
    spare_ = std::move(top.saved);
    if (savepoints_.empty()) return;
  }
}

void DirtyPages::drop(PageNo no) {
  DirtyPage* const page = find(no);
  if (!page) return;
  cache_.unpin(std::exchange(page->slot, nullptr));
  --count_;
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
  spilled_.clear();
  if (!savepoints_.empty()) {
    savepoints_.clear();
    images_.clear();
  }
  count_ = 0;
}

}  // namespace tern::storage
