#include "daemon/http/front_counts.h"

#include <algorithm>

namespace tern::daemon {

size_t FrontCounts::index_of_status(int status) {
  const auto* const at = std::ranges::find(kStatuses, status);
  return static_cast<size_t>(at - kStatuses.begin());
}

void FrontCounts::count(Route route, int status, uint64_t bytes_in, uint64_t bytes_out,
                        uint64_t took_us) {
  OfRoute& counts = routes[static_cast<size_t>(route)];
  add(counts.by_status[index_of_status(status)], 1);
  const auto* const bucket = std::ranges::lower_bound(kBucketsUs, took_us);
  add(counts.by_time[static_cast<size_t>(bucket - kBucketsUs.begin())], 1);
  add(counts.total_us, took_us);
  add(counts.bytes_in, bytes_in);
  add(counts.bytes_out, bytes_out);
}

}  // namespace tern::daemon
