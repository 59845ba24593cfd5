#pragma once

#include <gtest/gtest.h>

#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "tests/support/program.h"
#include "tests/support/test_certificate.h"

namespace tern::tests {

/// Rows of a query, columns joined by '|' as both shells print them.
using Rows = std::vector<std::string>;

/// What `tern sync` said, over all its rounds.
struct Synced {
  uint64_t pushed = 0;
  uint64_t applied = 0;
  uint64_t merged = 0;
  uint64_t parked = 0;
  bool forked = false;  ///< the file was a copy and took an identity of its own
  std::string out;
};

/// ternd over HTTPS with one database, "db", and replicas of it, all worked on by programs as a
/// user would: `tern` to clone, edit and sync, the reference's `sqlite3` to read and to check.
/// What a program refuses is a test failure, but for the try_ functions.
class ProcessFleet : public testing::Test {
 protected:
  static constexpr const char* kToken = "a-token-for-these-tests-0123";

  /// Certificate, tokens and a ternd that runs.
  ProcessFleet();

  /// Makes "db" at the primary with what `sql` makes in an empty file of the reference.
  void make_database(const std::string& sql);

  void start_primary();
  /// As the system does it: SIGTERM, and the end in order.
  void stop_primary();
  void kill_primary();
  uint16_t primary_port() const { return port_; }
  /// "https://127.0.0.1:PORT" of ternd.
  std::string origin() const;
  std::string primary_file() const;
  std::string primary_log() const { return read_file(folder_ / "log"); }

  std::string path(const std::string& name) const { return folder_ / name + ".db"; }
  const TemporaryFolder& folder() const { return folder_; }
  /// A new replica of "db", reached through `origin`; ternd itself where it is empty.
  void clone(const std::string& name, const std::string& origin = {});
  /// SQL given to the shell on the replica's file.
  void edit(const std::string& name, const std::string& sql) const;
  Outcome try_edit(const std::string& name, const std::string& sql) const;
  Synced sync(const std::string& name) const;
  Outcome try_sync(const std::string& name) const;
  Outcome tern(std::vector<std::string> arguments) const;

  Rows query(const std::string& name, const std::string& sql) const;
  Rows query_primary(const std::string& sql) const;

  /// Syncs the replicas in turn until nothing can move any more, then checks: all hashes and the
  /// primary's are equal, all files are sound to the reference, no replica has anything pending.
  void settle(const std::vector<std::string>& names) const;
  std::string hash_of_file(const std::string& file) const;
  static Rows query_file(const std::string& file, const std::string& sql);

 private:
  TemporaryFolder folder_;
  uint16_t port_ = 0;
  std::unique_ptr<BackgroundProgram> primary_;
};

}  // namespace tern::tests
