#include "engine/storage/wal_index.h"

#include <algorithm>
#include <bit>

namespace tern::storage {
namespace {

constexpr uint32_t kIndexVersion = 3007000;
constexpr size_t kIndexHeaderSize = 136;
constexpr uint32_t kFramesPerRegion = 4096;
constexpr uint32_t kFramesInFirst = kFramesPerRegion - kIndexHeaderSize / sizeof(uint32_t);
constexpr uint32_t kSlotCount = 8192;
constexpr uint32_t kHashFactor = 383;

uint32_t slot_of(PageNo page) { return (page.raw * kHashFactor) & (kSlotCount - 1); }
uint32_t next_slot(uint32_t slot) { return (slot + 1) & (kSlotCount - 1); }

WalChecksum checksum_of(const WalIndexHeader& header) {
  return wal_checksum(std::as_bytes(std::span(&header, 1)).first(40), {}, false);
}

std::unexpected<Error> corrupt() { return fail(ErrorCode::Corrupt, "wal-index: hash table"); }

// Other processes write the slots while we read.
uint16_t load(uint16_t& slot) {
  return std::atomic_ref<uint16_t>(slot).load(std::memory_order_relaxed);
}
uint32_t load(uint32_t& page) {
  return std::atomic_ref<uint32_t>(page).load(std::memory_order_relaxed);
}

// A header is copied word by word: another process may write it meanwhile, which the comparison of
// both copies and the checksum find out.
constexpr size_t kHeaderWords = sizeof(WalIndexHeader) / sizeof(uint64_t);
using HeaderWords = std::array<uint64_t, kHeaderWords>;

/// Readers of other threads and processes may look at the same words: no plain store.
template <class T>
void clear(std::span<T> words) {
  for (T& word : words) std::atomic_ref(word).store(T{0}, std::memory_order_relaxed);
}

std::atomic_ref<uint64_t> word_at(std::byte* memory, size_t index) {
  return std::atomic_ref(reinterpret_cast<uint64_t*>(memory)[index]);
}

HeaderWords load_header(std::byte* memory) {
  HeaderWords words;
  for (size_t i = 0; i < words.size(); ++i) {
    words[i] = word_at(memory, i).load(std::memory_order_relaxed);
  }
  return words;
}

void store_header(std::byte* memory, const WalIndexHeader& header) {
  const auto words = std::bit_cast<HeaderWords>(header);
  for (size_t i = 0; i < words.size(); ++i) {
    word_at(memory, i).store(words[i], std::memory_order_relaxed);
  }
}

}  // namespace

std::atomic_ref<uint32_t> WalIndex::word(size_t at) const {
  std::byte* const memory = regions_[0].load(std::memory_order_acquire);
  ASSERT(memory);
  return std::atomic_ref<uint32_t>(*reinterpret_cast<uint32_t*>(memory + at));
}

Result<std::byte*> WalIndex::memory(size_t index) {
  if (index >= kCachedRegions) return shm_.region(index, true);
  std::byte* memory = regions_[index].load(std::memory_order_acquire);
  if (memory) [[likely]]
    return memory;
  memory = TRY(shm_.region(index, true));
  regions_[index].store(memory, std::memory_order_release);
  return memory;
}

Result<std::optional<WalIndexHeader>> WalIndex::read_header() {
  std::byte* const memory_at = TRY(memory(0));
  const HeaderWords first = load_header(memory_at);
  std::atomic_thread_fence(std::memory_order_seq_cst);
  const HeaderWords second = load_header(memory_at + sizeof(WalIndexHeader));
  if (first != second) return std::nullopt;
  const auto header = std::bit_cast<WalIndexHeader>(first);
  if (header.is_initialised == 0 || header.version != kIndexVersion) return std::nullopt;
  if (checksum_of(header) != header.checksum) return std::nullopt;
  return header;
}

bool WalIndex::is_current(const WalIndexHeader& header) const {
  std::byte* const memory_at = regions_[0].load(std::memory_order_acquire);
  std::atomic_thread_fence(std::memory_order_seq_cst);
  return load_header(memory_at) == std::bit_cast<HeaderWords>(header);
}

Status WalIndex::write_header(WalIndexHeader& header) {
  std::byte* const memory_at = TRY(memory(0));
  header.is_initialised = 1;
  header.version = kIndexVersion;
  header.checksum = checksum_of(header);
  store_header(memory_at + sizeof header, header);
  std::atomic_thread_fence(std::memory_order_seq_cst);
  store_header(memory_at, header);
  std::atomic_thread_fence(std::memory_order_seq_cst);
  return ok();
}

Result<WalIndex::Region> WalIndex::region_of(FrameNo frame) {
  ASSERT(frame.raw > 0);
  const uint32_t index = (frame.raw - 1 + kFramesPerRegion - kFramesInFirst) / kFramesPerRegion;
  std::byte* const memory_at = TRY(memory(index));
  auto* const slots = reinterpret_cast<uint16_t*>(memory_at + kFramesPerRegion * sizeof(uint32_t));
  if (index == 0) {
    return Region{reinterpret_cast<uint32_t*>(memory_at + kIndexHeaderSize), slots, 0,
                  kFramesInFirst};
  }
  return Region{reinterpret_cast<uint32_t*>(memory_at), slots,
                kFramesInFirst + (index - 1) * kFramesPerRegion, kFramesPerRegion};
}

Result<FrameNo> WalIndex::find(PageNo page, FrameNo first, FrameNo last) {
  while (last.raw > 0 && last >= first) {
    const Region region = TRY(region_of(last));
    FrameNo found;
    uint32_t steps = 0;
    for (uint32_t slot = slot_of(page);; slot = next_slot(slot)) {
      const uint32_t place = load(region.slots[slot]);
      if (place == 0) break;
      if (place > region.capacity || ++steps > kSlotCount) return corrupt();
      const FrameNo frame{region.frames_before + place};
      // Later frames of a page lie later in its chain.
      if (frame <= last && frame >= first && load(region.pages[place - 1]) == page.raw)
        found = frame;
    }
    if (found.raw != 0) return found;
    last.raw = region.frames_before;
  }
  return FrameNo{};
}

// Where to begin to look for a free slot. A page that is written by many commits has a long chain,
// which need not be walked from its start: if the frame of this page that was entered here last
// still stands where it was, whoever else wrote since then, all slots before it are taken. They
// were when it was entered, by frames with lower numbers, which clean() takes out later than it.
uint32_t WalIndex::first_slot(const Region& region, PageNo page) {
  const Entry& newest = newest_of(page);
  const bool stands = newest.place != 0 && newest.frames_before == region.frames_before &&
                      region.slots[newest.slot] == newest.place &&
                      region.pages[newest.place - 1] == page.raw;
  return stands ? next_slot(newest.slot) : slot_of(page);
}

Status WalIndex::append(FrameNo frame, PageNo page, FrameNo before) {
  const Region region = TRY(region_of(frame));
  const uint32_t place = frame.raw - region.frames_before;
  if (place == 1) {
    clear(std::span(region.pages, region.capacity));
    clear(std::span(region.slots, kSlotCount));
  } else if (region.pages[place - 1] != 0) {
    TRY(clean(before));
    // The leftover may reach further back than the committed frames of another region.
    if (region.pages[place - 1] != 0) return corrupt();
  }
  uint32_t slot = first_slot(region, page);
  for (uint32_t steps = 0; region.slots[slot] != 0; slot = next_slot(slot)) {
    if (++steps > place) return corrupt();
  }
  std::atomic_ref(region.pages[place - 1]).store(page.raw, std::memory_order_release);
  std::atomic_ref(region.slots[slot])
      .store(static_cast<uint16_t>(place), std::memory_order_release);
  newest_of(page) = {region.frames_before, place, slot};
  return ok();
}

Status WalIndex::clean(FrameNo last) {
  if (last.raw == 0) return ok();
  const Region region = TRY(region_of(last));
  const uint32_t limit = last.raw - region.frames_before;
  for (uint32_t slot = 0; slot < kSlotCount; ++slot) {
    if (region.slots[slot] > limit) clear(std::span(region.slots + slot, 1));
  }
  clear(std::span(region.pages + limit, region.capacity - limit));
  return ok();
}

Result<PageNo> WalIndex::page_of(FrameNo frame) {
  const Region region = TRY(region_of(frame));
  return PageNo{load(region.pages[frame.raw - region.frames_before - 1])};
}

}  // namespace tern::storage
