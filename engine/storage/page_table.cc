#include "engine/storage/page_table.h"

#include <utility>

namespace tern::storage {

void retire(PinnedPage* page) { page->table->give_back(page); }

PageTable::~PageTable() {
  clear();
  // A PageRef that outlives its Pager is a broken promise.
  ASSERT(spare_.size() == pool_.size());
}

void PageTable::set_limit(size_t bytes) {
  if (bytes < std::exchange(bytes_max_, bytes)) clear();
}

void PageTable::grow() {
  std::vector<PinnedPage*> old(entries_.size() * 2);
  old.swap(entries_);
  pushed_out_ = 0;
  for (PinnedPage* const page : old) {
    if (page) entries_[place_of(page->no)] = page;
  }
}

PinnedPage* PageTable::add(PageNo no, CacheSlot* slot, bool is_private) {
  const size_t size = entries_.size();
  if (pushed_out_ >= size && 2 * size * slot->size <= bytes_max_) grow();
  PinnedPage*& entry = entries_[place_of(no)];
  if (entry) ++pushed_out_;
  displace(entry);
  if (spare_.empty()) spare_.push_back(&pool_.emplace_back());
  PinnedPage* const page = spare_.back();
  spare_.pop_back();
  *page = {.users = 0,
           .in_table = true,
           .is_private = is_private,
           .saved_epoch = 0,
           .no = no,
           .bytes = slot->bytes,
           .slot = slot,
           .table = this};
  return entry = page;
}

void PageTable::give_back(PinnedPage* page) {
  if (!page->is_private) cache_.unpin(page->slot);
  spare_.push_back(page);
}

void PageTable::displace(PinnedPage*& entry) {
  if (!entry) return;
  PinnedPage* const page = std::exchange(entry, nullptr);
  page->in_table = false;
  if (page->users == 0) return give_back(page);
  // Its owner may give the slot back before the last user goes, so it has a pin of its own.
  if (std::exchange(page->is_private, false)) cache_.pin(page->slot);
}

void PageTable::remove(PageNo no) {
  PinnedPage*& entry = entries_[place_of(no)];
  if (entry && entry->no == no) displace(entry);
}

// Small again: the next clear() is no more work than what came in until then.
void PageTable::clear() {
  for (PinnedPage*& entry : entries_) displace(entry);
  if (entries_.size() > kSizeMin) entries_.assign(kSizeMin, nullptr);
  pushed_out_ = 0;
}

bool PageTable::adopt(PageNo no) {
  PinnedPage* const page = find(no);
  return page && std::exchange(page->is_private, false);
}

void PageTable::forget_private() {
  for (PinnedPage*& entry : entries_) {
    if (entry && entry->is_private) displace(entry);
  }
}

}  // namespace tern::storage
