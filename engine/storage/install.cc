#include <algorithm>

#include "engine/storage/pager_state.h"

// One database becomes the content of another, in one commit.
//
//   WAL, memory    every page is a changed page of an ordinary transaction
//   file           the whole file is journalled as it was, then written over page by page. The
//                  journal knows the old page size and page count, so the new ones may differ
//
// The content keeps its place in the history of the file it comes to: change counter and versions
// go on from there.

namespace tern::storage {
namespace {

constexpr uint32_t kPagesAtOnce = 64;

}  // namespace

Status Pager::install(Pager& image) {
  State& state = *state_;
  ASSERT(is_writing() && image.is_reading());
  const bool is_paged = state.shared.is_in_memory() || state.mode == JournalMode::Wal;
  Status done = is_paged ? state.install_pages(image) : state.install_in_file(image);
  if (!done) state.end();
  return done;
}

Status Pager::State::install_pages(Pager& image) {
  if (image.page_size() != page_size || image.usable_size() != usable_size) {
    return fail(ErrorCode::Error, "the page size cannot change here");
  }
  const uint8_t version = mode == JournalMode::Wal ? 2 : 1;
  const uint32_t counter = load_be<uint32_t>(&TRY(read(PageNo{1})).bytes()[kChangeCounterAt]) + 1;
  change_counter = counter;
  for (PageNo no{1}; no.raw <= image.page_count(); ++no.raw) {
    if (no == lock_page()) continue;
    if (no.raw > page_count) TRY(extend());
    const PageRef from = TRY(image.read(no));
    const PageMut to = TRY(write_new(no));
    std::ranges::copy(from.bytes(), to.bytes().begin());
  }
  TRY(write_versions(version));
  page_count = image.page_count();
  table.clear();
  return commit({});
}

Status Pager::State::install_in_file(Pager& image) {
  ASSERT(dirty.find(PageNo{1}) == nullptr || page_count_before == 0);
  TRY(check_not_moved());
  TRY(with_patience(
      patience(), [this] { return shared.ladder.raise(hold, LockLevel::Exclusive); },
      [this](int64_t pause_ms) { pause(pause_ms); }));
  const RollbackJournal::Layout layout{.page_size = page_size,
                                       .page_count = page_count_before,
                                       .nonce = shared.options.random->next_u32()};
  leaves_idle_journal |= journal_kind() != mode;
  Originals before = TRY(Originals::begin(journal_kind(), shared.vfs, shared.journal_path(),
                                          shared.path, layout, shared.durable_journal));
  if (!before.is_off()) {
    Status kept = keep_whole_file(before);
    if (kept) kept = before.finish(synchronous);
    if (!kept) {
      before.discard();
      return kept;
    }
  }
  Status written = write_image(image);
  before.limit_size(journal_size_limit);
  if (written) written = before.settle(synchronous);
  if (!written) has_hot_journal = !before.undo(*shared.file);
  table.forget_private();
  dirty.clear();
  table.clear();
  forget_file();
  if (!written) return written;
  page_count_before = page_count = image.page_count();
  last_commit.clear();
  end();
  return ok();
}

Status Pager::State::keep_whole_file(Originals& out) {
  ByteVector bytes(page_size);
  for (PageNo no{1}; no.raw <= page_count_before; ++no.raw) {
    if (no == lock_page()) continue;
    TRY(fetch_raw(no, FrameNo{}, bytes));
    TRY(out.add(no, bytes));
  }
  return ok();
}

Status Pager::State::write_image(Pager& image) {
  const uint32_t size = image.page_size();
  const uint32_t pages = image.page_count();
  ByteVector first;
  std::vector<PageRef> pins;
  std::vector<Bytes> run;
  for (uint32_t no = 1; no <= pages; no += kPagesAtOnce) {
    pins.clear();
    run.clear();
    for (uint32_t each = no; each < no + kPagesAtOnce && each <= pages; ++each) {
      pins.push_back(TRY(image.read(PageNo{each})));
      run.push_back(pins.back().bytes());
    }
    if (no == 1) {
      append(first, run[0]);
      std::byte counter[4];
      const Bytes old{counter, 4};
      store_be<uint32_t>(counter, 0);
      if (page_count_before > 0) (void)TRY(shared.file->pread({counter, 4}, kChangeCounterAt));
      stamp_header(first, load_be<uint32_t>(old.data()) + 1, pages);
      first[kWriteVersionAt] = first[kReadVersionAt] = std::byte{1};
      run[0] = first;
    }
    forget_encoded();
    for (uint32_t i = 0; i < run.size(); ++i) run[i] = TRY(to_disk(PageNo{no + i}, run[i]));
    TRY(shared.file->pwritev(run, uint64_t{no - 1} * size));
  }
  TRY(shared.file->truncate(uint64_t{pages} * size));
  if (synchronous == Synchronous::Off) return ok();
  return shared.file->sync(io::SyncMode::Data);
}

}  // namespace tern::storage
