#pragma once

#include <cstdint>
#include <map>
#include <mutex>
#include <string>
#include <string_view>
#include <vector>

#include "engine/base/ids.h"
#include "engine/base/result.h"

// Connections that share a cache.
//
// For SQLite they are one connection to the rest of the world, with one set of pages, and locks on
// single tables between them. Here each has a Pager of its own still, with its own view of the
// pages; what they share is the DatabaseFile, the file locks (to a committing writer the readers of
// its own cache are not in the way) and this object:
//
//   transaction  any number reads, one writes. Who begins one reads the schema (table 1).
//   table        many readers or one writer, until the end of the transaction. A connection that
//                reads what is uncommitted asks for none to read, save for the schema.
//   schema       what changes it locks table 1 for writing, which keeps out everybody.
//   pending      a writer that found readers in its way lets no new transaction begin, until it
//                ends, or no one else is left.
//
// Nobody waits: what is refused fails with LockedSharedCache, without a busy handler, and
// BlockedConnections knows who was in the way. As a commit may change pages under those who read
// other tables, their views move on to it when their next step begins (Pager::catch_up): what they
// have locked has not changed. In WAL mode a view stays what it is for a whole transaction.
// Source: SQLite documentation, "SQLite Shared-Cache Mode", "Using the sqlite3_unlock_notify()
// API".

namespace tern::storage {

class Pager;  // pager.h

enum class TableLock : uint8_t { Read, Write };

/// Threads: all functions may be called from several threads at once.
class SharedCache {
 public:
  using Connection = const void*;  // as in BlockedConnections
  static constexpr PageNo kSchemaRoot{1};

  /// Whose Pager it is; to be told once, before it is used.
  void set_connection(const Pager& pager, Connection connection);
  void remove(const Pager& pager);

  // --- transactions. Errors: LockedSharedCache.
  /// Does nothing where one is open.
  Status begin(const Pager& pager);
  Status begin_write(const Pager& pager);
  /// Nobody else has a transaction from now on. Requires: it writes.
  Status exclude_others(const Pager& pager);
  /// What it has locked to write it has locked to read now.
  void stop_writing(const Pager& pager);
  void end(const Pager& pager);

  // --- tables
  /// Requires: a transaction. Errors: LockedSharedCache, with `name`.
  Status lock(const Pager& pager, PageNo root, TableLock mode, std::string_view name);
  /// Errors: LockedSharedCache while another one changes the schema.
  Status check_schema(const Pager& pager);

  // --- what is uncommitted
  const Pager* writer() const;  // null: nobody writes
  /// Changes, from 1 on, when the writer may have changed something since, or is another one.
  uint64_t version() const;
  void content_changed();

 private:
  struct Held {
    const Pager* by;
    PageNo root;
    TableLock mode;
  };
  struct Member {
    Connection connection = nullptr;
    bool is_in = false;  // a transaction
  };
  using Members = std::map<const Pager*, Member>;

  Status check_begin(const Pager& pager);
  void enter(const Pager& pager);
  const Pager* holder_against(const Pager& pager, PageNo root, TableLock mode) const;
  std::unexpected<Error> refuse(const Pager& pager, const Pager* by);
  void forget_writer();

  mutable std::mutex mutex_;  // guards all that follows
  Members members_;
  std::vector<Held> held_;  // the newest last
  const Pager* writer_ = nullptr;
  bool is_pending_ = false;
  bool is_exclusive_ = false;
  uint64_t version_ = 1;
};

}  // namespace tern::storage
