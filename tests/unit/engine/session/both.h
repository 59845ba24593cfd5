#pragma once

#define SQLITE_ENABLE_SESSION
#define SQLITE_ENABLE_PREUPDATE_HOOK
#include <sqlite3.h>

#include <array>
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
  /// What the queries give, sorted, and a failure if it is not the same in both.
  std::string rows(const std::vector<std::string>& queries);
  /// COMMIT, or ROLLBACK where deferred foreign keys do not let it pass.
  void end_transaction();
  /// What was run.
  const std::vector<std::string>& statements() const { return statements_; }
  Connection& tern() { return tern_; }
  sqlite3* reference() { return reference_; }

 private:
  Connection tern_;
  sqlite3* reference_ = nullptr;
  std::vector<std::string> statements_;
};

/// The reference's session on a Both's reference.
class ReferenceSession {
 public:
  explicit ReferenceSession(sqlite3* db, const char* database = "main");
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

/// How many random cases a test tries: TERN_SESSION_CASES.
uint64_t case_count();

/// How many changes there are in `changes`.
size_t count_of(Bytes changes);

/// `changes` with each table's changes sorted: the format does not say in which order they are.
std::string canonical(Bytes changes);

/// What the reference reads in `changes`: a line a table, then its changes, sorted.
std::string described(Bytes changes);

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
  std::array<uint64_t, 6> kinds{};  // how many, by ConflictKind
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
