#include "engine/exec/top_rows.h"

#include <algorithm>
#include <cstring>

#include "engine/exec/key_prefix.h"

namespace tern::exec {

namespace {

constexpr size_t kSpare = 64;  // beyond twice the count, before it is worth to prune

}  // namespace

bool TopRows::is_before(const Place& a, const Place& b) {
  if (a.prefix != b.prefix) return a.prefix < b.prefix;
  const size_t size = std::min(a.key_size, b.key_size);
  const int order = std::memcmp(a.at, b.at, size);
  if (order != 0) return order < 0;
  if (a.key_size != b.key_size) return a.key_size < b.key_size;
  return a.sequence < b.sequence;
}

void TopRows::start(size_t count) {
  clear();
  count_ = count;
}

void TopRows::clear() {
  arena_.clear();
  places_.clear();
  bound_.reset();
  sequence_ = 0;
}

bool TopRows::add(std::string_view key, Bytes payload) {
  std::byte* const at = arena_.allocate(key.size() + payload.size());
  std::memcpy(at, key.data(), key.size());
  if (!payload.empty()) std::memcpy(at + key.size(), payload.data(), payload.size());
  places_.push_back({prefix_of_key(key), at, static_cast<uint32_t>(key.size()),
                     static_cast<uint32_t>(payload.size()), sequence_++});
  const bool is_full = places_.size() >= 2 * count_ + kSpare;
  if (is_full) prune();
  return is_full;
}

TopRows::Entry TopRows::entry(size_t index) const {
  const Place& place = places_[index];
  return {{reinterpret_cast<const char*>(place.at), place.key_size},
          {place.at + place.key_size, place.payload_size}};
}

void TopRows::prune() {
  const auto last = places_.begin() + static_cast<std::ptrdiff_t>(count_);
  std::nth_element(places_.begin(), last, places_.end(), is_before);
  bound_.emplace(reinterpret_cast<const char*>(last->at), last->key_size);
  const std::byte* const payload = last->at + last->key_size;
  bound_payload_.assign(payload, payload + last->payload_size);
  places_.resize(count_);
  // What was turned away gives its memory back.
  ByteArena kept;
  for (Place& place : places_) {
    const size_t size = size_t{place.key_size} + place.payload_size;
    std::byte* const at = kept.allocate(size);
    std::memcpy(at, place.at, size);
    place.at = at;
  }
  std::swap(arena_, kept);
}

void TopRows::sort() {
  std::sort(places_.begin(), places_.end(), is_before);
  if (places_.size() > count_) places_.resize(count_);
}

void TopRows::sort_by_arrival() {
  std::sort(places_.begin(), places_.end(),
            [](const Place& a, const Place& b) { return a.sequence < b.sequence; });
}

}  // namespace tern::exec
