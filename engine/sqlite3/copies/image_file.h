#pragma once

#include <cstdint>
#include <memory>
#include <mutex>

#include "engine/io/vfs.h"
#include "engine/storage/database_file.h"

namespace tern::abi {

/// The bytes of a database in memory that a program gave to sqlite3_deserialize(), as a file: what
/// is committed is written there.
/// Threads: all functions may be called from several threads at once.
class Image {
 public:
  struct Form {
    bool frees = false;  // by sqlite3_free(), when the file is closed
    bool grows = false;  // by sqlite3_realloc64(), up to size_max()
    bool is_read_only = false;
  };

  /// `size` bytes of a database, in memory of `capacity` bytes.
  Image(unsigned char* bytes, int64_t size, int64_t capacity, Form form, int64_t size_max);
  ~Image();
  Image(const Image&) = delete;
  Image& operator=(const Image&) = delete;

  bool is_read_only() const { return form_.is_read_only; }
  int64_t size() const;
  /// Lifetime: until it grows.
  unsigned char* bytes() const;
  /// SQLITE_FCNTL_SIZE_LIMIT: how large it may grow. Not below what it is; negative only asks.
  int64_t limit_size(int64_t size_max);

  size_t read(MutBytes out, uint64_t at) const;
  /// Errors: Full.
  Status write(Bytes in, uint64_t at);
  /// Errors: Full.
  Status resize(uint64_t size);

 private:
  Status make_room(uint64_t size);

  mutable std::mutex mutex_;
  unsigned char* bytes_;
  uint64_t size_;
  uint64_t capacity_;
  Form form_;
  uint64_t size_max_;
};

/// A database in the image, which has no name: its journal is in memory.
/// Shared ownership of `image`: the file's users may outlive who made it.
Result<std::shared_ptr<storage::DatabaseFile>> open_image(std::shared_ptr<Image> image);

/// Null: `file` is another kind of file.
Image* image_in(storage::DatabaseFile& file);
/// sqlite3_file_control(), as far as it is about an image. SQLITE_NOTFOUND: it is about something
/// else, or `file` is no image.
int control_image(storage::DatabaseFile& file, int operation, void* argument);

}  // namespace tern::abi
