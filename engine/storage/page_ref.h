#pragma once

#include <utility>

#include "engine/base/bytes.h"
#include "engine/base/ids.h"

namespace tern::storage {

struct CacheSlot;  // page_cache.h
class PageTable;   // page_table.h

/// A page as one Pager holds it: an entry of its PageTable, or one that left the table while still
/// in use. All PageRefs of the page share one pin of the cache slot and count here, without
/// atomics.
struct PinnedPage {
  uint32_t users = 0;
  bool in_table = false;
  bool is_private = false;   // the writer's own copy, which its DirtyPages owns
  uint64_t saved_epoch = 0;  // private pages: the savepoint epoch that has the page's pre-image
  PageNo no;
  std::byte* bytes = nullptr;
  CacheSlot* slot = nullptr;
  PageTable* table = nullptr;
};

/// Gives back a page that left the table and that nobody uses any more.
void retire(PinnedPage* page);

inline void unpin(PinnedPage* page) {
  if (--page->users == 0 && !page->in_table) retire(page);
}

/// A pinned page for reading. Move-only; gives the pin back when it goes.
/// Lifetime: must not outlive its Pager, nor the Pager's transaction.
class PageRef {
 public:
  PageRef() = default;
  PageRef(PinnedPage* pin, PageNo no, Bytes bytes) : pin_(pin), no_(no), bytes_(bytes) {}
  PageRef(PageRef&& other) noexcept { swap(other); }
  PageRef& operator=(PageRef&& other) noexcept {
    PageRef taken(std::move(other));
    swap(taken);
    return *this;
  }
  PageRef(const PageRef&) = delete;
  PageRef& operator=(const PageRef&) = delete;
  ~PageRef() {
    if (pin_) unpin(pin_);
  }

  /// Another pin of the page.
  PageRef share() const {
    if (pin_) ++pin_->users;
    return PageRef(pin_, no_, bytes_);
  }
  PageNo no() const { return no_; }
  /// All page_size bytes.
  Bytes bytes() const { return bytes_; }
  explicit operator bool() const { return no_ != PageNo{}; }
  void reset() { *this = PageRef(); }

 private:
  void swap(PageRef& other) noexcept {
    std::swap(pin_, other.pin_);
    std::swap(no_, other.no_);
    std::swap(bytes_, other.bytes_);
  }
  PinnedPage* pin_ = nullptr;
  PageNo no_;
  Bytes bytes_;
};

/// A page that the open write transaction may change, pinned as a PageRef is: while a PageMut or a
/// PageRef of it lives, its bytes stay where they are. Without a PageMut the page may leave memory
/// before the commit, so bytes are not to be kept beyond it. Copies share the pin.
/// Lifetime: as PageRef.
class PageMut {
 public:
  PageMut() = default;
  /// Memory that is no Pager's.
  PageMut(PageNo no, MutBytes bytes) : no_(no), bytes_(bytes) {}
  PageMut(PinnedPage* pin, PageNo no, MutBytes bytes) : pin_(pin), no_(no), bytes_(bytes) {
    ++pin_->users;
  }
  PageMut(const PageMut& other) : pin_(other.pin_), no_(other.no_), bytes_(other.bytes_) {
    if (pin_) ++pin_->users;
  }
  PageMut(PageMut&& other) noexcept { swap(other); }
  PageMut& operator=(PageMut other) noexcept {
    swap(other);
    return *this;
  }
  ~PageMut() {
    if (pin_) unpin(pin_);
  }
  PageNo no() const { return no_; }
  MutBytes bytes() const { return bytes_; }

 private:
  void swap(PageMut& other) noexcept {
    std::swap(pin_, other.pin_);
    std::swap(no_, other.no_);
    std::swap(bytes_, other.bytes_);
  }
  PinnedPage* pin_ = nullptr;
  PageNo no_;
  MutBytes bytes_;
};

}  // namespace tern::storage
