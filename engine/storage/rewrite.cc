#include <algorithm>
#include <array>

#include "engine/storage/new_content.h"
#include "engine/storage/pager_state.h"

// The whole file is journalled as it was, then written over page by page, in bounded memory. The
// journal knows the old page size and page count, so the new ones may differ. The file keeps its
// format versions: one that is in WAL mode, without a log, stays so.

namespace tern::storage {
namespace {

constexpr uint32_t kPagesAtOnce = 64;

}  // namespace

Status Pager::State::rewrite_file(NewContent& content, RewriteSafety safety) {
  ASSERT(dirty.find(PageNo{1}) == nullptr || page_count_before == 0);
  TRY(check_not_moved());
  TRY(exclude_others());
  const RollbackJournal::Layout layout{.page_size = page_size,
                                       .page_count = page_count_before,
                                       .nonce = shared.options.random->next_u32(),
                                       .synchronous = safety.synchronous};
  leaves_idle_journal |= safety.journal != mode;
  Originals before = TRY(Originals::begin(safety.journal, shared.vfs, shared.journal_path(),
                                          shared.path, layout, shared.durable_journal));
  if (!before.is_off()) {
    Status kept = keep_whole_file(before);
    if (kept) kept = before.finish(safety.synchronous);
    if (!kept) {
      before.discard();
      return kept;
    }
  }
  Status written = write_content(content, safety.synchronous);
  before.limit_size(journal_size_limit);
  if (written) written = before.settle(safety.synchronous);
  if (!written) has_hot_journal = !before.undo(*shared.file);
  table.forget_private();
  dirty.clear();
  table.clear();
  forget_file();
  if (!written) return written;
  page_count_before = page_count = content.page_count();
  last_commit.clear();
  return ok();
}

Status Pager::State::exclude_others() {
  return with_patience(
      patience(), [this] { return shared.ladder.raise(hold, LockLevel::Exclusive); },
      [this](int64_t pause_ms) { pause(pause_ms); });
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

Status Pager::State::write_content(NewContent& content, Synchronous level) {
  const uint32_t size = content.page_size();
  const uint32_t count = content.page_count();
  ByteVector first;
  std::vector<Bytes> run;
  for (uint32_t no = 1; no <= count; no += kPagesAtOnce) {
    const auto pages = TRY(content.pages(PageNo{no}, std::min(kPagesAtOnce, count - no + 1)));
    run.assign(pages.begin(), pages.end());
    if (no == 1) {
      append(first, run[0]);
      TRY(continue_history(first, count));
      run[0] = first;
    }
    forget_encoded();
    for (uint32_t i = 0; i < run.size(); ++i) run[i] = TRY(to_disk(PageNo{no + i}, run[i]));
    TRY(shared.file->pwritev(run, uint64_t{no - 1} * size));
  }
  TRY(shared.file->truncate(uint64_t{count} * size));
  if (level == Synchronous::Off) return ok();
  return shared.file->sync(io::SyncMode::Data);
}

// Of the file that is written over. What is read of it is in the clear even if it is encrypted.
Status Pager::State::continue_history(MutBytes first_page, uint32_t count) {
  std::array<std::byte, kHeaderSize> old{};
  if (page_count_before > 0) (void)TRY(shared.file->pread(old, 0));
  stamp_header(first_page, load_be<uint32_t>(&old[kChangeCounterAt]) + 1, count);
  for (const size_t at : {kWriteVersionAt, kReadVersionAt}) {
    first_page[at] = page_count_before > 0 ? old[at] : std::byte{1};
  }
  return ok();
}

}  // namespace tern::storage
