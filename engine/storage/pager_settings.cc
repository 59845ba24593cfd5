#include <algorithm>
#include <limits>

#include "engine/storage/pager_state.h"

// What a connection sets: memory and limits.

namespace tern::storage {
namespace {

constexpr int32_t kCacheSizeDefault = -2000;
constexpr size_t kWorkMemoryMin = size_t{1} << 20;
// What the reference needs for a page in memory beyond its bytes.
constexpr int64_t kPageOverhead = 136;

int64_t pages_of(int32_t size, uint32_t page_size) {
  return size >= 0 ? size : int64_t{size} * -1024 / (page_size + kPageOverhead);
}

}  // namespace

void Pager::set_cache_size(int32_t size) {
  state_->cache_size = size;
  state_->set_memory_limits();
}
int32_t Pager::cache_size() const { return state_->cache_size.value_or(kCacheSizeDefault); }

void Pager::set_cache_spill(bool on, int32_t size) {
  if (size != 0) state_->spill_size = size;
  state_->is_spilling = on;
  state_->set_memory_limits();
}

uint32_t Pager::cache_spill() const {
  if (!state_->is_spilling) return 0;
  return static_cast<uint32_t>(
      std::max(pages_of(cache_size(), page_size()), pages_of(state_->spill_size, page_size())));
}

size_t Pager::work_memory() const {
  if (state_->images.in_memory()) return std::numeric_limits<size_t>::max();
  if (!state_->cache_size) return kWorkMemoryDefault;
  const int64_t pages = pages_of(*state_->cache_size, page_size());
  return std::max(static_cast<size_t>(std::max<int64_t>(0, pages)) * page_size(), kWorkMemoryMin);
}

size_t Pager::private_page_count() const { return state_->dirty.count(); }

Result<uint32_t> Pager::set_page_count_max(uint32_t count) {
  const bool was_reading = is_reading();
  TRY(begin_read());
  if (count > 0) state_->page_count_max = std::min(count, State::kPageCountMax);
  state_->page_count_max = std::max(state_->page_count_max, state_->page_count);
  if (!was_reading) rollback();
  return state_->page_count_max;
}

void Pager::set_secure_delete(SecureDelete mode) { state_->secure_delete = mode; }
SecureDelete Pager::secure_delete() const { return state_->secure_delete; }
void Pager::set_journal_size_limit(int64_t bytes) { state_->journal_size_limit = bytes; }
int64_t Pager::journal_size_limit() const { return state_->journal_size_limit; }
void Pager::set_temporary_in_memory(bool in_memory) { state_->images.set_in_memory(in_memory); }

}  // namespace tern::storage
