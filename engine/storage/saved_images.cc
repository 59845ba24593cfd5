#include "engine/storage/saved_images.h"

#include <cstring>
#include <new>

#include "engine/io/temporary_file.h"
#include "engine/storage/scratch_file.h"

namespace tern::storage {

Result<SavedImage> SavedImages::save(Bytes page) {
  SavedImage image{nullptr, 0, static_cast<uint32_t>(page.size())};
  const bool fits = memory_bytes_ + page.size() <= kMemoryMax;
  if (fits || in_memory_ || !vfs_) {
    if (!spares_.empty() && spare_size_ == page.size()) {
      image.bytes = std::move(spares_.back());
      spares_.pop_back();
    } else {
      image.bytes.reset(new (std::nothrow) std::byte[page.size()]);
    }
    if (!image.bytes) return fail(ErrorCode::NoMem);
    std::memcpy(image.bytes.get(), page.data(), page.size());
    memory_bytes_ += page.size();
    return image;
  }
  if (!file_) {
    file_ =
        is_secret_ ? TRY(open_scratch(*vfs_, random_)) : TRY(io::open_temporary(*vfs_, random_));
  }
  const bool is_reused = !free_places_.empty() && !is_secret_;
  image.place = is_reused ? free_places_.back() : place_count_;
  TRY(file_->pwrite(page, uint64_t{image.place} * page.size()));
  if (is_reused) {
    free_places_.pop_back();
  } else {
    ++place_count_;
  }
  return image;
}

Status SavedImages::load(const SavedImage& image, MutBytes out) {
  if (image.bytes) {
    std::memcpy(out.data(), image.bytes.get(), out.size());
    return ok();
  }
  ASSERT(file_ && image.place < place_count_);
  const size_t got = TRY(file_->pread(out, uint64_t{image.place} * out.size()));
  return got == out.size() ? ok() : fail(ErrorCode::IoErrShortRead);
}

void SavedImages::drop(SavedImage image) {
  if (!image.bytes) return free_places_.push_back(image.place);
  memory_bytes_ -= image.size;
  if (image.size != spare_size_) spares_.clear();
  spare_size_ = image.size;
  if (spares_.size() < kSparesMax) spares_.push_back(std::move(image.bytes));
}

void SavedImages::clear() {
  memory_bytes_ = 0;
  place_count_ = 0;
  free_places_ = {};
  file_.reset();
}

}  // namespace tern::storage
