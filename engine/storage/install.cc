#include <algorithm>

#include "engine/storage/new_content.h"
#include "engine/storage/pager_state.h"

// One database becomes the content of another, in one commit.
//
//   WAL, memory    every page is a changed page of an ordinary transaction
//   file           the file is written over (rewrite.cc)
//
// The content keeps its place in the history of the file it comes to: change counter and versions
// go on from there.

namespace tern::storage {
namespace {

class ImageContent final : public NewContent {
 public:
  explicit ImageContent(Pager& image) : image_(image) {}
  uint32_t page_size() const override { return image_.page_size(); }
  uint32_t page_count() const override { return image_.page_count(); }
  Result<std::span<const Bytes>> pages(PageNo first, uint32_t count) override {
    pins_.clear();
    run_.clear();
    for (uint32_t i = 0; i < count; ++i) {
      pins_.push_back(TRY(image_.read(PageNo{first.raw + i})));
      run_.push_back(pins_.back().bytes());
    }
    return std::span<const Bytes>(run_);
  }

 private:
  Pager& image_;
  std::vector<PageRef> pins_;
  std::vector<Bytes> run_;
};

}  // namespace

Status Pager::install(Pager& image) {
  State& state = *state_;
  ASSERT(is_writing() && image.is_reading());
  SharedCache* const cache = state.shared.shared_cache.get();
  if (cache) TRY(cache->exclude_others(*this));
  const bool is_paged = state.shared.is_in_memory() || state.mode == JournalMode::Wal;
  ImageContent content(image);
  Status done = is_paged ? state.install_pages(image)
                         : state.rewrite_file(content, {state.journal_kind(), state.synchronous});
  if (!is_paged || !done) state.end();
  if (cache && !is_reading()) cache->stop_writing(*this);
  return done;
}

Status Pager::install(Pager& image, Protection wanted) {
  ASSERT(is_writing() && image.is_reading() && !state_->shared.is_in_memory());
  ImageContent content(image);
  Status done = state_->rewrite_protected(content, std::move(wanted));
  state_->end();
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

}  // namespace tern::storage
