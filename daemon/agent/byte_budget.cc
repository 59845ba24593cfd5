#include "daemon/agent/byte_budget.h"

#include <algorithm>

namespace tern::daemon::agent {
namespace {

constexpr int64_t kBytesMax = int64_t{1} << 50;  // so that products with times are exact enough

/// part * whole / of, in long double: 64 bits are too few for the product.
int64_t share(int64_t part, int64_t whole, int64_t of) {
  return static_cast<int64_t>(static_cast<long double>(part) * static_cast<long double>(whole) /
                              static_cast<long double>(of));
}

int64_t bounded(uint64_t bytes) {
  return static_cast<int64_t>(std::min(bytes, static_cast<uint64_t>(kBytesMax)));
}

}  // namespace

ByteBudget::ByteBudget(uint64_t bytes_per_hour, int64_t now_ms)
    : per_hour_(bounded(bytes_per_hour)), balance_(per_hour_), since_ms_(now_ms) {}

int64_t ByteBudget::balance(int64_t now_ms) const {
  if (!is_bounded()) return 0;
  const int64_t passed = std::max<int64_t>(now_ms - since_ms_, 0);
  return std::min(per_hour_, balance_ + share(passed, per_hour_, kHourMs));
}

void ByteBudget::spend(uint64_t bytes, int64_t now_ms) {
  if (!is_bounded()) return;
  balance_ = std::max(balance(now_ms) - bounded(bytes), -kBytesMax);
  since_ms_ = std::max(since_ms_, now_ms);
}

int64_t ByteBudget::available_at(int64_t now_ms) const {
  if (!is_bounded() || balance(now_ms) > 0) return now_ms;
  // Up to the first byte.
  return std::max(now_ms, since_ms_ + share(1 - balance_, kHourMs, per_hour_) + 1);
}

}  // namespace tern::daemon::agent
