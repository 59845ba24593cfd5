#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "engine/base/bytes.h"
#include "engine/base/result.h"
#include "engine/io/clock.h"
#include "engine/io/random.h"
#include "sync/wire/exchange.h"

namespace tern::sync::primary {

struct PrimaryOptions {
  uint64_t history_bytes_max = uint64_t{256} << 20;  // per database: what pulls can be served from
  io::Clock* clock = &io::system_clock();
  io::Random* random = &io::system_random();
};

/// Who asks, as far as the server has checked a token.
struct Caller {
  bool may_pull = false;
  bool may_push = false;
  bool may_create = false;
};

struct DatabaseSummary {
  std::string name;
  std::string id;    // folder name, made by the server
  std::string path;  // of the database file: for SQL over HTTP through a Connection of its own
  uint64_t revision = 0;
};

class HostedDatabase;  // hosted_database.h

/// A folder of databases that replicas push to and pull from.
///
/// Layout: <folder>/lock, <folder>/catalog (names and ids), <folder>/<id>/db, db-wal, db-shm,
/// db-history, db-intent. No name from a request becomes a path. Everything that was answered
/// survives kill -9: the commit record rides in the database's own WAL commit. Threads: all
/// functions may be called from several threads at once; per database one writes while others read.
class Primary {
 public:
  /// Errors: CantOpen, IoErr*, Corrupt; Busy if another Primary, also in another process, has the
  /// folder.
  static Result<std::unique_ptr<Primary>> open(const std::string& folder,
                                               PrimaryOptions options = {});
  ~Primary();

  /// Registers an empty database. Errors: Constraint if the name is taken; Misuse for a bad name.
  Status create(std::string_view name);
  /// Registers a database with the content of the file at `path` (moved in, or copied across file
  /// systems). Errors: as create; NotADb, Corrupt.
  Status create_from_file(std::string_view name, const std::string& path);
  std::vector<DatabaseSummary> list() const;
  /// The path of a database's file. Errors: NotFound.
  Result<std::string> path_of(std::string_view name) const;

  /// Answers every request under /v1/db/: POST {db}/push, POST {db}/pull, GET {db}/status,
  /// PUT {db} (create, body = database file, or empty). Any error becomes a status: 400 malformed,
  /// 401/403 caller, 404 no such database, 409 exists, 413 too large, 422 hash mismatch, 507 full.
  wire::Response handle(const wire::Request& request, const Caller& caller);

  /// Runs SQL at the primary itself as one transaction and returns its revision: the same commit
  /// path as a push, under a replica id of the server's own.
  Result<uint64_t> execute(std::string_view name, std::string_view sql);

 private:
  class State;
  explicit Primary(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

}  // namespace tern::sync::primary
