#include "tools/tern/open_database.h"

namespace tern::shell {

Result<OpenDatabase> OpenDatabase::open(const std::string& path, const OpenOptions& options) {
  OpenDatabase database;
  database.path_ = path;
  const bool records = path != ":memory:" && !options.read_only;
  if (records && sync::replica::Replica::is_replica(path)) {
    database.replica_ = TRY(sync::replica::Replica::open(path));
    return database;
  }
  database.plain_ = std::make_unique<Connection>(TRY(Connection::open(path, options)));
  return database;
}

Result<OpenDatabase> OpenDatabase::copy(const std::string& path, Bytes image,
                                        const OpenOptions& options) {
  OpenDatabase database;
  database.path_ = path;
  database.plain_ = std::make_unique<Connection>(TRY(Connection::deserialize(image, options)));
  return database;
}

}  // namespace tern::shell
