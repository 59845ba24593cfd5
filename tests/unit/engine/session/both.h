#pragma once

#define SQLITE_ENABLE_SESSION
#define SQLITE_ENABLE_PREUPDATE_HOOK
#include <sqlite3.h>

#include <functional>
#include <string>
#include <vector>

#include "engine/session/apply.h"
#include "engine/session/session.h"
#include "tern/tern.h"

// Tern and the reference, with a session each.

namespace tern::session::test {

/// A database in memory in both engines.
class Both {
 public:
  Both();
  ~Both();
  Both(const Both&) = delete;
  Both& operator=(const Both&) = delete;

  /// Runs one statement in both; a failure if only one of them can. True: both could.
  bool run(const std::string& sql);
  /// All rows of the tables, and a failure if they are not the same in both.
  std::string content(const std::vector<std::string>& tables);
  Connection& tern() { return tern_; }
  sqlite3* reference() { return reference_; }

 private:
  Connection tern_;
  sqlite3* reference_ = nullptr;
};

/// The reference's session on a Both's reference.
class ReferenceSession {
 public:
  explicit ReferenceSession(sqlite3* db);
  ~ReferenceSession() { sqlite3session_delete(session_); }
  ReferenceSession(const ReferenceSession&) = delete;
  ReferenceSession& operator=(const ReferenceSession&) = delete;

  sqlite3_session* get() { return session_; }
  void attach(const char* table) { sqlite3session_attach(session_, table); }
  /// Nothing: it fails.
  std::optional<ByteVector> changes(Form form);

 private:
  sqlite3_session* session_ = nullptr;
};

/// What the reference reads in `changes`: a line a table, then its changes, sorted. If
/// `sorts_tables`, tables are sorted, too.
std::string described(Bytes changes, bool sorts_tables = false);

/// An answer of the reference: a result code and bytes.
struct Answered {
  int code = 0;
  ByteVector bytes;
};
Answered reference_invert(const ByteVector& changeset);
Answered reference_concat(const ByteVector& first, const ByteVector& second);
Answered reference_rebase(const std::vector<ByteVector>& decisions, const ByteVector& changeset);

/// How a change was applied: the conflicts in order, the outcome, the notes for a rebaser.
struct Applied {
  std::string conflicts;
  int code = 0;
  ByteVector decisions;
};
/// Answers the `number`th conflict.
using Policy = std::function<Answer(ConflictKind kind, int number)>;
using Filter = std::function<bool(std::string_view)>;
Applied apply_in_reference(sqlite3* db, const ByteVector& changes, const Policy& policy,
                           const Filter& filter);
Applied apply_in_tern(Connection& connection, const ByteVector& changes, const Policy& policy,
                      const Filter& filter);

}  // namespace tern::session::test
