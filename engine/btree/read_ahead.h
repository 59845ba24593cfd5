#pragma once

#include <algorithm>
#include <array>
#include <cstdint>

#include "engine/storage/pager.h"

namespace tern::btree {

/// How far a walk over pages reads ahead: not at all while it finds them in memory, twice as far
/// with each batch that it had to read.
class ReadAhead {
 public:
  void reset() { window_ = ahead_ = 0; }

  /// Before the walk reads page `upcoming(0)`; `available`: of how many pages it is known that they
  /// come next, this one among them.
  template <class Upcoming>
  void before_read(storage::Pager& pager, uint32_t available, Upcoming upcoming) {
    if (ahead_ > 0) {
      --ahead_;
    } else if (window_ > 0) {
      read(pager, available, upcoming);
    }
    load_count_ = pager.load_count();
  }
  void after_read(const storage::Pager& pager) {
    if (window_ == 0 && pager.load_count() != load_count_) window_ = kWindowFirst;
  }

 private:
  static constexpr uint32_t kWindowFirst = 2;
  static constexpr uint32_t kWindowMax = 64;

  template <class Upcoming>
  void read(storage::Pager& pager, uint32_t available, Upcoming upcoming) {
    window_ = std::min(2 * window_, kWindowMax);
    std::array<PageNo, kWindowMax> numbers;
    const uint32_t count = std::min(window_, available);
    for (uint32_t i = 0; i < count; ++i) numbers[i] = upcoming(i);
    const uint32_t read_count = pager.prefetch(std::span(numbers).first(count));
    ahead_ = count - 1;
    if (read_count == 0) window_ = 0;
  }

  uint32_t window_ = 0;  // size of the last batch; 0: nothing was missing lately
  uint32_t ahead_ = 0;   // pages of it that the walk has yet to reach
  uint64_t load_count_ = 0;
};

}  // namespace tern::btree
