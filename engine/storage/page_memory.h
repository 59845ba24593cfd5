#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <mutex>
#include <set>
#include <vector>

namespace tern::storage {

/// Memory for the pages of a cache. The first two megabytes come one by one from malloc; a cache
/// that grows beyond them takes its pages out of huge pages where the system gives them: walks
/// through trees then miss the processor's address translation less, and first use faults once for
/// 512 pages. Under AddressSanitizer every page is from malloc, which sees reads beyond its end.
/// Threads: may be shared.
class PageMemory {
 public:
  PageMemory() = default;
  ~PageMemory();
  PageMemory(const PageMemory&) = delete;
  PageMemory& operator=(const PageMemory&) = delete;

  /// `size`: a page size. The bytes are undefined. Null: there is no memory.
  std::byte* take(uint32_t size);
  /// The system has the memory back at once. Null is nothing.
  void give_back(std::byte* page, uint32_t size);

 private:
  std::byte* carve(uint32_t size);
  bool add_chunk();
  bool is_in_chunk(const std::byte* page) const;

  std::mutex mutex_;  // guards all below
  size_t taken_bytes_ = 0;
  std::set<std::byte*> chunks_;  // where each begins
  std::byte* fresh_ = nullptr;   // of the last chunk, not handed out yet
  size_t fresh_bytes_ = 0;
  std::map<uint32_t, std::vector<std::byte*>> returned_;  // pages in chunks, by size
};

}  // namespace tern::storage
