#include "engine/exec/key_table.h"

#include "engine/base/spent_memory.h"
#include "engine/exec/key_hash.h"

namespace tern::exec {

namespace {

constexpr size_t kSlotsFirst = 64;

}  // namespace

KeyTable::Entry::Entry(std::string_view key, ByteArena& arena)
    : size_(static_cast<uint32_t>(key.size())) {
  if (key.size() <= sizeof bytes_) {
    std::memcpy(bytes_, key.data(), key.size());
    return;
  }
  std::byte* const far = arena.allocate(key.size());
  std::memcpy(far, key.data(), key.size());
  std::memcpy(bytes_, &far, sizeof far);
}

/// Where the key is, or the free slot for it.
size_t KeyTable::slot_of(std::string_view key, uint32_t hash) const {
  const size_t mask = slots_.size() - 1;
  size_t slot = hash & mask;
  for (; slots_[slot] != 0; slot = (slot + 1) & mask) {
    if (slots_[slot] >> 32 != hash) continue;
    if (entries_[static_cast<uint32_t>(slots_[slot]) - 1].key() == key) break;
  }
  return slot;
}

KeyTable::Inserted KeyTable::insert(std::string_view key) {
  if ((entries_.size() + 1) * 2 > slots_.size()) grow();
  const uint32_t hash = static_cast<uint32_t>(hash_of_key(key));
  const size_t slot = slot_of(key, hash);
  if (slots_[slot] != 0) return {static_cast<uint32_t>(slots_[slot]) - 1, false};
  entries_.emplace_back(key, arena_);
  slots_[slot] = uint64_t{hash} << 32 | entries_.size();
  return {static_cast<uint32_t>(entries_.size() - 1), true};
}

void KeyTable::prefetch(std::string_view key) const {
  if (slots_.empty()) return;
  __builtin_prefetch(&slots_[static_cast<uint32_t>(hash_of_key(key)) & (slots_.size() - 1)]);
}

uint32_t KeyTable::find(std::string_view key) const {
  if (entries_.empty()) return kNone;
  const size_t slot = slot_of(key, static_cast<uint32_t>(hash_of_key(key)));
  return slots_[slot] == 0 ? kNone : static_cast<uint32_t>(slots_[slot]) - 1;
}

void KeyTable::grow() {
  std::vector<uint64_t> old(slots_.empty() ? kSlotsFirst : slots_.size() * 2);
  old.swap(slots_);
  const size_t mask = slots_.size() - 1;
  for (const uint64_t entry : old) {
    if (entry == 0) continue;
    size_t slot = entry >> 32 & mask;
    while (slots_[slot] != 0) slot = (slot + 1) & mask;
    slots_[slot] = entry;
  }
}

void KeyTable::clear() {
  if (entries_.empty()) return;
  // A table that was large once is not to be emptied for few keys again and again.
  const bool is_sparse = entries_.size() * 16 < slots_.size();
  const bool is_large = slots_.capacity() * sizeof slots_.front() > kSpentMemoryMax;
  arena_.clear();
  clear_spent(entries_);
  const size_t slots = is_sparse || is_large ? kSlotsFirst : slots_.size();
  clear_spent(slots_);
  slots_.assign(slots, 0);
}

}  // namespace tern::exec
