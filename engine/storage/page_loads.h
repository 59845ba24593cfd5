#pragma once

#include <array>
#include <mutex>
#include <vector>

#include "engine/base/ids.h"
#include "engine/io/condition.h"

namespace tern::storage {

/// Pages that are being read from a file right now, so that whoever else wants one waits for it and
/// does not read it too. Threads: may be shared.
class PageLoads {
 public:
  /// True: the caller reads the page, then calls end(). False: another had begun and is done; the
  /// page is in the cache, or could not be read.
  bool begin(PageNo page, FrameNo frame);
  /// As begin(), but false at once if another reads the page.
  bool try_begin(PageNo page, FrameNo frame);
  void end(PageNo page, FrameNo frame);

 private:
  static constexpr size_t kStripeCount = 32;
  struct Load {
    PageNo page;
    FrameNo frame;
    bool operator==(const Load&) const = default;
  };
  struct Stripe {
    std::mutex mutex;
    std::vector<Load> open;  // guarded by mutex
    io::Condition ended;
  };
  Stripe& stripe_of(PageNo page) { return stripes_[page.raw % kStripeCount]; }

  std::array<Stripe, kStripeCount> stripes_;
};

}  // namespace tern::storage
