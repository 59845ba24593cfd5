#include "engine/storage/page_memory.h"

#include <sys/mman.h>

#include <cstdlib>
#include <utility>

namespace tern::storage {
namespace {

constexpr size_t kChunkSize = size_t{2} << 20;  // and alignment: a huge page of x86-64 and ARM64
constexpr size_t kSmallCacheMax = kChunkSize;
constexpr size_t kSystemPageSize = 4096;  // what can be given back alone
constexpr size_t kAlignment = 64;

#if defined(__SANITIZE_ADDRESS__)
constexpr bool kUsesChunks = false;
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
constexpr bool kUsesChunks = false;
#else
constexpr bool kUsesChunks = true;
#endif
#else
constexpr bool kUsesChunks = true;
#endif

std::byte* chunk_of(const std::byte* page) {
  const auto address = reinterpret_cast<uintptr_t>(page);
  return reinterpret_cast<std::byte*>(address & ~(kChunkSize - 1));
}

}  // namespace

PageMemory::~PageMemory() {
  for (std::byte* const chunk : chunks_) ::munmap(chunk, kChunkSize);
}

bool PageMemory::is_in_chunk(const std::byte* page) const {
  return chunks_.contains(chunk_of(page));
}

/// A chunk on its own border: twice as much is mapped, what stands out is unmapped.
bool PageMemory::add_chunk() {
  void* const mapped = ::mmap(nullptr, 2 * kChunkSize, PROT_READ | PROT_WRITE,
                              MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
  if (mapped == MAP_FAILED) return false;
  auto* const begin = static_cast<std::byte*>(mapped);
  std::byte* const chunk = chunk_of(begin + kChunkSize - 1);
  const auto before = static_cast<size_t>(chunk - begin);
  if (before > 0) ::munmap(begin, before);
  if (before < kChunkSize) ::munmap(chunk + kChunkSize, kChunkSize - before);
#ifdef MADV_HUGEPAGE
  ::madvise(chunk, kChunkSize, MADV_HUGEPAGE);  // a wish: small pages do as well
#endif
  chunks_.insert(chunk);
  fresh_ = chunk;
  fresh_bytes_ = kChunkSize;
  return true;
}

// Upwards: pages taken one after the other are often read so, and processors look ahead that way.
std::byte* PageMemory::carve(uint32_t size) {
  std::vector<std::byte*>& returned = returned_[size];
  if (!returned.empty()) {
    std::byte* const page = returned.back();
    returned.pop_back();
    return page;
  }
  if (fresh_bytes_ < size && !add_chunk()) return nullptr;
  fresh_bytes_ -= size;
  return std::exchange(fresh_, fresh_ + size);
}

std::byte* PageMemory::take(uint32_t size) {
  const std::lock_guard guard(mutex_);
  const bool is_small = taken_bytes_ < kSmallCacheMax || size < kSystemPageSize;
  std::byte* page = kUsesChunks && !is_small ? carve(size) : nullptr;
  if (!page) page = static_cast<std::byte*>(std::aligned_alloc(kAlignment, size));
  if (page) taken_bytes_ += size;
  return page;
}

void PageMemory::give_back(std::byte* page, uint32_t size) {
  if (!page) return;
  const std::lock_guard guard(mutex_);
  taken_bytes_ -= size;
  if (!is_in_chunk(page)) {
    std::free(page);
    return;
  }
  ::madvise(page, size, MADV_DONTNEED);
  returned_[size].push_back(page);
}

}  // namespace tern::storage
