#pragma once

#include <sqlite3.h>

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "tern/tern.h"

namespace tern::testing {

/// What a text of SQL did: rows with types, column names, the error, and the counters afterwards.
/// Two engines agree iff their Outcomes print alike.
struct Outcome {
  std::string text;
};

/// Tern and the reference, each on a database of its own, fed with the same SQL.
/// `run` reports a test failure where they differ.
class SideBySide {
 public:
  /// `path` empty: both in memory. Else the files are `path`.tern and `path`.ref.
  explicit SideBySide(const std::string& path = "");
  SideBySide(const SideBySide&) = delete;
  SideBySide& operator=(const SideBySide&) = delete;
  ~SideBySide();

  /// Runs every statement of `sql` through both, one by one; statement by statement everything is
  /// compared. Statements after a failed one run too.
  void run(std::string_view sql);

  Connection& tern() { return *tern_; }
  sqlite3* reference() { return reference_; }
  /// Closes Tern's connection and lets the reference open Tern's file: "ok" if its integrity check
  /// finds nothing. Requires: a path was given.
  std::string integrity_of_tern_file();

 private:
  std::string path_;
  std::optional<Connection> tern_;
  sqlite3* reference_ = nullptr;
};

/// One statement through one engine.
Outcome run_tern(Connection& connection, std::string_view sql);
Outcome run_reference(sqlite3* db, std::string_view sql);

}  // namespace tern::testing
