#include <cstring>

#include "engine/storage/pager_state.h"
#include "engine/storage/shared_cache.h"

// What a Pager does in a shared cache (shared_cache.h).

namespace tern::storage {

Status Pager::State::begin_read_shared(const Pager& self) {
  TRY(shared.shared_cache->begin(self));
  Status begun = begin_read();
  if (!begun) shared.shared_cache->end(self);
  return begun;
}

// A view that is not the newest one is no base for changes. Between steps it moves on; within one,
// only code of the application can have made it old, through another connection.
Status Pager::State::begin_write_shared(const Pager& self) {
  if (phase == Phase::Writing || read_only || shared.options.read_only) return begin_write();
  SharedCache& cache = *shared.shared_cache;
  TRY(cache.begin_write(self));
  const bool is_old = phase == Phase::Reading && (is_view_old() || !borrowed.pages.empty());
  Status begun = is_old ? Status(fail(ErrorCode::BusySnapshot)) : begin_write();
  if (begun) return begun;
  phase == Phase::None ? cache.end(self) : cache.stop_writing(self);
  return begun;
}

/// In WAL mode it is the transaction's snapshot.
bool Pager::State::is_view_old() const {
  if (mode == JournalMode::Wal) return false;
  const std::lock_guard guard(shared.mutex);
  return seen_generation != shared.known.generation;
}

void Pager::State::adopt_newest_view() {
  if (!is_view_old()) return;
  const std::lock_guard guard(shared.mutex);
  const DatabaseFile::Shared::Known& known = shared.known;
  page_size = known.page_size;
  usable_size = page_size - known.reserved;
  page_count = known.page_count;
  if (known.has_stamp) adopt_header(known.header);
  seen_generation = known.generation;
  table.clear();
  ++data_version;
}

/// Copies: the writer goes on changing its own while this view stays what it is. All or none, where
/// memory runs out.
void Pager::State::borrow(State& writer, uint64_t version) {
  borrowed.version = version;
  borrowed.page_count_before = page_count;
  if (writer.page_size != page_size) return;  // of a database that has no page yet
  if (mode == JournalMode::Wal && writer.seen_header != seen_header) return;
  for (const PageNo no : writer.dirty.private_numbers()) {
    const Result<CacheSlot*> slot = shared.cache.allocate(no, page_size);
    if (!slot) return drop_borrowed();
    std::memcpy((*slot)->bytes, writer.dirty.find(no)->slot->bytes, page_size);
    borrowed.pages.emplace(no, *slot);
  }
  page_count = writer.page_count;
  table.clear();
}

void Pager::State::drop_borrowed() {
  borrowed.version = 0;
  if (borrowed.pages.empty()) return;
  page_count = borrowed.page_count_before;
  table.clear();
  for (const auto& [no, slot] : borrowed.pages) shared.cache.unpin(slot);
  borrowed.pages.clear();
}

bool Pager::is_behind(bool uncommitted) const {
  const State& state = *state_;
  const SharedCache* const cache = state.shared.shared_cache.get();
  if (!cache || state.phase != State::Phase::Reading) return false;
  const uint64_t wanted = uncommitted && cache->writer() ? cache->version() : 0;
  return state.borrowed.version != wanted || state.is_view_old();
}

void Pager::catch_up(bool uncommitted) {
  if (!is_behind(uncommitted)) return;
  State& state = *state_;
  SharedCache& cache = *state.shared.shared_cache;
  state.drop_borrowed();
  state.adopt_newest_view();
  const Pager* const writer = uncommitted ? cache.writer() : nullptr;
  if (writer) state.borrow(*writer->state_, cache.version());
}

}  // namespace tern::storage
