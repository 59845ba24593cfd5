#pragma once

#include <bit>
#include <cstdint>
#include <utility>
#include <vector>

#include "engine/base/ids.h"
#include "engine/storage/saved_images.h"

namespace tern::storage {

/// The images that a savepoint has, by page. Most savepoints are those of statements, which change
/// a few pages: these are looked for one by one, and the memory is used again. From kListMax on
/// there is a table, too.
class SavedPages {
 public:
  struct One {
    PageNo no;
    SavedImage image;
  };

  bool contains(PageNo no) const {
    if (!places_.empty()) return places_[slot_of(no)] != 0;
    for (const One& one : pages_) {
      if (one.no == no) return true;
    }
    return false;
  }
  /// Requires: !contains(no).
  void add(PageNo no, SavedImage image) {
    pages_.push_back({no, std::move(image)});
    if (pages_.size() <= kListMax) return;
    if (2 * pages_.size() > places_.size()) return rebuild();
    places_[slot_of(no)] = static_cast<uint32_t>(pages_.size());
  }
  /// Forgets all; who calls has taken the images. Keeps a little memory.
  void clear() {
    pages_.clear();
    places_.clear();
    if (pages_.capacity() > 2 * kListMax) *this = SavedPages();
  }

  auto begin() { return pages_.begin(); }
  auto end() { return pages_.end(); }

 private:
  static constexpr size_t kListMax = 12;

  /// Where the page stands in places_, or would.
  size_t slot_of(PageNo no) const {
    size_t at = (no.raw * 0x9e3779b1u) & (places_.size() - 1);
    while (places_[at] != 0 && pages_[places_[at] - 1].no != no) at = (at + 1) % places_.size();
    return at;
  }
  void rebuild() {
    places_.assign(std::bit_ceil(4 * pages_.size()), 0);
    for (uint32_t place = 1; place <= pages_.size(); ++place) {
      places_[slot_of(pages_[place - 1].no)] = place;
    }
  }

  std::vector<One> pages_;
  std::vector<uint32_t> places_;  // open addressing: place in pages_ from 1; size a power of two
};

}  // namespace tern::storage
