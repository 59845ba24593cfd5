#include "engine/exec/key_table.h"

#include <cstring>
#include <functional>

namespace tern::exec {

namespace {

constexpr size_t kSlotsFirst = 64;

uint32_t hash_of(std::string_view key) {
  const size_t hash = std::hash<std::string_view>{}(key);
  return static_cast<uint32_t>(hash ^ (hash >> 32));
}

}  // namespace

uint32_t KeyTable::slot_of(std::string_view key, uint32_t hash) const {
  const uint32_t mask = static_cast<uint32_t>(slots_.size() - 1);
  uint32_t slot = hash & mask;
  while (slots_[slot] != 0) {
    const Entry& entry = entries_[slots_[slot] - 1];
    if (entry.hash == hash && entry.size == key.size() &&
        std::memcmp(entry.bytes, key.data(), key.size()) == 0) {
      break;
    }
    slot = (slot + 1) & mask;
  }
  return slot;
}

KeyTable::Inserted KeyTable::insert(std::string_view key) {
  if ((entries_.size() + 1) * 2 > slots_.size()) grow();
  const uint32_t hash = hash_of(key);
  const uint32_t slot = slot_of(key, hash);
  if (slots_[slot] != 0) return {slots_[slot] - 1, false};
  std::byte* bytes = arena_.allocate(key.size());
  std::memcpy(bytes, key.data(), key.size());
  entries_.push_back(
      {reinterpret_cast<const char*>(bytes), static_cast<uint32_t>(key.size()), hash});
  slots_[slot] = static_cast<uint32_t>(entries_.size());
  return {slots_[slot] - 1, true};
}

uint32_t KeyTable::find(std::string_view key) const {
  if (entries_.empty()) return kNone;
  const uint32_t slot = slot_of(key, hash_of(key));
  return slots_[slot] == 0 ? kNone : slots_[slot] - 1;
}

void KeyTable::grow() {
  const size_t size = slots_.empty() ? kSlotsFirst : slots_.size() * 2;
  slots_.assign(size, 0);
  const uint32_t mask = static_cast<uint32_t>(size - 1);
  for (uint32_t i = 0; i < entries_.size(); ++i) {
    uint32_t slot = entries_[i].hash & mask;
    while (slots_[slot] != 0) slot = (slot + 1) & mask;
    slots_[slot] = i + 1;
  }
}

void KeyTable::clear() {
  if (entries_.empty()) return;
  arena_.clear();
  entries_.clear();
  slots_.assign(slots_.size(), 0);
}

}  // namespace tern::exec
