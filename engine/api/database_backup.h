#pragma once

#include <memory>
#include <string>

#include "engine/api/connection_state.h"

namespace tern::api {

/// A database of a connection, by its name: it may go, or another one come in its place.
class NamedDatabase {
 public:
  NamedDatabase(ConnectionState& connection, txn::Database& database)
      : connection_(&connection), name_(database.name()), database_(&database) {}

  ConnectionState& connection() const { return *connection_; }
  const std::string& name() const { return name_; }
  /// Null: there is none of that name any more.
  txn::Database* now();
  /// What now() found last.
  txn::Database& database() const { return *database_; }

 private:
  ConnectionState* connection_;
  std::string name_;
  txn::Database* database_;
};

/// Copies a database onto another, of another connection, page by page, while others use the
/// source.
///
/// The pages are gathered in a temporary file; the last step makes them the target's content in one
/// commit. While the target is locked nobody else writes to it, and others read it as far as its
/// journal mode lets them. Between steps the source is not locked: what its own connection changes
/// is copied again, and when others change it the next step begins anew.
/// A backup that is dropped has done nothing.
/// Threads: as the connections. Lifetime: both outlive it.
class DatabaseBackup {
 public:
  /// The step from which on the target is locked.
  enum class TargetLock : uint8_t { FirstStep, LastStep };

  DatabaseBackup(NamedDatabase source, NamedDatabase target, TargetLock lock)
      : source_(std::move(source)), target_(std::move(target)), lock_(lock) {
    source_.connection().backup_began(source_.name());
  }
  DatabaseBackup(const DatabaseBackup&) = delete;
  DatabaseBackup& operator=(const DatabaseBackup&) = delete;
  ~DatabaseBackup();

  /// Copies up to `pages` pages, all that are left if negative. True: the backup is complete.
  /// Errors: Busy while the source's own connection writes, or others use the target (the next step
  /// goes on); ReadOnly, also where the target cannot take the source's page size (without a name,
  /// in WAL mode); Error if a database has gone; as reads and commits.
  Result<bool> step(int pages);
  /// As of the last step: pages still to be copied, and of the source.
  uint32_t remaining() const { return page_count_ - copied_; }
  uint32_t page_count() const { return page_count_; }

 private:
  /// What the source was when its pages were copied.
  struct Version {
    uint64_t data_version = 0;  // others' commits
    uint64_t own_commits = 0;   // to main
    uint32_t change_counter = 0;
    uint32_t page_size = 0;

    bool is_others(const Version& now) const {
      return data_version != now.data_version || page_size != now.page_size;
    }
  };

  storage::Pager& from() const { return source_.database().pager(); }
  storage::Pager& to() const { return target_.database().pager(); }
  Status find_databases();
  Result<bool> step_in_snapshot(int pages);
  Result<Version> version_now() const;
  Result<bool> may_have_changed(const Version& now) const;
  Status begin_anew();
  Status copy_changed();
  Status copy_pages(uint32_t count);
  Status copy_page(storage::Pager& image, PageNo no);
  bool is_lock_page(PageNo no) const;
  Status lock_target();
  Status take_form();
  Status check_form();
  Status install();
  Status install_in_transaction();
  void unlock_target();

  NamedDatabase source_;
  NamedDatabase target_;
  const TargetLock lock_;
  std::unique_ptr<ConnectionState> image_;
  Version seen_;
  uint64_t list_version_ = 0;  // of the source's connection
  uint32_t page_count_ = 0;
  uint32_t copied_ = 0;
  bool is_complete_ = false;
  bool has_locked_ = false;
  bool was_autocommit_ = true;  // the target's connection, when it was locked
};

}  // namespace tern::api
