#include "engine/btree/entry_sorter.h"

#include <algorithm>
#include <array>
#include <cstring>
#include <new>
#include <utility>

#include "engine/base/spent_memory.h"
#include "engine/storage/scratch_file.h"

namespace tern::btree {
namespace {

constexpr size_t kFirstBlock = size_t{4} << 10;
constexpr size_t kBlockMax = size_t{1} << 20;
constexpr size_t kWriteSize = size_t{1} << 20;
constexpr size_t kReadSize = size_t{64} << 10;
constexpr size_t kRunsMax = 256;  // merged at once; each has a buffer of kReadSize
constexpr size_t kHeadSize = 8;
constexpr size_t kPrefetchDistance = 16;
constexpr size_t kPrefixSize = 8;
constexpr size_t kDigitsMin = 512;  // entries that are worth counting digits
constexpr int kDepthMax = 16;       // of prefixes behind prefixes

int compare_bytes(Bytes a, Bytes b) {
  const int order = std::memcmp(a.data(), b.data(), std::min(a.size(), b.size()));
  if (order != 0) return order;
  return a.size() < b.size() ? -1 : static_cast<int>(a.size() > b.size());
}

size_t common_size(Bytes a, Bytes b) {
  const size_t size = std::min(a.size(), b.size());
  size_t i = 0;
  while (i < size && a[i] == b[i]) ++i;
  return i;
}

/// The bytes from `offset` on, as a number that orders alike.
uint64_t prefix_of(Bytes key, size_t offset) {
  if (key.size() >= offset + kPrefixSize) return load_be<uint64_t>(key.data() + offset);
  std::byte bytes[kPrefixSize] = {};
  if (key.size() > offset) std::memcpy(bytes, key.data() + offset, key.size() - offset);
  return load_be<uint64_t>(bytes);
}

}  // namespace

/// Reads a run from the file, an entry at a time.
class EntrySorter::Run {
 public:
  Run(io::File& file, Extent extent, size_t ordinal)
      : file_(file), left_(extent), ordinal_(ordinal) {}

  const Entry& entry() const { return entry_; }
  /// Does its entry come out after the other's? What was added first comes first.
  bool is_after(const Run& other) const {
    const int order = compare_bytes(entry_.key, other.entry_.key);
    return order != 0 ? order > 0 : ordinal_ > other.ordinal_;
  }

  /// False at the end of the run.
  Result<bool> advance() {
    if (at_ == filled_ && left_.start == left_.end) return false;
    TRY(need(kHeadSize));
    const uint64_t key_size = load_be<uint32_t>(&buffer_[at_]);
    const uint64_t payload_size = load_be<uint32_t>(&buffer_[at_ + 4]);
    TRY(need(kHeadSize + key_size + payload_size));
    const Bytes bytes = Bytes(buffer_).subspan(at_ + kHeadSize, key_size + payload_size);
    entry_ = {bytes.first(key_size), bytes.subspan(key_size)};
    at_ += kHeadSize + bytes.size();
    return true;
  }

 private:
  // Makes `size` bytes from at_ on readable.
  Status need(uint64_t size) {
    if (filled_ - at_ >= size) return ok();
    const size_t kept = filled_ - at_;
    if (size - kept > left_.end - left_.start) return fail(ErrorCode::IoErrShortRead);
    if (kept > 0) std::memmove(buffer_.data(), buffer_.data() + at_, kept);
    at_ = 0;
    filled_ = kept;
    const uint64_t wanted =
        std::min(std::max<uint64_t>(size - kept, kReadSize - std::min(kept, kReadSize)),
                 left_.end - left_.start);
    if (buffer_.size() < kept + wanted) buffer_.resize(kept + wanted);
    const MutBytes out = MutBytes(buffer_).subspan(kept, wanted);
    const size_t got = TRY(file_.pread(out, left_.start));
    if (got != out.size()) return fail(ErrorCode::IoErrShortRead);
    left_.start += got;
    filled_ += got;
    return ok();
  }

  io::File& file_;
  Extent left_;  // not read yet
  size_t ordinal_;
  ByteVector buffer_;
  size_t at_ = 0;
  size_t filled_ = 0;
  Entry entry_;
};

EntrySorter::EntrySorter(io::Vfs& vfs, io::Random& random, size_t memory_max)
    : vfs_(vfs), random_(random), memory_max_(memory_max) {}

EntrySorter::~EntrySorter() = default;

EntrySorter::Entry EntrySorter::entry_at(const std::byte* at) {
  const size_t key_size = load_be<uint32_t>(at);
  const size_t payload_size = load_be<uint32_t>(at + 4);
  return {{at + kHeadSize, key_size}, {at + kHeadSize + key_size, payload_size}};
}

void EntrySorter::clear(size_t memory_max) {
  memory_max_ = memory_max;
  drop_entries();
  clear_spent(places_);
  at_ = 0;
  heap_.clear();
  file_.reset();
  extents_.clear();
  buffer_.clear();
  file_end_ = 0;
  runs_written_ = 0;
  advances_first_ = false;
}

/// Those in memory. The first block stays.
void EntrySorter::drop_entries() {
  places_.clear();
  held_ = 0;
  if (blocks_.empty()) return;
  if (first_size_ > kBlockMax) {
    blocks_.clear();
    free_size_ = 0;
    return;
  }
  blocks_.resize(1);
  free_ = blocks_.front().get();
  free_size_ = first_size_;
}

std::byte* EntrySorter::room_for(size_t size) {
  if (size > free_size_) {
    const size_t doublings = std::min<size_t>(blocks_.size(), 8);
    const size_t block = std::max(size, std::min(kFirstBlock << doublings, kBlockMax));
    std::unique_ptr<std::byte[]> bytes(new (std::nothrow) std::byte[block]);
    if (!bytes) return nullptr;
    free_ = bytes.get();
    free_size_ = block;
    if (blocks_.empty()) first_size_ = block;
    blocks_.push_back(std::move(bytes));
  }
  free_size_ -= size;
  return std::exchange(free_, free_ + size);
}

Status EntrySorter::add(std::string_view key, Bytes payload) {
  const size_t size = kHeadSize + key.size() + payload.size();
  const size_t cost = held_by(key.size(), payload.size());
  if (!places_.empty() && held_ + cost > memory_max_) TRY(write_run());
  std::byte* const at = room_for(size);
  if (!at) return fail(ErrorCode::NoMem);
  store_be(at, static_cast<uint32_t>(key.size()));
  store_be(at + 4, static_cast<uint32_t>(payload.size()));
  std::memcpy(at + kHeadSize, key.data(), key.size());
  if (!payload.empty()) std::memcpy(at + kHeadSize + key.size(), payload.data(), payload.size());
  if (places_.empty()) {
    common_ = key.size();
  } else {
    const Bytes first = entry_at(places_.front().at).key.first(common_);
    if (key.size() < common_ || std::memcmp(first.data(), key.data(), common_) != 0) {
      common_ = common_size(first, {at + kHeadSize, key.size()});
    }
  }
  places_.push_back({0, at});
  held_ += cost;
  return ok();
}

void EntrySorter::sort_places() {
  if (places_.empty()) return;
  sort_from(places_, common_, 0);
  other_places_ = {};
}

template <class Less>
void EntrySorter::sort_by_merging(Places places, Less less) {
  constexpr size_t kChunkSize = 16;
  const size_t size = places.size();
  for (size_t begin = 0; begin < size; begin += kChunkSize) {
    const size_t end = std::min(begin + kChunkSize, size);
    for (size_t i = begin + 1; i < end; ++i) {
      const Place moving = places[i];
      size_t at = i;
      for (; at > begin && less(moving, places[at - 1]); --at) places[at] = places[at - 1];
      places[at] = moving;
    }
  }
  if (size <= kChunkSize) return;
  if (other_places_.size() < size) other_places_.resize(size);
  Places from = places;
  Places to = Places(other_places_).first(size);
  for (size_t width = kChunkSize; width < size; width *= 2) {
    for (size_t begin = 0; begin < size; begin += 2 * width) {
      const Places left = from.subspan(begin, std::min(width, size - begin));
      const size_t middle = begin + left.size();
      const Places right = from.subspan(middle, std::min(width, size - middle));
      std::ranges::merge(left, right, to.begin() + static_cast<std::ptrdiff_t>(begin), less);
    }
    std::swap(from, to);
  }
  if (from.data() != places.data()) std::ranges::copy(from, places.begin());
}

/// Sorts entries whose keys are equal in the first `offset` bytes. Keeps the order of equal ones.
void EntrySorter::sort_from(Places places, size_t offset, int depth) {
  for (Place& place : places) place.prefix = prefix_of(entry_at(place.at).key, offset);
  if (places.size() >= kDigitsMin) {
    sort_by_digits(places);
  } else {
    sort_by_merging(places, [](const Place& a, const Place& b) { return a.prefix < b.prefix; });
  }
  for (size_t i = 0; i < places.size();) {
    size_t end = i + 1;
    while (end < places.size() && places[end].prefix == places[i].prefix) ++end;
    const Places equal = places.subspan(i, end - i);
    i = end;
    if (equal.size() == 1) continue;
    if (equal.size() >= kDigitsMin && depth < kDepthMax) {
      const Bytes first = entry_at(equal[0].at).key;
      size_t common = first.size();
      for (const Place& place : equal) {
        common = std::min(common, common_size(first, entry_at(place.at).key));
      }
      const bool are_equal = std::ranges::all_of(
          equal, [common](const Place& place) { return entry_at(place.at).key.size() == common; });
      if (are_equal) continue;
      // A number of keys that end here and of keys that go on with zeros would be equal again.
      if (common >= offset + kPrefixSize) {
        sort_from(equal, common, depth + 1);
        continue;
      }
    }
    sort_by_merging(equal, [](const Place& a, const Place& b) {
      return compare_bytes(entry_at(a.at).key, entry_at(b.at).key) < 0;
    });
  }
}

/// By the prefix, from its last byte to its first; bytes that are equal everywhere are left out.
void EntrySorter::sort_by_digits(Places places) {
  constexpr size_t kDigitCount = 256;
  std::array<std::array<uint32_t, kDigitCount>, kPrefixSize> counts{};
  for (const Place& place : places) {
    for (size_t digit = 0; digit < kPrefixSize; ++digit) {
      ++counts[digit][place.prefix >> (8 * digit) & 0xff];
    }
  }
  if (other_places_.size() < places.size()) other_places_.resize(places.size());
  Places from = places;
  Places to = Places(other_places_).first(places.size());
  for (size_t digit = 0; digit < kPrefixSize; ++digit) {
    std::array<uint32_t, kDigitCount>& starts = counts[digit];
    const size_t first = from[0].prefix >> (8 * digit) & 0xff;
    if (starts[first] == from.size()) continue;
    uint32_t start = 0;
    for (uint32_t& count : starts) start += std::exchange(count, start);
    for (const Place& place : from) to[starts[place.prefix >> (8 * digit) & 0xff]++] = place;
    std::swap(from, to);
  }
  if (from.data() != places.data()) std::ranges::copy(from, places.begin());
}

Status EntrySorter::ensure_file() {
  if (!file_) file_ = TRY(storage::open_scratch(vfs_, random_));
  return ok();
}

Status EntrySorter::put(const Entry& entry) {
  std::byte head[kHeadSize];
  store_be(&head[0], static_cast<uint32_t>(entry.key.size()));
  store_be(&head[4], static_cast<uint32_t>(entry.payload.size()));
  append(buffer_, head);
  append(buffer_, entry.key);
  append(buffer_, entry.payload);
  return buffer_.size() < kWriteSize ? ok() : flush();
}

Status EntrySorter::flush() {
  TRY(file_->pwrite(buffer_, file_end_));
  file_end_ += buffer_.size();
  buffer_.clear();
  return ok();
}

Status EntrySorter::write_run() {
  TRY(ensure_file());
  sort_places();
  const uint64_t start = file_end_;
  for (const Place& place : places_) TRY(put(entry_at(place.at)));
  TRY(flush());
  extents_.push_back({start, file_end_});
  ++runs_written_;
  drop_entries();
  if (extents_.size() == kRunsMax) TRY(merge_runs());
  return ok();
}

// All runs become one.
Status EntrySorter::merge_runs() {
  TRY(start_merge());
  const uint64_t start = file_end_;
  while (const std::optional<Entry> entry = TRY(next_merged())) {
    TRY(put(*entry));
  }
  TRY(flush());
  extents_ = {{start, file_end_}};
  return ok();
}

Status EntrySorter::start_merge() {
  heap_.clear();
  advances_first_ = false;
  for (const Extent& extent : extents_) {
    auto run = std::make_unique<Run>(*file_, extent, heap_.size());
    const bool has_entry = TRY(run->advance());
    if (has_entry) heap_.push_back(std::move(run));
  }
  std::ranges::make_heap(heap_, [](const auto& a, const auto& b) { return a->is_after(*b); });
  return ok();
}

Status EntrySorter::sort() {
  if (!extents_.empty() && !places_.empty()) TRY(write_run());
  if (!extents_.empty()) return start_merge();
  sort_places();
  return ok();
}

Result<std::optional<EntrySorter::Entry>> EntrySorter::next_merged() {
  const auto is_after = [](const auto& a, const auto& b) { return a->is_after(*b); };
  if (std::exchange(advances_first_, true)) {
    std::ranges::pop_heap(heap_, is_after);
    const bool more = TRY(heap_.back()->advance());
    if (more) {
      std::ranges::push_heap(heap_, is_after);
    } else {
      heap_.pop_back();
    }
  }
  if (heap_.empty()) {
    advances_first_ = false;
    return std::nullopt;
  }
  return heap_.front()->entry();
}

Result<std::optional<EntrySorter::Entry>> EntrySorter::next() {
  if (!extents_.empty()) return next_merged();
  if (at_ == places_.size()) return std::nullopt;
  // Sorted entries lie scattered in memory.
  if (at_ + kPrefetchDistance < places_.size()) {
    __builtin_prefetch(places_[at_ + kPrefetchDistance].at);
  }
  return entry_at(places_[at_++].at);
}

}  // namespace tern::btree
