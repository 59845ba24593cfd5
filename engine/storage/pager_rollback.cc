#include <algorithm>
#include <array>

#include "engine/storage/pager_state.h"

// Transactions with a rollback journal.
//
//   read     Shared; a hot journal is rolled back first; what is cached is true if the header's
//            version stamp is what it was
//   write    Reserved; changes stay in private pages
//   commit   Exclusive; originals to the journal, synced; pages to the file, synced; journal
//            deleted, or as the journal mode says (originals.h)

namespace tern::storage {

// One attempt; Busy while a writer commits. What it takes it gives back if it fails.
Status Pager::State::file_begin_read() {
  if (!shared.is_open(wal.get())) wal = shared.wal();
  if (wal) return wal_begin_read();
  const bool was_held = hold.level != LockLevel::None;  // and with it the file is as we left it
  TRY(shared.ladder.raise(hold, LockLevel::Shared, other_holders()));
  if (was_held && is_known_to_us()) return ok();
  Status status = was_held ? ok() : undo_hot_journal();
  if (status) status = look_at_file();
  if (status && file_is_wal) status = open_wal();
  const bool goes_on = status && (!wal || wal->has_heap_index());
  if (!goes_on) shared.ladder.lower(hold, was_held ? LockLevel::Shared : LockLevel::None);
  return status && wal ? wal_begin_read() : status;
}

bool Pager::State::is_known_to_us() {
  const std::lock_guard guard(shared.mutex);
  const DatabaseFile::Shared::Known& known = shared.known;
  return known.has_stamp && !known.header.is_wal() && mode == rollback_mode &&
         seen_generation == known.generation;
}

// Who writes to a file that has no name any more, or whose name is another's now, leaves a journal
// where nobody looks for it.
Status Pager::State::check_not_moved() const {
  if (!shared.file || shared.path.empty()) return ok();
  const io::FileId named = TRY(shared.vfs.identify(shared.path));
  return named == shared.file->id() ? ok() : fail(ErrorCode::ReadOnlyDbMoved);
}

Status Pager::State::undo_hot_journal() {
  if (shared.options.immutable || shared.path.empty()) return ok();  // without a name no journal
  const bool is_there = TRY(is_journal_hot(shared.vfs, shared.journal_path()));
  if (!is_there) return ok();
  const bool is_being_written = TRY(shared.ladder.is_reserved());
  if (is_being_written) return ok();
  TRY(check_not_moved());  // or it is the journal of whatever has the name now
  if (shared.options.read_only) return fail(ErrorCode::ReadOnlyRollback);
  TRY(shared.ladder.raise(hold, LockLevel::Exclusive));
  const bool is_still_there = TRY(is_journal_hot(shared.vfs, shared.journal_path()));
  if (is_still_there) {
    TRY(roll_back_journal(shared.vfs, shared.journal_path(), *shared.file));
    forget_file();
  }
  shared.ladder.lower(hold, LockLevel::Shared);
  return ok();
}

void Pager::State::forget_file() {
  shared.cache.forget_all();
  const std::lock_guard guard(shared.mutex);
  shared.known.has_stamp = false;
  shared.known.is_empty = false;
  ++shared.known.generation;
}

// What the file holds now, and whether that is what the cache holds.
Status Pager::State::look_at_file() {
  if (shared.options.immutable && seen_generation != 0) return ok();
  std::array<std::byte, kHeaderSize> bytes{};
  const size_t in_file = TRY(shared.file->pread(bytes, 0));
  const size_t got = in_file == 1 ? 0 : in_file;  // as in the reference, one byte is an empty file
  if (got == 0) codec.reset();
  if (got > 0 && !is_seen(bytes)) TRY(meet_codec_of_file(bytes));
  const std::lock_guard guard(shared.mutex);
  file_is_wal = false;
  DatabaseFile::Shared::Known& known = shared.known;
  const auto stamp = Bytes(bytes).subspan(kVersionStampAt, kVersionStampSize);
  const bool is_same =
      known.has_stamp ? std::ranges::equal(stamp, known.stamp) : known.is_empty && got == 0;
  if (!is_same) {
    shared.cache.forget_all();
    ++known.generation;
    known.has_stamp = false;
    known.is_empty = got == 0;
    known.page_count = 0;
    if (got > 0) {
      known.header = TRY(parse_header(bytes));
      known.page_count = TRY(count_pages(known.header));
      known.page_size = known.header.page_size;
      known.reserved = known.header.reserved;
      std::ranges::copy(stamp, known.stamp.begin());
      known.has_stamp = true;
    }
  }
  if (got > 0) {
    // Outside the stamp; leaving WAL mode changes both.
    known.header.read_version = static_cast<uint8_t>(bytes[kReadVersionAt]);
    known.header.write_version = static_cast<uint8_t>(bytes[kWriteVersionAt]);
    adopt_header(known.header);
    // What nobody changes has no log.
    file_is_wal = known.header.is_wal() && !shared.options.immutable;
  } else {
    page_size = known.page_size;
    usable_size = page_size - known.reserved;
  }
  page_count = known.page_count;
  if (std::exchange(mode, rollback_mode) == JournalMode::Wal) seen_generation = 0;
  if (std::exchange(seen_generation, known.generation) != known.generation) {
    table.clear();
    ++data_version;
  }
  return ok();
}

// The header's count, unless a writer that does not keep it wrote the file last.
Result<uint32_t> Pager::State::count_pages(const DatabaseHeader& header) {
  const uint64_t size = TRY(shared.file->size());
  const uint64_t in_file = (size + header.page_size - 1) / header.page_size;
  if (header.is_wal() && !shared.options.immutable) return header.page_count;  // the WAL knows
  if (!header.is_page_count_valid)
    return static_cast<uint32_t>(std::min<uint64_t>(in_file, kPageCountMax));
  if (header.page_count > in_file)
    return fail(ErrorCode::Corrupt, "the file is shorter than its header says");
  return header.page_count;
}

Status Pager::State::rollback_commit() {
  const bool has_spilled = is_file_changed();
  const bool is_decided = prepared && has_super_journal;
  if (!prepared) TRY(rollback_prepare({}));
  // The commit happens here, if not with that of the super-journal.
  Status settled = originals->settle(synchronous);
  if (!settled && !is_decided) {
    if (!has_spilled) undo_write();
    prepared.reset();
    return settled;
  }
  if (!settled) originals->discard();
  originals->limit_size(journal_size_limit);
  originals.reset();
  journalled.clear();
  publish_to_file(*std::exchange(prepared, std::nullopt));
  return ok();
}

// What fails after pages were spilled leaves the journal as it is: whoever rolls back plays it.
Status Pager::State::rollback_prepare(const std::string& super_journal) {
  const auto attempt = [this] {
    return shared.ladder.raise(hold, LockLevel::Exclusive, other_holders());
  };
  TRY(with_patience(patience(), attempt, [this](int64_t pause_ms) { pause(pause_ms); }));
  std::vector<PageNo> numbers = pages_to_commit();
  last_commit = dirty.numbers(PageNo{page_count});
  const bool has_spilled = is_file_changed();
  const Status kept = keep_originals(numbers, super_journal);
  if (!kept && !has_spilled) drop_originals();
  TRY(kept);
  Status written = write_pages(numbers);
  if (written) written = cut_file();
  if (written && synchronous != Synchronous::Off) written = shared.file->sync(io::SyncMode::Data);
  if (!written && !has_spilled) undo_write();
  TRY(written);
  prepared = std::move(numbers);
  has_super_journal = !super_journal.empty();
  return ok();
}

void Pager::State::undo_write() {
  has_hot_journal = !originals->undo(*shared.file);
  originals.reset();
  journalled.clear();
  table.clear();
  forget_file();
}

void Pager::State::drop_originals() {
  if (originals) originals->discard();
  originals.reset();
  journalled.clear();
}

// Of the pages that are about to be written, or are cut off.
Status Pager::State::keep_originals(const std::vector<PageNo>& changed,
                                    const std::string& super_journal) {
  if (!originals) {
    const RollbackJournal::Layout layout{
        .page_size = page_size,
        .page_count = page_count_before,
        .nonce = shared.options.random->next_u32(),
        .synchronous = synchronous,
    };
    leaves_idle_journal |= journal_kind() != mode;
    originals = TRY(Originals::begin(journal_kind(), shared.vfs, shared.journal_path(), shared.path,
                                     layout, shared.durable_journal));
    file_page_count = page_count_before;
    wrote_file = false;
  }
  if (originals->is_off()) return ok();
  for (const PageNo no : changed) TRY(add_original(no));
  for (uint32_t no = page_count + 1; no <= page_count_before; ++no) {
    if (PageNo{no} != lock_page()) TRY(add_original(PageNo{no}));
  }
  if (!super_journal.empty()) TRY(originals->name_super_journal(super_journal));
  const Status finished = originals->finish(synchronous);
  // What a failed sync missed no later one makes durable, and earlier pages are in the file
  // already: the journal is good for undoing them now, and for nothing else.
  if (!finished && is_file_changed()) must_roll_back = true;
  return finished;
}

Status Pager::State::add_original(PageNo no) {
  if (no.raw > page_count_before || journalled.contains(no)) return ok();
  if (codec || next_codec) {  // as it stands in the file, so that no key is needed to undo
    ByteVector bytes(page_size);
    TRY(fetch_raw(no, FrameNo{}, bytes));
    TRY(originals->add(no, bytes));
    journalled.insert(no);
    return ok();
  }
  CacheSlot* const slot = TRY(load(no));
  const Status added = originals->add(no, {slot->bytes, page_size});
  shared.cache.unpin(slot);
  if (added) journalled.insert(no);
  return added;
}

// Neighbours with one call.
Status Pager::State::write_pages(const std::vector<PageNo>& numbers) {
  if (numbers.empty()) return ok();
  wrote_file = true;  // whether all that follows succeeds or not
  file_page_count = std::max(file_page_count, numbers.back().raw);
  const size_t run_max = codec_to_write() ? 64 : 512;
  std::vector<Bytes> run;
  for (size_t at = 0; at < numbers.size(); at += run.size()) {
    run.clear();
    forget_encoded();
    while (run.size() < run_max && at + run.size() < numbers.size() &&
           numbers[at + run.size()].raw == numbers[at].raw + run.size()) {
      const PageNo no = numbers[at + run.size()];
      run.push_back(TRY(to_disk(no, private_bytes(no))));
    }
    TRY(shared.file->pwritev(run, uint64_t{numbers[at].raw - 1} * page_size));
  }
  return ok();
}

// Pages that the database has no more, or that were spilled and then undone.
Status Pager::State::cut_file() {
  if (page_count >= file_page_count) return ok();
  return shared.file->truncate(uint64_t{page_count} * page_size);
}

void Pager::State::publish_to_file(const std::vector<PageNo>& numbers) {
  const Bytes first = private_bytes(PageNo{1});
  const std::lock_guard guard(shared.mutex);
  DatabaseFile::Shared::Known& known = shared.known;
  std::ranges::copy(first.subspan(kVersionStampAt, kVersionStampSize), known.stamp.begin());
  const Result<DatabaseHeader> header = parse_header(first);
  known.has_stamp = header.has_value();
  known.is_empty = false;
  if (header) known.header = *header;
  known.page_size = page_size;
  known.reserved = static_cast<uint8_t>(page_size - usable_size);
  known.page_count = page_count;
  publish(numbers, [](size_t) { return FrameNo{}; });
  if (page_count < file_page_count) {
    table.clear();
    shared.cache.forget_beyond(page_count);
  }
  seen_generation = ++known.generation;
}

}  // namespace tern::storage
