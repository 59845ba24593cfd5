#include "engine/storage/pager_state.h"

// Pages that will be wanted soon, read all at once into the cache.

namespace tern::storage {
namespace {

struct Wanted {
  CacheSlot* slot;
  FrameNo frame;
};

}  // namespace

uint32_t Pager::prefetch(std::span<const PageNo> numbers) { return state_->prefetch(numbers); }
uint64_t Pager::load_count() const { return state_->load_count; }

const std::byte* Pager::at_hand(PageNo no) const {
  const PinnedPage* const page = state_->table.find(no);
  return page ? page->bytes : nullptr;
}

// Best effort: what fails here fails again, and is reported, when the page is read.
uint32_t Pager::State::prefetch(std::span<const PageNo> numbers) {
  if (!shared.file) return 0;
  std::vector<Wanted> wanted;
  std::vector<io::ReadRequest> from_file;
  std::vector<io::ReadRequest> from_log;
  for (const PageNo no : numbers) {
    if (no == PageNo{} || no.raw > page_count || table.find(no)) continue;
    const Result<FrameNo> frame = snapshot.is_open() ? wal->find(snapshot, no) : FrameNo{};
    if (!frame) continue;
    if (CacheSlot* const cached = shared.cache.find(no, *frame)) {
      shared.cache.unpin(cached);
      continue;
    }
    if (!shared.loads.try_begin(no, *frame)) continue;
    const Result<CacheSlot*> slot = shared.cache.allocate(no, page_size);
    if (!slot) {
      shared.loads.end(no, *frame);
      continue;
    }
    wanted.push_back({*slot, *frame});
    auto& requests = *frame == FrameNo{} ? from_file : from_log;
    requests.push_back({{(*slot)->bytes, page_size}, place_of(no, *frame)});
  }
  const bool has_file = shared.file->read_batch(from_file).has_value();
  const bool has_log = from_log.empty() || wal->file().read_batch(from_log).has_value();
  uint32_t count = 0;
  auto file_request = from_file.begin();
  auto log_request = from_log.begin();
  for (const Wanted& page : wanted) {
    const bool is_in_file = page.frame == FrameNo{};
    const io::ReadRequest& request = is_in_file ? *file_request++ : *log_request++;
    const PageNo no = page.slot->page;
    CacheSlot* slot = page.slot;
    if ((is_in_file ? has_file : has_log) &&
        finish_fetch(no, page.frame, request.got, request.out)) {
      slot = shared.cache.insert(slot, page.frame);
      ++count;
    }
    shared.cache.unpin(slot);
    shared.loads.end(no, page.frame);
  }
  load_count += count;
  return count;
}

}  // namespace tern::storage
