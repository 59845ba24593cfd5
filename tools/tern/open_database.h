#pragma once

#include <memory>
#include <optional>
#include <string>

#include "engine/api/include/tern/tern.h"
#include "sync/replica/replica.h"

namespace tern::shell {

/// A database that a command works on: a replica, whose changes are recorded for the next sync,
/// where the file is one, or a plain database.
class OpenDatabase {
 public:
  static Result<OpenDatabase> open(const std::string& path, const OpenOptions& options);
  /// A database in memory with the content of the file at `path`, which `image` is.
  static Result<OpenDatabase> copy(const std::string& path, Bytes image,
                                   const OpenOptions& options);

  Connection& connection() { return replica_ ? replica_->connection() : *plain_; }
  sync::replica::Replica* replica() { return replica_.get(); }
  const std::string& path() const { return path_; }

 private:
  std::string path_;
  std::unique_ptr<sync::replica::Replica> replica_;
  std::unique_ptr<Connection> plain_;
};

}  // namespace tern::shell
