#pragma once

#include <string>

struct sqlite3;

namespace tern::test {

/// A connection of the reference, for statements whose answer is compared as text. Any error is in
/// the answer ("error: ..."), so that a test shows it.
class ReferenceDb {
 public:
  explicit ReferenceDb(const std::string& path);
  ~ReferenceDb();
  ReferenceDb(const ReferenceDb&) = delete;
  ReferenceDb& operator=(const ReferenceDb&) = delete;

  /// All rows: columns joined by '|', rows by a line feed.
  std::string run(const std::string& sql);

 private:
  sqlite3* db_ = nullptr;
};

/// A new folder for files, removed at the end.
class TemporaryFolder {
 public:
  TemporaryFolder();
  ~TemporaryFolder();
  std::string path(const std::string& name) const { return path_ + "/" + name; }

 private:
  std::string path_;
};

/// Copies a database with its WAL and journal, for the reference to open: the next writer, and not
/// the reference, recovers the original. Returns `copy`.
std::string copy_database(const std::string& path, const std::string& copy);

/// What the sqlite3 shell, another process, answers to `sql` on the database at `path`.
std::string run_shell(const std::string& path, const std::string& sql, int busy_timeout_ms = 0);

}  // namespace tern::test
