#include "engine/api/shared_turn.h"

#include <mutex>
#include <thread>

#include "engine/io/condition.h"
#include "engine/io/event_loop.h"
#include "engine/storage/blocked_connections.h"
#include "engine/storage/database_shared.h"
#include "engine/storage/shared_cache.h"

namespace tern::api {
namespace {

using storage::SharedCache;
using storage::TableLock;

/// Who runs now. Of all shared caches together, so that connections which share several wait for
/// one thing only.
class Floor {
 public:
  void enter() {
    const Runner self;
    std::unique_lock guard(mutex_);
    while (depth_ > 0 && runner_ != self) freed_.wait(guard);
    runner_ = self;
    ++depth_;
  }
  void leave() {
    const std::lock_guard guard(mutex_);
    if (--depth_ == 0) freed_.notify_one();
  }

 private:
  /// A thread, or one of its fibers.
  struct Runner {
    std::thread::id thread = std::this_thread::get_id();
    const io::EventLoop* loop = io::EventLoop::of_fiber();
    const void* fiber = loop ? loop->fiber() : nullptr;
    bool operator==(const Runner&) const = default;
  };

  std::mutex mutex_;
  io::Condition freed_;
  int depth_ = 0;
  Runner runner_;
};

Floor& common_floor() {
  static Floor floor;
  return floor;
}

SharedCache* cache_of(txn::Database& database) {
  return database.file().shared().shared_cache.get();
}

void move_on(txn::Database& database, bool uncommitted) {
  if (!database.pager().is_behind(uncommitted)) return;
  database.trees().save_cursors();
  database.pager().catch_up(uncommitted);
}

}  // namespace

void SharedTurn::begin() {
  common_floor().enter();
  // Inside a step the view stays what it is.
  if (connection_->sharing.turn_depth++ > 0) return;
  for (const auto& database : connection_->databases()) {
    move_on(*database, connection_->other_switches.read_uncommitted);
  }
}

void SharedTurn::end() {
  if (--connection_->sharing.turn_depth == 0) {
    for (const auto& database : connection_->databases()) {
      SharedCache* const cache = cache_of(*database);
      if (!cache) continue;
      if (database->pager().is_writing()) cache->content_changed();
      if (!database->pager().is_reading()) cache->end(database->pager());
    }
  }
  common_floor().leave();
}

void SharedLocks::joined(txn::Database& database) {
  SharedCache* const cache = cache_of(database);
  if (!cache) return;
  cache->set_connection(database.pager(), &connection_);
  connection_.sharing.is_on = true;
}

Status SharedLocks::check_each_schema() {
  for (const auto& database : connection_.databases()) {
    SharedCache* const cache = cache_of(*database);
    if (!cache || cache->check_schema(database->pager())) continue;
    return fail(ErrorCode::LockedSharedCache, "database schema is locked: " + database->name());
  }
  return ok();
}

Status SharedLocks::lock(txn::Database& database, const catalog::Table& table, bool writes) {
  SharedCache* const cache = cache_of(database);
  if (!cache || table.root == PageNo{}) return ok();
  const bool is_schema = table.root == SharedCache::kSchemaRoot;
  if (!writes && !is_schema && connection_.other_switches.read_uncommitted) return ok();
  return cache->lock(database.pager(), table.root, writes ? TableLock::Write : TableLock::Read,
                     is_schema ? "sqlite_master" : std::string_view(table.name));
}

// A schema that is not the known one has the statement compiled again, and then locked for.
Status SharedLocks::lock(std::span<const catalog::DatabaseUse::OneTable> tables) {
  if (!connection_.sharing.is_on) return ok();
  for (const auto& [table, writes] : tables) {
    for (const auto& database : connection_.databases()) {
      if (database->known_schema().get() == table->schema) TRY(lock(*database, *table, writes));
    }
  }
  return ok();
}

Status SharedLocks::lock_schema(txn::Database& database) {
  SharedCache* const cache = connection_.sharing.is_on ? cache_of(database) : nullptr;
  if (!cache) return ok();
  return cache->lock(database.pager(), SharedCache::kSchemaRoot, TableLock::Write, "sqlite_master");
}

Status SharedLocks::exclude_others(txn::Database& database) {
  SharedCache* const cache = connection_.sharing.is_on ? cache_of(database) : nullptr;
  return cache ? cache->exclude_others(database.pager()) : ok();
}

void SharedLocks::look_at_uncommitted() {
  if (!connection_.sharing.is_on || !connection_.other_switches.read_uncommitted) return;
  if (connection_.running_count() > 1) return;  // another run stands on the view as it is
  for (const auto& database : connection_.databases()) move_on(*database, true);
}

void SharedLocks::leave() {
  if (!connection_.sharing.is_on) return;
  {
    const SharedTurn turn(connection_);
    for (const auto& database : connection_.databases()) database->end_transaction();
  }
  concluded();
  storage::blocked_connections().cancel(&connection_);
}

void SharedLocks::tell_those_who_wait() { storage::blocked_connections().concluded(&connection_); }

}  // namespace tern::api
