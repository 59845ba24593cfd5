// Incremental blob I/O: sqlite3_blob_open() and what follows.

#include "engine/api/blob.h"

#include "engine/sqlite3/connections/connection.h"

struct sqlite3_blob {
  sqlite3* db = nullptr;
  std::unique_ptr<tern::api::Blob> blob;
  int code = SQLITE_OK;  // of the last call that could have read or written: close() gives it, too
};

namespace tern::abi {
namespace {

using api::Blob;

std::optional<std::string_view> optional_name(const char* name) {
  if (!name) return std::nullopt;
  return std::string_view(name);
}

/// One piece of a value that is to be read or written. Negative numbers are out of any range.
struct Range {
  uint64_t at = 0;
  size_t size = 0;

  Range(int at_in, int size_in)
      : at(at_in < 0 ? UINT64_MAX : static_cast<uint64_t>(at_in)),
        size(size_in < 0 ? SIZE_MAX : static_cast<size_t>(size_in)) {}
  /// Of the memory at `data`, which is not looked at where the range cannot be right.
  template <class Byte>
  std::span<Byte> in(Byte* data) const {
    return {data, size};
  }
};

int set_last(sqlite3_blob& handle, const Status& done) {
  const bool was_tried = done || !done.error().is(ErrorCode::Error);  // within the value
  const bool is_open = !handle.blob->is_expired();
  if (was_tried) handle.code = done || !is_open ? SQLITE_OK : static_cast<int>(done.error().code());
  return set_result(handle.db, done);
}

class WrittenColumn {
 public:
  WrittenColumn(sqlite3* db, int column) : state_(db->copies) {
    state_.written_blob_column = column;
  }
  ~WrittenColumn() { state_.written_blob_column = -1; }
  WrittenColumn(const WrittenColumn&) = delete;
  WrittenColumn& operator=(const WrittenColumn&) = delete;

 private:
  CopyState& state_;
};

}  // namespace
}  // namespace tern::abi

using tern::abi::guarded;
using tern::abi::Hold;
using tern::abi::set_result;
using tern::api::Blob;

int sqlite3_blob_open(sqlite3* db, const char* database, const char* table, const char* column,
                      sqlite3_int64 rowid, int flags, sqlite3_blob** out) {
  if (!out) return tern::abi::misuse("sqlite3_blob_open");
  *out = nullptr;
  if (!tern::abi::is_usable(db) || !table || !column) {
    return tern::abi::misuse("sqlite3_blob_open");
  }
  const Hold hold(db->mutex);
  return guarded(db, [&] {
    auto handle = std::make_unique<sqlite3_blob>();
    handle->db = db;
    const auto access = flags == 0 ? Blob::Access::Read : Blob::Access::Write;
    auto opened =
        Blob::open(db->engine(), tern::abi::optional_name(database), table, column, rowid, access);
    // As the reference, which does not say there that others of a shared cache are in the way.
    if (!opened && opened.error().is(tern::ErrorCode::LockedSharedCache)) {
      return set_result(db, SQLITE_LOCKED, opened.error().message());
    }
    if (!opened) return set_result(db, opened.error());
    handle->blob = *std::move(opened);
    ++db->open_blobs;
    *out = handle.release();
    return set_result(db, SQLITE_OK);
  });
}

int sqlite3_blob_close(sqlite3_blob* handle) {
  if (!handle) return SQLITE_OK;
  sqlite3* const db = handle->db;
  sqlite3_mutex_enter(db->mutex);
  const int code = guarded(db, [&] {
    const bool was_open = !handle->blob->is_expired();
    const tern::Status closed = handle->blob->close();
    if (closed && handle->code != SQLITE_OK) return set_result(db, handle->code);
    return was_open ? set_result(db, closed) : SQLITE_OK;
  });
  delete handle;
  --db->open_blobs;
  if (!tern::abi::free_if_zombie(db)) sqlite3_mutex_leave(db->mutex);
  return code;
}

int sqlite3_blob_bytes(sqlite3_blob* handle) {
  if (!handle || handle->blob->is_expired()) return 0;
  return static_cast<int>(handle->blob->size());
}

int sqlite3_blob_read(sqlite3_blob* handle, void* out, int size, int at) {
  if (!handle) return tern::abi::misuse("sqlite3_blob_read");
  sqlite3* const db = handle->db;
  const Hold hold(db->mutex);
  return guarded(db, [&] {
    const tern::abi::Range range(at, size);
    return tern::abi::set_last(
        *handle, handle->blob->read(range.in(static_cast<std::byte*>(out)), range.at));
  });
}

int sqlite3_blob_write(sqlite3_blob* handle, const void* in, int size, int at) {
  if (!handle) return tern::abi::misuse("sqlite3_blob_write");
  sqlite3* const db = handle->db;
  const Hold hold(db->mutex);
  return guarded(db, [&] {
    const tern::abi::Range range(at, size);
    const tern::abi::WrittenColumn column(db, handle->blob->column());
    const auto bytes = range.in(static_cast<const std::byte*>(in));
    return tern::abi::set_last(*handle, handle->blob->write(bytes, range.at));
  });
}

int sqlite3_blob_reopen(sqlite3_blob* handle, sqlite3_int64 rowid) {
  if (!handle) return tern::abi::misuse("sqlite3_blob_reopen");
  sqlite3* const db = handle->db;
  const Hold hold(db->mutex);
  return guarded(db, [&] {
    handle->code = SQLITE_OK;
    return set_result(db, handle->blob->reopen(rowid));
  });
}
