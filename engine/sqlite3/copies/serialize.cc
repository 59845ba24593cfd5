// Images of databases: sqlite3_serialize() and sqlite3_deserialize().

#include <cstring>

#include "engine/api/connection_state.h"
#include "engine/sqlite3/connections/connection.h"
#include "engine/sqlite3/copies/image_file.h"

namespace tern::abi {
namespace {

using storage::Pager;

/// Keeps a database readable as long as it stands.
class ReadingForImage {
 public:
  static Result<ReadingForImage> begin(txn::Database& database) {
    ReadingForImage out(database.pager());
    TRY(out.pager_->begin_read());
    return out;
  }
  ReadingForImage(ReadingForImage&& other) noexcept
      : pager_(std::exchange(other.pager_, nullptr)), was_reading_(other.was_reading_) {}
  ReadingForImage& operator=(ReadingForImage&&) = delete;
  ~ReadingForImage() {
    if (pager_ && !was_reading_) pager_->rollback();
  }

 private:
  explicit ReadingForImage(Pager& pager) : pager_(&pager), was_reading_(pager.is_reading()) {}

  Pager* pager_;
  bool was_reading_;
};

int64_t image_size(const Pager& pager) {
  return static_cast<int64_t>(uint64_t{pager.page_size()} * pager.page_count());
}

/// What a transaction has not committed yet is in it.
Status copy_pages_to(Pager& pager, unsigned char* out) {
  for (PageNo no{1}; no.raw <= pager.page_count(); ++no.raw) {
    const storage::PageRef page = TRY(pager.read(no));
    std::memcpy(out, page.bytes().data(), page.bytes().size());
    out += page.bytes().size();
  }
  return {};
}

/// What sqlite3_serialize() is to give.
struct ImageRequest {
  sqlite3_int64* size = nullptr;
  bool copies = true;

  void set_size(int64_t bytes) const {
    if (size) *size = bytes;
  }
};

Result<unsigned char*> image_of(txn::Database& database, const ImageRequest& request) {
  Image* const image = image_in(database.file());
  if (image && !request.copies) {
    request.set_size(image->size());
    return image->bytes();
  }
  TRY(database.trees().late().settle_all());
  const ReadingForImage reading = TRY(ReadingForImage::begin(database));
  // Sees to it that the first page is what a commit would make it.
  if (database.pager().is_writing()) static_cast<void>(TRY(database.pager().changed_pages()));
  const int64_t size = image_size(database.pager());
  request.set_size(size);
  if (size == 0 || !request.copies) return nullptr;
  std::unique_ptr<unsigned char, decltype(&sqlite3_free)> bytes(
      static_cast<unsigned char*>(sqlite3_malloc64(static_cast<sqlite3_uint64>(size))),
      &sqlite3_free);
  if (!bytes) return nullptr;
  TRY(copy_pages_to(database.pager(), bytes.get()));
  return bytes.release();
}

int deserialize_as(sqlite3* db, const char* schema, std::shared_ptr<Image> image) {
  txn::Database* const database = find_schema(db, schema);
  if (!database || database->is_temporary()) return SQLITE_ERROR;
  if (database->pager().is_reading()) return set_result(db, SQLITE_BUSY);
  auto file = open_image(std::move(image));
  if (!file) return set_result(db, file.error());
  return set_result(db, db->engine().replace(*database, *std::move(file)));
}

}  // namespace
}  // namespace tern::abi

using tern::abi::Hold;
using tern::abi::Image;

unsigned char* sqlite3_serialize(sqlite3* db, const char* schema, sqlite3_int64* size,
                                 unsigned int flags) {
  const tern::abi::ImageRequest request{.size = size,
                                        .copies = (flags & SQLITE_SERIALIZE_NOCOPY) == 0};
  request.set_size(-1);
  if (!tern::abi::is_usable(db)) return nullptr;
  const Hold hold(db->mutex);
  unsigned char* out = nullptr;
  tern::abi::guarded(db, [&] {
    tern::txn::Database* const database = tern::abi::find_schema(db, schema);
    if (!database) return SQLITE_OK;
    const tern::Result<unsigned char*> image = tern::abi::image_of(*database, request);
    if (!image) return tern::abi::set_result(db, image.error());
    out = *image;
    return tern::abi::set_result(db, SQLITE_OK);
  });
  return out;
}

int sqlite3_deserialize(sqlite3* db, const char* schema, unsigned char* bytes, sqlite3_int64 size,
                        sqlite3_int64 capacity, unsigned flags) {
  const Image::Form form{.frees = (flags & SQLITE_DESERIALIZE_FREEONCLOSE) != 0,
                         .grows = (flags & SQLITE_DESERIALIZE_RESIZEABLE) != 0,
                         .is_read_only = (flags & SQLITE_DESERIALIZE_READONLY) != 0};
  const bool is_right = tern::abi::is_usable(db) && size >= 0 && capacity >= size;
  if (!is_right) return tern::abi::misuse("sqlite3_deserialize");
  const Hold hold(db->mutex);
  return tern::abi::guarded(db, [&] {
    auto image = std::make_shared<Image>(bytes, size, capacity, form,
                                         tern::abi::configuration().image_size_max);
    return tern::abi::deserialize_as(db, schema, std::move(image));
  });
}
