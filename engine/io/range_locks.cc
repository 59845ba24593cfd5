#include "engine/io/range_locks.h"

#include <algorithm>

namespace tern::io {

bool RangeLocks::may_set(const void* owner, uint64_t start, uint64_t end, LockMode mode) const {
  return mode == LockMode::None || std::ranges::none_of(held_, [&](const Held& held) {
           return held.owner != owner && held.start < end && start < held.end &&
                  (mode == LockMode::Exclusive || held.mode == LockMode::Exclusive);
         });
}

Status RangeLocks::set(const void* owner, uint64_t start, uint64_t length, LockMode mode) {
  const uint64_t end = start + length;
  if (!may_set(owner, start, end, mode)) return fail(ErrorCode::Busy);
  std::vector<Held> next;
  for (const Held& held : held_) {
    if (held.owner != owner || held.end <= start || end <= held.start) {
      next.push_back(held);
      continue;
    }
    if (held.start < start) next.push_back({owner, held.start, start, held.mode});
    if (end < held.end) next.push_back({owner, end, held.end, held.mode});
  }
  if (mode != LockMode::None) next.push_back({owner, start, end, mode});
  held_ = std::move(next);
  return ok();
}

bool RangeLocks::is_held_by_others(const void* owner, uint64_t start, uint64_t length) const {
  return !may_set(owner, start, start + length, LockMode::Exclusive);
}

std::vector<RangeLocks::Part> RangeLocks::parts(uint64_t start, uint64_t length) const {
  const uint64_t end = start + length;
  std::vector<uint64_t> edges = {start, end};
  for (const Held& held : held_) {
    for (const uint64_t edge : {held.start, held.end}) {
      if (edge > start && edge < end) edges.push_back(edge);
    }
  }
  std::ranges::sort(edges);
  std::vector<Part> out;
  for (size_t i = 0; i + 1 < edges.size(); ++i) {
    if (edges[i] == edges[i + 1]) continue;
    Part part{edges[i], edges[i + 1], LockMode::None};
    for (const Held& held : held_) {
      if (held.start <= part.start && part.end <= held.end) {
        part.mode = std::max(part.mode, held.mode);
      }
    }
    out.push_back(part);
  }
  return out;
}

void RangeLocks::drop(const void* owner) {
  std::erase_if(held_, [owner](const Held& held) { return held.owner == owner; });
}

}  // namespace tern::io
