#include "engine/sqlite3/copies/image_file.h"

#include <algorithm>
#include <cstring>

#include "engine/io/memory_vfs.h"
#include "engine/storage/database_shared.h"
#include "sqlite3.h"

namespace tern::abi {
namespace {

class ImageVfs;

class ImageFile final : public io::File {
 public:
  ImageFile(std::shared_ptr<Image> image, std::shared_ptr<ImageVfs> vfs)
      : image_(std::move(image)), vfs_(std::move(vfs)) {}

  Image& image() { return *image_; }

  Result<size_t> pread(MutBytes out, uint64_t at) override { return image_->read(out, at); }
  Status pwrite(Bytes in, uint64_t at) override { return image_->write(in, at); }
  Status pwritev(std::span<const Bytes> pieces, uint64_t at) override {
    for (const Bytes piece : pieces) {
      TRY(image_->write(piece, at));
      at += piece.size();
    }
    return {};
  }
  Status truncate(uint64_t size) override { return image_->resize(size); }
  Status sync(io::SyncMode) override { return {}; }
  Result<uint64_t> size() override { return static_cast<uint64_t>(image_->size()); }
  // Nobody else can open it.
  Status lock(uint64_t, uint64_t, io::LockMode) override { return {}; }
  Result<bool> is_locked_by_others(uint64_t, uint64_t) override { return false; }
  io::FileId id() const override { return {reinterpret_cast<uint64_t>(this), 1}; }
  bool is_read_only() const override { return image_->is_read_only(); }

 private:
  const std::shared_ptr<Image> image_;
  const std::shared_ptr<ImageVfs> vfs_;  // shared: the file's database works with it
};

/// The first file that is made here is the image, under whatever name; others are what the work
/// with it needs for a while, in memory, too.
class ImageVfs final : public io::MemoryVfs, public std::enable_shared_from_this<ImageVfs> {
 public:
  explicit ImageVfs(std::shared_ptr<Image> image) : image_(std::move(image)) {}

  Result<std::unique_ptr<io::File>> open(const std::string& path, io::OpenFlags flags) override {
    if (!image_) return MemoryVfs::open(path, flags);
    return std::make_unique<ImageFile>(std::exchange(image_, nullptr), shared_from_this());
  }

 private:
  std::shared_ptr<Image> image_;  // until it is opened
};

}  // namespace

Image::Image(unsigned char* bytes, int64_t size, int64_t capacity, Form form, int64_t size_max)
    : bytes_(bytes),
      size_(static_cast<uint64_t>(size)),
      capacity_(static_cast<uint64_t>(capacity)),
      form_(form),
      size_max_(static_cast<uint64_t>(std::max(size_max, size))) {}

Image::~Image() {
  if (form_.frees) sqlite3_free(bytes_);
}

int64_t Image::size() const {
  const std::lock_guard guard(mutex_);
  return static_cast<int64_t>(size_);
}

unsigned char* Image::bytes() const {
  const std::lock_guard guard(mutex_);
  return bytes_;
}

int64_t Image::limit_size(int64_t size_max) {
  const std::lock_guard guard(mutex_);
  if (size_max >= 0) size_max_ = std::max(size_, static_cast<uint64_t>(size_max));
  return static_cast<int64_t>(size_max_);
}

size_t Image::read(MutBytes out, uint64_t at) const {
  const std::lock_guard guard(mutex_);
  if (at >= size_) return 0;
  const auto count = static_cast<size_t>(std::min<uint64_t>(out.size(), size_ - at));
  std::memcpy(out.data(), bytes_ + at, count);
  return count;
}

Status Image::write(Bytes in, uint64_t at) {
  if (in.empty()) return {};
  const std::lock_guard guard(mutex_);
  const uint64_t end = at + in.size();
  if (end > size_) TRY(make_room(end));
  if (at > size_) std::memset(bytes_ + size_, 0, static_cast<size_t>(at - size_));
  std::memcpy(bytes_ + at, in.data(), in.size());
  size_ = std::max(size_, end);
  return {};
}

Status Image::resize(uint64_t size) {
  const std::lock_guard guard(mutex_);
  if (size > size_) {
    TRY(make_room(size));
    std::memset(bytes_ + size_, 0, static_cast<size_t>(size - size_));
  }
  size_ = size;
  return {};
}

Status Image::make_room(uint64_t size) {
  if (size <= capacity_) return {};
  if (!form_.grows || size > size_max_) return fail(ErrorCode::Full);
  const uint64_t capacity = std::min(2 * size, size_max_);
  void* const larger = sqlite3_realloc64(bytes_, capacity);
  if (!larger) return fail(ErrorCode::NoMem);
  bytes_ = static_cast<unsigned char*>(larger);
  capacity_ = capacity;
  return {};
}

Result<std::shared_ptr<storage::DatabaseFile>> open_image(std::shared_ptr<Image> image) {
  const bool is_read_only = image->is_read_only();
  const auto vfs = std::make_shared<ImageVfs>(std::move(image));
  // Without locks there can be no WAL, which an image could not have.
  return storage::DatabaseFile::open_temporary(*vfs, {.read_only = is_read_only, .no_lock = true});
}

Image* image_in(storage::DatabaseFile& file) {
  auto* const image_file = dynamic_cast<ImageFile*>(file.shared().file.get());
  return image_file ? &image_file->image() : nullptr;
}

int control_image(storage::DatabaseFile& file, int operation, void* argument) {
  Image* const image = image_in(file);
  if (image && operation == SQLITE_FCNTL_SIZE_LIMIT) {
    auto* const limit = static_cast<sqlite3_int64*>(argument);
    *limit = image->limit_size(*limit);
    return SQLITE_OK;
  }
  if (image && operation == SQLITE_FCNTL_VFSNAME) {
    char* const name = sqlite3_mprintf("memdb(%p,%lld)", static_cast<void*>(image->bytes()),
                                       static_cast<long long>(image->size()));
    *static_cast<char**>(argument) = name;
    return name ? SQLITE_OK : SQLITE_NOMEM;
  }
  return SQLITE_NOTFOUND;
}

}  // namespace tern::abi
