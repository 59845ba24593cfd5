#include "engine/sqlite3/connections/hosted.h"

#include <memory>
#include <utility>

#include "engine/api/connection_state.h"
#include "engine/io/uring_vfs.h"
#include "engine/sqlite3/callbacks/call_site.h"
#include "engine/sqlite3/connections/connection.h"
#include "engine/sqlite3/connections/opening.h"

namespace tern::abi {
namespace {

struct CloseHosted {
  void operator()(sqlite3* db) const { sqlite3_close(db); }
};
using HostedHandle = std::unique_ptr<sqlite3, CloseHosted>;

Error last_error(const sqlite3& db) {
  const auto code = static_cast<ErrorCode>(db.code);
  return db.message.empty() ? Error(code) : Error(code, db.message);
}

/// Is it a URI that names a file system which only C programs know?
bool names_file_system_of_c(const std::string& name, const OpenOptions& options) {
  if (!options.uri || !name.starts_with("file:")) return false;
  bool is_of_c = false;
  for (const auto& [key, value] : uri_parameters(name)) {
    if (key == "vfs") is_of_c = !io::find_vfs(value) && sqlite3_vfs_find(value.c_str());
  }
  return is_of_c;
}

Result<HostedHandle> make_hosted() {
  constexpr bool kHasMutex = true;
  HostedHandle db;
  if (sqlite3_initialize() == SQLITE_OK) db.reset(make_handle(kHasMutex));
  if (!db) return fail(ErrorCode::NoMem);
  return db;
}

Result<sqlite3*> begin_hosted(HostedHandle db, const std::string& uri) {
  if (!db->files.vfs) db->files.vfs = sqlite3_vfs_find(nullptr);
  // The program's own statements count as one at work: those that a module runs come inside them.
  db->callbacks.work_depth = 1;
  if (begin_handle(db.get(), uri) != SQLITE_OK) return std::unexpected(last_error(*db));
  sqlite3_enable_load_extension(db.get(), 1);
  return db.release();
}

}  // namespace

Result<sqlite3*> host_connection(const MoveIn& move_in) {
  HostedHandle db = TRY(make_hosted());
  move_in(db->connection);
  return begin_hosted(std::move(db), "");
}

Result<sqlite3*> open_hosted(const std::string& name, const OpenOptions& options) {
  HostedHandle db = TRY(make_hosted());
  const bool is_of_c = names_file_system_of_c(name, options);
  db->connection.emplace(TRY(is_of_c ? open_connection(name, options, nullptr, db->files)
                                     : Connection::open(name, options)));
  return begin_hosted(std::move(db), options.uri ? name : "");
}

Connection& hosted_connection(sqlite3& db) { return *db.connection; }

void hosted_run_ended(const sqlite3& db) {
  if (db.callbacks.keeps_for_runs()) end_run_of(db.callbacks, nullptr);
}

bool hosted_may_try_again(sqlite3& db, Error& error) { return is_worth_another_try(&db, error); }

}  // namespace tern::abi
