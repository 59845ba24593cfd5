#include <algorithm>

#include "engine/storage/pager_state.h"

// Another key, or other protection, for a database that exists: one ordinary transaction in which
// every page changes. What is on disk at each moment:
//
//   rollback   The journal receives all pages as they stand in the file, under the former codec,
//              and is synced before the first page is written. A crash before the commit: whoever
//              comes first plays the journal; the file is what it was, page 1 (which says the salt)
//              included. After it: every page is of the new codec, page 1 too.
//   WAL        The file keeps the former codec. The log has every page once more, under the new
//   one;
//              page 1 among them. A snapshot before the commit finds all its pages in the file or
//              in older frames: former codec. One after it finds all of them in the transaction's
//              frames, or copied from there: new codec. A checkpoint copies bytes, and only as far
//              as no older snapshot is open; if it is cut short, the log still has all. So the page
//              1 of a snapshot says which codec all of its pages have.
//
// The log is emptied first, so that no record frames of sync stay behind that only the former key
// can read, as far as nobody commits in between.
// A new key has a new salt; a connection that proved to have the former key learns that from page 1
// at its next snapshot, and is refused (NotADb).

namespace tern::storage {

Status Pager::change_protection(Protection wanted) {
  if (is_reading()) {
    return fail(ErrorCode::Error, "cannot change the protection from within a transaction");
  }
  Status changed = state_->change_protection(std::move(wanted));
  if (!changed) state_->end();
  return changed;
}

Status Pager::State::change_protection(Protection wanted) {
  if (shared.is_in_memory()) return set_protection(std::move(wanted));
  TRY(begin_read());
  const bool is_new = page_count == 0;
  const bool has_log = mode == JournalMode::Wal;
  end();
  if (is_new) return set_protection(std::move(wanted));
  if (read_only || shared.options.read_only) return fail(ErrorCode::ReadOnly);
  if (has_log) {
    const CheckpointResult emptied =
        TRY(wal->checkpoint(CheckpointMode::Truncate, synchronous, patience()));
    if (emptied.busy) return fail(ErrorCode::Busy);
  }
  TRY(begin_write());
  next_codec.emplace(TRY(make_codec(wanted)));
  spill_at = SIZE_MAX;  // what is spilled would be read back with the former codec
  TRY(write_all_pages());
  TRY(commit({}));
  protection = std::move(wanted);
  return ok();
}

Status Pager::State::write_all_pages() {
  const PageCodec* const next = next_codec->codec.get();
  const uint32_t reserved = page_size - usable_size;
  if (next && next->reserve() > reserved) {
    return fail(ErrorCode::Error, "the pages have " + std::to_string(reserved) +
                                      " reserved bytes, " + std::to_string(next->reserve()) +
                                      " are needed");
  }
  for (PageNo no{1}; no.raw <= page_count; ++no.raw) {
    if (no == lock_page()) continue;
    const PageMut page = TRY(write(no));
    // In memory these bytes are zero where a codec has them.
    if (next) std::ranges::fill(page.bytes().last(next->reserve()), std::byte{0});
  }
  return ok();
}

Status Pager::drop_checksums() {
  if (is_reading()) {
    return fail(ErrorCode::Error, "cannot change the protection from within a transaction");
  }
  State& state = *state_;
  state.ignores_checksums = true;
  Status dropped = state.drop_checksums();
  state.ignores_checksums = false;
  if (!dropped) state.end();
  // Later snapshots ask again what the database has.
  const Status asked = state.set_protection(state.protection);
  return dropped ? asked : dropped;
}

// Page 1 says whether there are checksums; what the other pages have in their place matters no
// more.
Status Pager::State::drop_checksums() {
  if (shared.is_in_memory()) return ok();
  TRY(set_protection(protection));
  TRY(begin_read());
  bool has_checksums = page_count > 0 && !codec;
  if (has_checksums) {
    ByteVector first(page_size);  // not from the cache, where the mark is not
    const FrameNo frame = snapshot.is_open() ? TRY(wal->find(snapshot, PageNo{1})) : FrameNo{};
    TRY(fetch_raw(PageNo{1}, frame, first));
    has_checksums =
        page_size - usable_size >= ChecksumCodec::kReserve && ChecksumCodec::is_marked(first);
  }
  end();
  if (!has_checksums) return ok();
  TRY(begin_write());
  const PageMut first = TRY(write(PageNo{1}));
  std::ranges::fill(first.bytes().last(ChecksumCodec::kReserve), std::byte{0});
  return commit({});
}

}  // namespace tern::storage
