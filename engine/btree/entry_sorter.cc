#include "engine/btree/entry_sorter.h"

#include <algorithm>
#include <cstring>
#include <new>
#include <utility>

#include "engine/storage/scratch_file.h"

namespace tern::btree {
namespace {

constexpr size_t kBlockSize = size_t{1} << 20;
constexpr size_t kWriteSize = size_t{1} << 20;
constexpr size_t kReadSize = size_t{64} << 10;
constexpr size_t kRunsMax = 256;  // merged at once; each has a buffer of kReadSize
constexpr size_t kHeadSize = 8;
constexpr size_t kPrefetchDistance = 16;

int compare_bytes(Bytes a, Bytes b) {
  const int order = std::memcmp(a.data(), b.data(), std::min(a.size(), b.size()));
  if (order != 0) return order;
  return a.size() < b.size() ? -1 : static_cast<int>(a.size() > b.size());
}

}  // namespace

/// Reads a run from the file, an entry at a time.
class EntrySorter::Run {
 public:
  Run(io::File& file, Extent extent) : file_(file), left_(extent) {}

  const Entry& entry() const { return entry_; }

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
  ByteVector buffer_;
  size_t at_ = 0;
  size_t filled_ = 0;
  Entry entry_;
};

EntrySorter::EntrySorter(io::Vfs& vfs, io::Random& random, size_t memory_max)
    : vfs_(vfs), random_(random), memory_max_(memory_max) {}

EntrySorter::~EntrySorter() = default;

uint64_t EntrySorter::prefix_of(Bytes key) {
  std::byte bytes[8] = {};
  std::memcpy(bytes, key.data(), std::min(key.size(), sizeof bytes));
  return load_be<uint64_t>(bytes);
}

std::byte* EntrySorter::room_for(size_t size) {
  if (size > free_size_) {
    const size_t block = std::max(size, kBlockSize);
    std::unique_ptr<std::byte[]> bytes(new (std::nothrow) std::byte[block]);
    if (!bytes) return nullptr;
    free_ = bytes.get();
    free_size_ = block;
    blocks_.push_back(std::move(bytes));
  }
  free_size_ -= size;
  return std::exchange(free_, free_ + size);
}

Status EntrySorter::add(std::string_view key, Bytes payload) {
  const size_t size = key.size() + payload.size();
  if (!places_.empty() && held_ + size + sizeof(Place) > memory_max_) TRY(write_run());
  std::byte* const at = room_for(size);
  if (!at) return fail(ErrorCode::NoMem);
  std::memcpy(at, key.data(), key.size());
  if (!payload.empty()) std::memcpy(at + key.size(), payload.data(), payload.size());
  places_.push_back({prefix_of({at, key.size()}), at, static_cast<uint32_t>(key.size()),
                     static_cast<uint32_t>(payload.size())});
  held_ += size + sizeof(Place);
  return ok();
}

void EntrySorter::sort_places() {
  std::sort(places_.begin(), places_.end(), [](const Place& a, const Place& b) {
    if (a.prefix != b.prefix) [[likely]]
      return a.prefix < b.prefix;
    return compare_bytes({a.at, a.key_size}, {b.at, b.key_size}) < 0;
  });
}

Status EntrySorter::ensure_file() {
  if (!file_) file_ = TRY(storage::open_scratch(vfs_, random_));
  return ok();
}

Status EntrySorter::put(Bytes key, Bytes payload) {
  std::byte head[kHeadSize];
  store_be(&head[0], static_cast<uint32_t>(key.size()));
  store_be(&head[4], static_cast<uint32_t>(payload.size()));
  append(buffer_, head);
  append(buffer_, key);
  append(buffer_, payload);
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
  for (const Place& place : places_) {
    TRY(put({place.at, place.key_size}, {place.at + place.key_size, place.payload_size}));
  }
  TRY(flush());
  extents_.push_back({start, file_end_});
  ++runs_written_;
  places_.clear();
  blocks_.clear();
  free_size_ = 0;
  held_ = 0;
  if (extents_.size() == kRunsMax) TRY(merge_runs());
  return ok();
}

// All runs become one.
Status EntrySorter::merge_runs() {
  TRY(start_merge());
  const uint64_t start = file_end_;
  while (const std::optional<Entry> entry = TRY(next_merged())) {
    TRY(put(entry->key, entry->payload));
  }
  TRY(flush());
  extents_ = {{start, file_end_}};
  return ok();
}

Status EntrySorter::start_merge() {
  heap_.clear();
  advances_first_ = false;
  for (const Extent& extent : extents_) {
    auto run = std::make_unique<Run>(*file_, extent);
    const bool has_entry = TRY(run->advance());
    if (has_entry) heap_.push_back(std::move(run));
  }
  std::ranges::make_heap(heap_, [](const auto& a, const auto& b) {
    return compare_bytes(a->entry().key, b->entry().key) > 0;
  });
  return ok();
}

Status EntrySorter::sort() {
  if (!extents_.empty() && !places_.empty()) TRY(write_run());
  if (!extents_.empty()) return start_merge();
  sort_places();
  return ok();
}

Result<std::optional<EntrySorter::Entry>> EntrySorter::next_merged() {
  const auto is_after = [](const auto& a, const auto& b) {
    return compare_bytes(a->entry().key, b->entry().key) > 0;
  };
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
  const Place& place = places_[at_++];
  return Entry{{place.at, place.key_size}, {place.at + place.key_size, place.payload_size}};
}

}  // namespace tern::btree
