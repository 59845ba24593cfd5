#pragma once

#include <atomic>
#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "engine/base/bytes.h"
#include "engine/base/result.h"
#include "engine/io/clock.h"
#include "engine/io/random.h"
#include "sync/primary/sql_text.h"
#include "sync/wire/exchange.h"

namespace tern::sync::primary {

struct PrimaryOptions {
  uint64_t history_bytes_max = uint64_t{256} << 20;  // per database: what pulls can be served from
  uint64_t unindexed_bytes_max = 8 << 20;  // of it that opening a database after a crash may read
  size_t open_databases_max = 256;     // beyond it those that nobody uses are closed, oldest first
  int64_t database_idle_ms = 300'000;  // those that nobody has used for so long are closed
  io::Clock* clock = &io::system_clock();
  io::Random* random = &io::system_random();
};

/// What one database may take up; 0: no bound. All but the bytes is for who serves SQL to know.
struct DatabaseQuota {
  uint64_t bytes_max = 0;    // of its file; pushes and SQL that make it larger fail with Full
  uint32_t streams_max = 0;  // open at once
  uint32_t statement_ms = 0;
  uint64_t result_bytes_max = 0;
  bool operator==(const DatabaseQuota&) const = default;
};

/// Who asks, as far as the server has checked a token, and how he can wait for an answer.
struct Caller {
  bool may_pull = false;
  bool may_push = false;
  bool may_create = false;
  /// Set once nobody wants the answer any more: who waits for a commit then ends. Null: never.
  const std::atomic<bool>* is_gone = nullptr;
  /// Runs `wait`, with somebody in this thread's place meanwhile. False: too many wait already, it
  /// was not run. Empty: the thread may wait as it is.
  std::function<bool(const std::function<void()>& wait)> wait_elsewhere = {};
};

struct DatabaseSummary {
  std::string name;
  std::string id;         // folder name, made by the server
  std::string path;       // of the database file
  uint64_t revision = 0;  // of one that is not open: when it was closed; 0: not known
  DatabaseQuota quota = {};
  uint64_t size_bytes = 0;  // of the database file; what is in the WAL only is not in it
};

constexpr std::chrono::milliseconds kStatusWaitMax{60'000};

class HostedDatabase;  // hosted_database.h

/// A folder of databases that replicas push to and pull from, and SQL connections write to.
///
/// Layout: <folder>/lock, <folder>/catalog (catalog.h), <folder>/<id>/db, db-wal, db-shm,
/// db-history, db-history-index, db-intent, db-hash. No name from a request becomes a path.
/// Everything that was answered survives kill -9: the commit record rides in the database's own WAL
/// commit. Databases are opened when they are used, and closed again (PrimaryOptions). Threads: all
/// functions may be called from several threads at once; per database one writes while others read.
class Primary {
 public:
  /// Errors: CantOpen, IoErr*, Corrupt; Busy if another Primary, also in another process, has the
  /// folder.
  static Result<std::unique_ptr<Primary>> open(const std::string& folder,
                                               PrimaryOptions options = {});
  /// Requires: nobody uses a database.
  ~Primary();

  // --- what there is
  /// Up to `limit` databases by name, behind `after`. Opens none.
  std::vector<DatabaseSummary> list(std::string_view after = {}, size_t limit = SIZE_MAX) const;
  /// One of them. Errors: NotFound.
  Result<DatabaseSummary> show(std::string_view name) const;
  /// The path of a database's file. Errors: NotFound.
  Result<std::string> path_of(std::string_view name) const;
  /// The database, open as long as somebody has what this returns (shared for that).
  /// Errors: NotFound; of opening it.
  Result<std::shared_ptr<HostedDatabase>> use(std::string_view name);
  /// Errors: NotFound.
  Result<DatabaseQuota> quota(std::string_view name) const;

  // --- what replicas ask
  /// Answers every request under /v1/db/: POST {db}/push, POST {db}/pull, GET {db}/status,
  /// PUT {db} (create, body = database file, or empty). Any error becomes a status: 400 malformed,
  /// 401/403 caller, 404 no such database, 409 exists, 413 too large, 422 hash mismatch, 507 full.
  /// A status with `?after=REVISION&wait_ms=N` is answered when the head is larger than REVISION,
  /// at the latest after N ms or kStatusWaitMax; at once if the caller may not wait.
  wire::Response handle(const wire::Request& request, const Caller& caller);

  /// Runs SQL at the primary itself as one transaction and returns its revision: the same commit
  /// path as a push, under a replica id of the server's own.
  Result<uint64_t> execute(std::string_view name, std::string_view sql);

  // --- administration. Each either happens or does not, whenever the process dies.
  /// Registers an empty database. Errors: Constraint if the name is taken; Misuse for a bad name.
  Status create(std::string_view name);
  enum class FileUse : uint8_t {
    Take,  // the file is moved in, or copied across file systems
    Copy,  // it stays, and so does whoever uses it: what is committed now is copied
  };
  /// Registers a database with the content of the file at `path`, once it is seen to be one
  /// (check_database_file()). Errors: as create; NotADb, Corrupt; Full if it is larger than
  /// `quota` says; CantOpen.
  Status create_from_file(std::string_view name, const std::string& path,
                          FileUse use = FileUse::Take, const DatabaseQuota& quota = {});
  /// Registers a database with what SQL text makes: all of it, or nothing. ATTACH is refused. With
  /// `is_gone` set it ends with Interrupt. Errors: as create_from_file; of the SQL.
  Status create_from_sql(std::string_view name, const SqlSource& sql,
                         const DatabaseQuota& quota = {},
                         const std::atomic<bool>* is_gone = nullptr);
  /// Runs SQL text on a database, as a shell would; it may have transactions of its own, and must
  /// end them. Other writers wait for all of it. What it has committed stays where it fails.
  /// Returns the newest revision. ATTACH is refused. Errors: NotFound; Busy; of the SQL, with the
  /// line where the statement begins; Interrupt once `is_gone` is set.
  Result<uint64_t> import_sql(std::string_view name, const SqlSource& sql,
                              const std::atomic<bool>* is_gone = nullptr);
  Result<uint64_t> import_sql(std::string_view name, std::string_view sql);
  /// Writes the newest revision to a new file at `path` that needs no WAL. Others write meanwhile;
  /// the WAL grows while it lasts. Errors: NotFound; CantOpen if there is such a file; IoErr*,
  /// Full.
  Status export_file(std::string_view name, const std::string& path);
  /// The same as SQL text that makes it again.
  Status export_sql(std::string_view name, const std::string& path);
  /// A path for a file that is on its way in or out. What is there at the next start goes then.
  std::string passing_path();
  /// Registers `to` with the newest revision of `from` as its first one: replicas of `from` do not
  /// follow it. Quotas are copied, too. Errors: NotFound; Constraint; Misuse; IoErr*, Full.
  Status copy(std::string_view from, std::string_view to);
  /// Gives back the space of what was deleted: HostedDatabase::vacuum(). Other writers wait.
  /// Returns the newest revision. Errors: NotFound; Busy; IoErr*, Full.
  Result<uint64_t> vacuum(std::string_view name);
  /// Who uses it goes on. Errors: NotFound; Constraint; Misuse.
  Status rename(std::string_view from, std::string_view to);
  enum class InUse : uint8_t { Refuse, Force };
  /// With Force nothing more is committed by who uses it (HostedDatabase::end()), and its files go
  /// when they let go of it. Errors: NotFound; Busy if it is in use.
  Status remove(std::string_view name, InUse in_use = InUse::Refuse);
  /// Holds from now on. Errors: NotFound.
  Status set_quota(std::string_view name, const DatabaseQuota& quota);

  /// Upkeep that is due, and databases that nobody has used for long: happens by itself once a
  /// second.
  void tend();
  size_t open_count() const;

 private:
  class State;
  explicit Primary(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

}  // namespace tern::sync::primary
