#include "engine/exec/key_table.h"

#include "engine/base/spent_memory.h"

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
size_t KeyTable::slot_of(std::string_view key, const Probe& probe) const {
  const size_t mask = slots_.size() - 1;
  size_t at = probe.hash() & mask;
  for (; slots_[at].number != 0; at = (at + 1) & mask) {
    if (slots_[at].probe() != probe) continue;
    if (probe.is_whole_key() || entries_[slots_[at].number - 1].key() == key) break;
  }
  return at;
}

KeyTable::Inserted KeyTable::insert(std::string_view key, const Probe& probe) {
  if ((entries_.size() + 1) * 2 > slots_.size()) grow();
  Slot& slot = slots_[slot_of(key, probe)];
  if (slot.number != 0) return {slot.number - 1, false};
  entries_.emplace_back(key, arena_);
  slot = Slot(probe, static_cast<uint32_t>(entries_.size()));
  return {slot.number - 1, true};
}

void KeyTable::prefetch(const Probe& probe) const {
  if (!slots_.empty()) __builtin_prefetch(&slots_[probe.hash() & (slots_.size() - 1)]);
}

uint32_t KeyTable::find(std::string_view key) const {
  if (entries_.empty()) return kNone;
  const Slot& slot = slots_[slot_of(key, Probe(key))];
  return slot.number == 0 ? kNone : slot.number - 1;
}

void KeyTable::grow() {
  std::vector<Slot> old(slots_.empty() ? kSlotsFirst : slots_.size() * 2);
  old.swap(slots_);
  const size_t mask = slots_.size() - 1;
  for (const Slot& slot : old) {
    if (slot.number == 0) continue;
    size_t at = slot.probe().hash() & mask;
    while (slots_[at].number != 0) at = (at + 1) & mask;
    slots_[at] = slot;
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
  slots_.assign(slots, Slot());
}

}  // namespace tern::exec
