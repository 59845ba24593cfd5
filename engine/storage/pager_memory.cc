#include "engine/storage/pager_state.h"

// Databases in memory: the cache is the database. The lock ladder works as for a file, between the
// connections of this process.

namespace tern::storage {

Status Pager::State::memory_begin_read() {
  TRY(shared.ladder.raise(hold, LockLevel::Shared, other_holders()));
  const std::lock_guard guard(shared.mutex);
  page_size = shared.known.page_size;
  usable_size = page_size - shared.known.reserved;
  page_count = shared.known.page_count;
  if (std::exchange(seen_generation, shared.known.generation) != shared.known.generation) {
    table.clear();
    ++data_version;
  }
  return ok();
}

Status Pager::State::memory_commit() {
  TRY(with_patience(
      patience(),
      [this] { return shared.ladder.raise(hold, LockLevel::Exclusive, other_holders()); },
      [this](int64_t pause_ms) { pause(pause_ms); }));
  last_commit = pages_to_commit();
  publish(last_commit, [](size_t) { return FrameNo{}; });
  if (page_count < page_count_before) {
    table.clear();
    shared.cache.forget_beyond(page_count);
  }
  const std::lock_guard guard(shared.mutex);
  shared.known.page_count = page_count;
  shared.known.page_size = page_size;
  seen_generation = ++shared.known.generation;
  return ok();
}

}  // namespace tern::storage
