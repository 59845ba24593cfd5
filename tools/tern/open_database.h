#pragma once

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "engine/api/include/tern/tern.h"
#include "sqlite3.h"
#include "sync/replica/replica.h"

namespace tern::shell {

/// What .session opened: it records changes of tables.
struct NamedSession {
  NamedSession(std::string its_name, sqlite3_session* its_session)
      : name(std::move(its_name)), session(its_session) {}
  ~NamedSession() { sqlite3session_delete(session); }
  NamedSession(const NamedSession&) = delete;
  NamedSession& operator=(const NamedSession&) = delete;

  std::string name;
  sqlite3_session* session;
  std::vector<std::string> filters;  ///< tables like these are left out
};

/// A database that a command works on: a replica, whose changes are recorded for the next sync,
/// where the file is one, or a plain database. Extensions may be loaded into it.
class OpenDatabase {
 public:
  OpenDatabase(OpenDatabase&&) = default;
  OpenDatabase& operator=(OpenDatabase&&) = default;
  ~OpenDatabase() { sessions.clear(); }

  static Result<OpenDatabase> open(const std::string& path, const OpenOptions& options);
  /// What a database in memory begins with.
  struct Copy {
    Bytes image;           ///< of a file
    int64_t size_max = 0;  ///< bytes that it may grow to; 0: what others may
    bool is_read_only = false;
  };
  static Result<OpenDatabase> copy(const std::string& path, const Copy& content);

  Connection& connection();
  /// The same connection for C functions.
  sqlite3* handle() { return handle_.get(); }
  sync::replica::Replica* replica() { return replica_.get(); }
  const std::string& path() const { return path_; }
  /// Is it a copy in memory?
  bool is_copy() const { return is_copy_; }

  std::vector<std::unique_ptr<NamedSession>> sessions;  // go before the connection

 private:
  OpenDatabase() = default;
  /// Complains on standard error of what an extension has left open.
  struct Close {
    void operator()(sqlite3* handle) const;
  };

  std::string path_;
  bool is_copy_ = false;
  std::unique_ptr<sqlite3, Close> handle_;
  std::unique_ptr<sync::replica::Replica> replica_;  // works on the handle's connection
};

}  // namespace tern::shell
