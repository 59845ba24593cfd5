#include "engine/storage/pager.h"

#include <algorithm>
#include <array>
#include <cstring>

#include "engine/storage/pager_state.h"

namespace tern::storage {

Pager::State::State(std::shared_ptr<DatabaseFile> file_in)
    : file(std::move(file_in)),
      shared(file->shared()),
      cache_claim(shared.options.cache_bytes),
      table(shared.cache),
      images(shared.is_in_memory() ? nullptr : &shared.vfs, *shared.options.random),
      dirty(shared.cache, images) {
  ++shared.pager_count;
  shared.cache.add_claim(cache_claim);
  table.set_limit(pinned_max());
  const std::lock_guard guard(shared.mutex);
  page_size = shared.known.page_size;
  usable_size = page_size - shared.known.reserved;
  if (shared.is_in_memory()) mode = JournalMode::Memory;
}

// As far as it can be known without a lock; the first transaction sets it right.
void Pager::State::learn_page_size() {
  std::array<std::byte, kHeaderSize> bytes;
  const Result<size_t> got = shared.file ? shared.file->pread(bytes, 0) : size_t{0};
  if (!got || *got < bytes.size()) return;
  uncover_header(bytes);
  if (const Result<DatabaseHeader> header = parse_header(bytes)) adopt_header(*header);
}

Pager::State::~State() {
  end();
  drop_borrowed();
  close_heap_wal();
  unlock_file();
  shared.cache.drop_claim(cache_claim);
  --shared.pager_count;
}

Patience Pager::State::patience() const {
  return {*shared.options.clock, busy_timeout_ms, busy_handler ? &busy_handler : nullptr};
}

void Pager::State::adopt_header(const DatabaseHeader& header) {
  page_size = header.page_size;
  usable_size = header.usable_size();
  is_write_version_known = header.write_version <= 2;
}

Status Pager::State::begin_read() {
  if (phase != Phase::None) return ok();
  TRY(with_patience(
      patience(), [this] { return attempt_begin_read(); },
      [this](int64_t pause_ms) { pause(pause_ms); }));
  phase = Phase::Reading;
  return ok();
}

Status Pager::State::attempt_begin_read() {
  return shared.is_in_memory() ? memory_begin_read() : file_begin_read();
}

Status Pager::State::begin_write() {
  if (phase == Phase::Writing) return ok();
  if (read_only || shared.options.read_only) return fail(ErrorCode::ReadOnly);
  const bool was_reading = phase == Phase::Reading;
  Status begun = take_writer(was_reading);
  if (begun && !is_write_version_known) begun = fail(ErrorCode::ReadOnly);
  if (begun) {
    page_count_before = page_count;
    change_counter.reset();
    must_roll_back = false;
    set_memory_limits();
    phase = Phase::Writing;
    if (page_count == 0) begun = create_first_page();
    images.set_secret(codec && codec->is_secret());
  }
  if (!begun) {
    if (phase == Phase::Writing || !was_reading) {
      end();
    } else {
      leave_writer();
    }
  }
  return begun;
}

// A writer that has no snapshot yet waits for its turn first, so that its snapshot is the newest,
// and gives it back between attempts, so that it does not stand in the way of the one it waits for.
Status Pager::State::take_writer(bool was_reading) {
  TRY(take_turn(was_reading));
  if (was_reading) return raise_to_writer();
  return with_patience(
      patience(),
      [this]() -> Status {
        while (true) {
          const bool is_writer = TRY(wal_begin_as_writer());
          if (is_writer) return ok();
          TRY(attempt_begin_read());
          phase = Phase::Reading;
          Status raised = raise_to_writer();
          if (raised) return raised;
          end_snapshot();
          // Another process committed in between.
          if (!raised.error().is(ErrorCode::BusySnapshot)) return raised;
        }
      },
      [this](int64_t pause_ms) { pause(pause_ms); });
}

// Waiting with a snapshot in hand would only make it older.
Status Pager::State::take_turn(bool was_reading) {
  if (was_reading || !busy_handler) {
    TRY(shared.writers.enter(was_reading ? 0 : busy_timeout_ms));
  } else {
    TRY(with_patience(
        patience(), [this] { return shared.writers.enter(0); },
        [this](int64_t pause_ms) { pause(pause_ms); }));
  }
  has_turn = true;
  return ok();
}

Status Pager::State::raise_to_writer() {
  if (mode != JournalMode::Wal) return shared.ladder.raise(hold, LockLevel::Reserved);
  if (is_exclusive()) TRY(own_wal());
  TRY(wal->begin_write(snapshot));
  has_wal_lock = true;
  return ok();
}

void Pager::State::leave_writer() {
  if (std::exchange(has_wal_lock, false)) wal->end_write();
  if (std::exchange(has_turn, false)) shared.writers.leave();
}

Status Pager::State::create_first_page() {
  TRY(begin_codec_of_new());
  PageMut first = TRY(write_new(PageNo{1}));
  page_count = 1;
  format_first_page(first.bytes(), static_cast<uint8_t>(page_size - usable_size),
                    mode == JournalMode::Wal);
  if (autovacuum_wanted == AutoVacuum::None) return ok();
  store_be<uint32_t>(&first.bytes()[static_cast<size_t>(HeaderField::LargestRoot)], 1);
  const bool is_incremental = autovacuum_wanted == AutoVacuum::Incremental;
  store_be<uint32_t>(&first.bytes()[static_cast<size_t>(HeaderField::IncrementalVacuum)],
                     is_incremental ? 1 : 0);
  return ok();
}

void Pager::State::end() {
  undo_changes();
  leave_writer();
  end_snapshot();
}

// What was not committed did not happen.
void Pager::State::undo_changes() {
  next_codec.reset();
  prepared.reset();
  if (phase != Phase::Writing) return;
  if (!dirty.empty()) table.forget_private();
  undo_spill();
  dirty.clear();  // savepoints, too
  page_count = page_count_before;
}

bool Pager::State::has_changes() const { return !dirty.empty() || originals; }

// Where the file could not be brought back whoever reads next does it: this snapshot is none.
void Pager::State::stop_writing() {
  undo_changes();
  if (has_hot_journal) return end();
  if (wal && !wal->keep_snapshot(snapshot)) return end();
  if (mode != JournalMode::Wal && !is_exclusive()) shared.ladder.lower(hold, LockLevel::Shared);
  leave_writer();
  phase = Phase::Reading;
}

void Pager::State::end_snapshot() {
  if (wal) wal->end_read(snapshot);
  if (!is_exclusive() || has_hot_journal) unlock_file();
  phase = Phase::None;
}

Result<CacheSlot*> Pager::State::load(PageNo no) {
  const FrameNo frame = snapshot.is_open() ? TRY(wal->find(snapshot, no)) : FrameNo{};
  while (true) {
    if (CacheSlot* const cached = shared.cache.find(no, frame)) return cached;
    if (shared.loads.begin(no, frame)) break;
  }
  Result<CacheSlot*> loaded = load_missing(no, frame);
  shared.loads.end(no, frame);
  return loaded;
}

Result<CacheSlot*> Pager::State::load_missing(PageNo no, FrameNo frame) {
  ++load_count;
  CacheSlot* const slot = TRY(shared.cache.allocate(no, page_size));
  const Status fetched = fetch(no, frame, {slot->bytes, page_size});
  if (!fetched) {
    shared.cache.unpin(slot);
    return std::unexpected(fetched.error());
  }
  return shared.cache.insert(slot, frame);
}

Status Pager::State::fetch(PageNo no, FrameNo frame, MutBytes out) {
  TRY(fetch_raw(no, frame, out));
  return codec ? codec->decode(no, out) : ok();
}

Status Pager::State::fetch_raw(PageNo no, FrameNo frame, MutBytes out) {
  if (!shared.file) return fail(ErrorCode::Corrupt, "page that is not in memory");
  io::File& from = frame != FrameNo{} ? wal->file() : *shared.file;
  const size_t got = TRY(from.pread(out, place_of(no, frame)));
  return complete(frame, got, out);
}

// Where a page's bytes begin, in the log or in the database file.
uint64_t Pager::State::place_of(PageNo no, FrameNo frame) const {
  if (frame != FrameNo{}) return frame_offset(frame, page_size) + kFrameHeaderSize;
  return uint64_t{no.raw - 1} * page_size;
}

// What becomes of the `got` bytes that were read of a page, before anybody sees them.
Status Pager::State::finish_fetch(PageNo no, FrameNo frame, size_t got, MutBytes out) {
  TRY(complete(frame, got, out));
  return codec ? codec->decode(no, out) : ok();
}

Status Pager::State::complete(FrameNo frame, size_t got, MutBytes out) {
  if (frame != FrameNo{} && got != out.size()) return fail(ErrorCode::IoErrShortRead);
  // A file may end before the last pages that its header counts: they read as zeros.
  std::ranges::fill(out.subspan(got), std::byte{0});
  return ok();
}

Result<PinnedPage*> Pager::State::pin(PageNo no) {
  if (PinnedPage* const pinned = table.find(no)) return pinned;
  if (no == PageNo{1} && page_count == 0) return pin_blank_page();
  if (no == PageNo{} || no.raw > page_count) {
    return fail(ErrorCode::Corrupt, "page " + std::to_string(no.raw) + ": beyond the database");
  }
  if (DirtyPage* const page = phase == Phase::Writing ? dirty.find(no) : nullptr) {
    PinnedPage* const pinned = table.add(no, page->slot, true);
    pinned->saved_epoch = page->saved_epoch;
    return pinned;
  }
  if (!borrowed.pages.empty()) {
    const auto found = borrowed.pages.find(no);
    if (found != borrowed.pages.end()) return table.add(no, found->second, true);
  }
  return table.add(no, TRY(load(no)), false);
}

// A database that was never written reads as one without tables.
Result<PinnedPage*> Pager::State::pin_blank_page() {
  CacheSlot* const slot = TRY(shared.cache.allocate(PageNo{1}, page_size));
  format_first_page({slot->bytes, page_size}, static_cast<uint8_t>(page_size - usable_size), false);
  return table.add(PageNo{1}, slot, false);
}

Result<PageRef> Pager::State::read(PageNo no) {
  PinnedPage* const pinned = TRY(pin(no));
  ++pinned->users;
  return PageRef(pinned, no, {pinned->bytes, page_size});
}

Result<PageMut> Pager::State::write(PageNo no) {
  if (DirtyPage* const page = dirty.find(no)) {
    TRY(dirty.save(no, *page));
    PinnedPage* const pinned = TRY(pin(no));
    pinned->saved_epoch = page->saved_epoch;
    return PageMut(pinned, no, {page->slot->bytes, page_size});
  }
  if (dirty.empty() && mode != JournalMode::Wal) TRY(check_not_moved());
  TRY(make_room());
  const PinnedPage* const original = TRY(pin(no));
  CacheSlot* const slot = TRY(shared.cache.allocate(no, page_size, original->slot));
  std::memcpy(slot->bytes, original->bytes, page_size);
  return make_private(no, slot);
}

Result<PageMut> Pager::State::write_new(PageNo no) {
  if (dirty.find(no)) return write(no);
  TRY(make_room());
  return make_private(no, TRY(shared.cache.allocate(no, page_size)));
}

PageMut Pager::State::make_private(PageNo no, CacheSlot* slot) {
  const DirtyPage& page = dirty.add(no, slot);
  PinnedPage* const pinned = table.add(no, slot, true);
  pinned->saved_epoch = page.saved_epoch;
  return PageMut(pinned, no, {slot->bytes, page_size});
}

std::vector<PageNo> Pager::State::pages_to_commit() {
  std::vector<PageNo> numbers = dirty.private_numbers();
  drop_beyond_end(numbers);
  return numbers;
}

void Pager::State::drop_beyond_end(std::vector<PageNo>& numbers) {
  while (!numbers.empty() && numbers.back().raw > page_count) {
    table.remove(numbers.back());
    shared.cache.unpin(dirty.take(numbers.back()));
    numbers.pop_back();
  }
}

// --- the public face
// --------------------------------------------------------------------------------

Pager::Pager(std::unique_ptr<State> state) : state_(std::move(state)) {}
Pager::~Pager() {
  // The transaction is undone before others may begin one.
  const std::shared_ptr<DatabaseFile> kept = state_->file;
  state_.reset();
  if (SharedCache* const cache = kept->shared().shared_cache.get()) cache->remove(*this);
}

Result<std::unique_ptr<Pager>> Pager::open(std::shared_ptr<DatabaseFile> file, Access access) {
  auto state = std::make_unique<State>(std::move(file));
  state->read_only = access == Access::ReadOnly;
  state->learn_page_size();
  return std::unique_ptr<Pager>(new Pager(std::move(state)));
}

Status Pager::begin_read() {
  if (state_->phase != State::Phase::None) return ok();
  return state_->shared.shared_cache ? state_->begin_read_shared(*this) : state_->begin_read();
}

Status Pager::begin_write() {
  return state_->shared.shared_cache ? state_->begin_write_shared(*this) : state_->begin_write();
}

Status Pager::exclude_readers() {
  ASSERT(is_writing());
  State& state = *state_;
  if (state.mode == JournalMode::Wal || state.shared.is_in_memory()) return ok();
  return with_patience(
      state.patience(),
      [&state] {
        return state.shared.ladder.raise(state.hold, LockLevel::Exclusive, state.other_holders());
      },
      [&state](int64_t pause_ms) { state.pause(pause_ms); });
}

void Pager::rollback() {
  state_->end();
  if (!state_->shared.shared_cache) return;
  state_->drop_borrowed();
  state_->shared.shared_cache->end(*this);
}

bool Pager::has_changes() const { return state_->has_changes(); }

void Pager::stop_writing() {
  ASSERT(is_writing());
  state_->stop_writing();
  if (state_->shared.shared_cache) state_->shared.shared_cache->stop_writing(*this);
}

bool Pager::is_reading() const { return state_->phase != State::Phase::None; }
bool Pager::is_writing() const { return state_->phase == State::Phase::Writing; }

Status Pager::State::begin_commit() {
  shared.synchronous_last = synchronous;
  last_commit.clear();
  syncs_later = false;
  return stamp_first_page();
}

bool Pager::State::has_journal() const {
  const bool is_file = mode != JournalMode::Wal && mode != JournalMode::Memory &&
                       mode != JournalMode::Off && !shared.is_in_memory();
  return phase == Phase::Writing && is_file && !shared.path.empty() && !dirty.empty();
}

Status Pager::State::prepare_commit(const std::string& super_journal) {
  ASSERT(has_journal() && !prepared);
  if (must_roll_back) return fail(ErrorCode::IoErr, "the transaction has to be rolled back");
  TRY(begin_commit());
  Status done = rollback_prepare(super_journal);
  if (!done && primary(done.error().code()) != ErrorCode::Busy) must_roll_back = true;
  return done;
}

Status Pager::State::commit(Bytes record) {
  ASSERT(phase == Phase::Writing);
  if (!record.empty() && mode != JournalMode::Wal) {
    return fail(ErrorCode::Error, "a record needs WAL mode");
  }
  if (must_roll_back) return fail(ErrorCode::IoErr, "the transaction has to be rolled back");
  if (!prepared) TRY(begin_commit());
  Status written = ok();
  if (mode == JournalMode::Wal) {
    written = wal_commit(record);
  } else if (!dirty.empty()) {
    written = shared.is_in_memory() ? memory_commit() : rollback_commit();
  }
  // A failed sync may have missed what was spilled, which no other attempt writes again.
  const bool has_spilled = !dirty.spilled().empty() || is_file_changed();
  if (!written && has_spilled && primary(written.error().code()) != ErrorCode::Busy) {
    must_roll_back = true;
  }
  TRY(std::move(written));
  page_count_before = page_count;
  if (next_codec) codec = std::move(next_codec->codec);
  end();
  if (std::exchange(syncs_later, false)) TRY(wal->sync_appended());
  checkpoint_after_commit();
  return ok();
}

// In WAL mode the header is written only if something on page 1 changed anyway.
Status Pager::State::stamp_first_page() {
  if (dirty.empty()) return ok();
  const bool stamps = mode != JournalMode::Wal || page_count != page_count_before ||
                      dirty.find(PageNo{1}) != nullptr;
  if (!stamps) return ok();
  const PageMut first = TRY(write(PageNo{1}));
  if (!change_counter) change_counter = load_be<uint32_t>(&first.bytes()[kChangeCounterAt]) + 1;
  stamp_header(first.bytes(), *change_counter, page_count);
  return ok();
}

// In a shared cache what it has locked it keeps locked, to read: rollback() lets go of it.
Status Pager::commit(Bytes record) {
  Status done = state_->commit(record);
  SharedCache* const cache = state_->shared.shared_cache.get();
  if (cache && !is_reading()) cache->stop_writing(*this);
  return done;
}
Status Pager::prepare_commit(const std::string& super_journal) {
  return state_->prepare_commit(super_journal);
}
bool Pager::has_journal() const { return state_->has_journal(); }
std::string Pager::journal_path() const { return state_->shared.journal_path(); }

std::span<const PageNo> Pager::last_commit_pages() const { return state_->last_commit; }
Result<std::vector<PageNo>> Pager::changed_pages() {
  TRY(state_->stamp_first_page());
  return state_->dirty.numbers(PageNo{state_->page_count});
}

uint32_t Pager::open_savepoint() {
  ASSERT(is_writing());
  return state_->dirty.open_savepoint(state_->page_count, state_->snapshot.tail());
}

Status Pager::rollback_to_savepoint(uint32_t depth) {
  ASSERT(is_writing());
  return state_->rollback_to_savepoint(depth);
}

void Pager::release_savepoint(uint32_t depth) { state_->dirty.release(depth); }

namespace {

// Code of the application that ran inside a statement may have ended the transaction.
std::unexpected<Error> is_rolled_back() {
  return fail(ErrorCode::AbortRollback, "abort due to ROLLBACK");
}

}  // namespace

Result<PageRef> Pager::read(PageNo no) {
  PinnedPage* const pinned = state_->table.find(no);
  if (pinned) [[likely]] {
    ++pinned->users;
    return PageRef(pinned, no, {pinned->bytes, state_->page_size});
  }
  if (!is_reading()) [[unlikely]]
    return is_rolled_back();
  return state_->read(no);
}

Result<PageMut> Pager::write(PageNo no) {
  State& state = *state_;
  PinnedPage* const pinned = state.table.find(no);
  if (pinned && pinned->is_private && pinned->saved_epoch >= state.dirty.epoch()) {
    return PageMut(pinned, no, {pinned->bytes, state.page_size});
  }
  if (!is_writing()) [[unlikely]]
    return is_rolled_back();
  return state.write(no);
}

Result<PageMut> Pager::write_new(PageNo no) {
  if (!is_writing()) [[unlikely]]
    return is_rolled_back();
  return state_->write_new(no);
}

uint32_t Pager::page_size() const { return state_->page_size; }
uint32_t Pager::usable_size() const { return state_->usable_size; }
uint32_t Pager::page_count() const { return state_->page_count; }

Result<uint32_t> Pager::header_field(HeaderField field) {
  if (state_->page_count == 0) return uint32_t{0};
  const auto at = static_cast<size_t>(field);
  if (const PinnedPage* const pinned = state_->table.find(PageNo{1})) [[likely]] {
    return load_be<uint32_t>(pinned->bytes + at);
  }
  const PageRef first = TRY(read(PageNo{1}));
  return load_be<uint32_t>(&first.bytes()[at]);
}

Status Pager::set_header_field(HeaderField field, uint32_t value) {
  const PageMut first = TRY(write(PageNo{1}));
  store_be(&first.bytes()[static_cast<size_t>(field)], value);
  return ok();
}

Status Pager::set_page_size(uint32_t bytes, uint8_t reserved) {
  State& state = *state_;
  if (!is_page_size(bytes) || is_writing() || state.page_count > 0) return ok();
  const std::lock_guard guard(state.shared.mutex);
  state.page_size = state.shared.known.page_size = bytes;
  state.usable_size = bytes - reserved;
  state.shared.known.reserved = reserved;
  return ok();
}

uint64_t Pager::data_version() const { return state_->data_version; }

void Pager::set_synchronous(Synchronous level) { state_->synchronous = level; }
Synchronous Pager::synchronous() const { return state_->synchronous; }
void Pager::set_busy_timeout(uint32_t timeout_ms) {
  state_->busy_timeout_ms = timeout_ms;
  state_->busy_handler = nullptr;
}
void Pager::set_busy_handler(BusyHandler handler) {
  state_->busy_timeout_ms = 0;
  state_->busy_handler = std::move(handler);
}
uint32_t Pager::busy_timeout() const { return state_->busy_timeout_ms; }
void Pager::set_autocheckpoint(uint32_t frames) { state_->autocheckpoint_frames = frames; }
uint32_t Pager::take_committed_frames() { return std::exchange(state_->committed_frames, 0); }
bool Pager::is_read_only() const { return state_->read_only || state_->shared.options.read_only; }
const std::string& Pager::path() const { return state_->shared.path; }
DatabaseFile& Pager::file() { return *state_->file; }

}  // namespace tern::storage
