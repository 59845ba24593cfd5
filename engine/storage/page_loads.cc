#include "engine/storage/page_loads.h"

#include <algorithm>

#include "engine/base/assert.h"

namespace tern::storage {

bool PageLoads::begin(PageNo page, FrameNo frame) {
  Stripe& stripe = stripe_of(page);
  std::unique_lock guard(stripe.mutex);
  const Load load{page, frame};
  bool is_first = true;
  while (std::ranges::find(stripe.open, load) != stripe.open.end()) {
    is_first = false;
    stripe.ended.wait(guard);
  }
  if (is_first) stripe.open.push_back(load);
  return is_first;
}

bool PageLoads::try_begin(PageNo page, FrameNo frame) {
  Stripe& stripe = stripe_of(page);
  const std::lock_guard guard(stripe.mutex);
  const Load load{page, frame};
  if (std::ranges::find(stripe.open, load) != stripe.open.end()) return false;
  stripe.open.push_back(load);
  return true;
}

void PageLoads::end(PageNo page, FrameNo frame) {
  Stripe& stripe = stripe_of(page);
  const std::lock_guard guard(stripe.mutex);
  const size_t erased = std::erase(stripe.open, Load{page, frame});
  ASSERT(erased == 1);
  stripe.ended.notify_all();
}

}  // namespace tern::storage
