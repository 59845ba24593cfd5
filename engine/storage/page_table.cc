#include "engine/storage/page_table.h"

namespace tern::storage {

void retire(PinnedPage* page) { page->table->give_back(page); }

PageTable::~PageTable() {
  clear();
  // A PageRef that outlives its Pager is a broken promise.
  ASSERT(spare_.size() == pool_.size());
}

PinnedPage* PageTable::add(PageNo no, CacheSlot* slot, bool is_private) {
  PinnedPage*& entry = entries_[no.raw % kSize];
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
  PinnedPage*& entry = entries_[no.raw % kSize];
  if (entry && entry->no == no) displace(entry);
}

void PageTable::clear() {
  for (PinnedPage*& entry : entries_) displace(entry);
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
