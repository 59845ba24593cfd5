#include "tools/tern/open_database.h"

#include <algorithm>
#include <cstdio>
#include <optional>
#include <utility>

#include "engine/sqlite3/connections/hosted.h"

namespace tern::shell {

void OpenDatabase::Close::operator()(sqlite3* handle) const {
  const int code = sqlite3_close(handle);
  if (code == SQLITE_OK) return;
  std::fprintf(stderr, "Error: sqlite3_close() returns %d: %s\n", code, sqlite3_errmsg(handle));
}

Result<OpenDatabase> OpenDatabase::open(const std::string& path, const OpenOptions& options) {
  OpenDatabase database;
  database.path_ = path;
  const bool records = path != ":memory:" && !options.read_only;
  if (records && sync::replica::Replica::is_replica(path)) {
    database.replica_ = TRY(sync::replica::Replica::open(path));
    database.handle_.reset(TRY(abi::host_connection(
        [&](std::optional<Connection>& place) { database.replica_->keep_connection_in(place); })));
    return database;
  }
  database.handle_.reset(TRY(abi::open_hosted(path, options)));
  return database;
}

Result<OpenDatabase> OpenDatabase::copy(const std::string& path, const Copy& content) {
  OpenDatabase database;
  database.path_ = path;
  database.is_copy_ = true;
  database.handle_.reset(TRY(abi::open_hosted(":memory:", {})));
  sqlite3* const handle = database.handle_.get();
  const auto size = static_cast<sqlite3_int64>(content.image.size());
  auto* const bytes = static_cast<unsigned char*>(sqlite3_malloc64(content.image.size() + 1));
  if (!bytes) return fail(ErrorCode::NoMem);
  std::copy_n(reinterpret_cast<const unsigned char*>(content.image.data()), content.image.size(),
              bytes);
  unsigned flags = SQLITE_DESERIALIZE_FREEONCLOSE | SQLITE_DESERIALIZE_RESIZEABLE;
  if (content.is_read_only) flags |= SQLITE_DESERIALIZE_READONLY;
  const int code = sqlite3_deserialize(handle, "main", bytes, size, size, flags);
  if (code != SQLITE_OK) return fail(static_cast<ErrorCode>(code), sqlite3_errmsg(handle));
  sqlite3_int64 size_max = content.size_max;
  if (size_max > 0) sqlite3_file_control(handle, "main", SQLITE_FCNTL_SIZE_LIMIT, &size_max);
  return database;
}

Connection& OpenDatabase::connection() { return abi::hosted_connection(*handle_); }

}  // namespace tern::shell
