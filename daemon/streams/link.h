#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "daemon/streams/database.h"
#include "daemon/streams/run_guard.h"
#include "daemon/streams/service.h"

namespace tern::daemon::streams {

/// A connection that streams use, one after the other while none has left something in it.
/// Threads: one at a time; guard().stop and connection().interrupt(): any.
class Link {
 public:
  /// What last_insert_rowid(), changes() and total_changes() answer: a stream's own, wherever its
  /// statements run.
  struct Counters {
    int64_t last_insert_rowid = 0;
    int64_t changes = 0;
    int64_t total_changes = 0;
  };

  /// Errors: as Database::connect.
  static Result<std::unique_ptr<Link>> open(std::shared_ptr<Database> database,
                                            const ServiceLimits& limits);
  ~Link();
  Link(const Link&) = delete;

  Connection& connection() { return session_->connection(); }
  Database& database() { return *database_; }
  Status vacuum() { return session_->vacuum(); }
  /// ATTACH, to be read only: what is written past its own commit path would be no revision.
  /// `other` stays open as long as it is attached. Errors: CantOpen; of ATTACH.
  Status attach(std::shared_ptr<Database> other, std::string_view schema);
  /// After DETACH.
  void let_go_of_detached();
  bool has_attached() const { return !attached_.empty(); }
  Session& session() { return *session_; }
  RunGuard& guard() { return guard_; }
  sync::primary::WriterQueue::Turn& turn() { return turn_; }

  /// The same database as it was found now: its present limits become those of the connection.
  Status renew(std::shared_ptr<Database> database);
  /// By the pragma of that name.
  void setting_was_changed(std::string_view pragma);
  /// No temporary tables, no settings of a stream's own.
  bool is_plain();
  bool in_transaction() { return connection().in_transaction(); }
  /// A transaction that holds the write lock, or a snapshot.
  bool is_writing();
  bool is_reading();
  Counters counters();
  void set_counters(const Counters& counters);
  /// Steps of scans that the one statement of the connection has made since it was prepared.
  uint64_t scan_steps();
  void roll_back();

 private:
  Link(std::shared_ptr<Database> database, std::unique_ptr<Session> session)
      : database_(std::move(database)), session_(std::move(session)) {}
  Status apply(const DatabaseLimits& limits);

  // In this order: the turn ends first, then the connection, and the database may close.
  std::shared_ptr<Database> database_;  // shared: while somebody holds it, it stays open
  struct Attached {
    std::string schema;
    std::shared_ptr<Database> database;  // shared for the same reason
  };
  std::vector<Attached> attached_;
  RunGuard guard_;
  std::unique_ptr<Session> session_;
  sync::primary::WriterQueue::Turn turn_;
  bool has_changed_settings_ = false;      // but for the next
  bool has_changed_foreign_keys_ = false;  // perhaps to what they are by default
  bool foreign_keys_ = false;
  uint64_t bytes_max_ = 0;
};

}  // namespace tern::daemon::streams
