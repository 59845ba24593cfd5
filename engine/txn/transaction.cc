#include "engine/txn/transaction.h"

#include <algorithm>

namespace tern::txn {

Status Transaction::begin_write(Database& database) {
  storage::Pager& pager = database.pager();
  if (pager.is_writing()) return ok();
  TRY(pager.begin_write());
  for (uint32_t i = 0; i < depth_; ++i) (void)pager.open_savepoint();
  return ok();
}

bool Transaction::is_writing() const {
  return std::ranges::any_of(databases_,
                             [](const auto& database) { return database->pager().is_writing(); });
}

uint64_t Transaction::loaded_pages() const {
  uint64_t out = 0;
  for (const auto& database : databases_) out += database->pager().load_count();
  return out;
}

Savepoint Transaction::open_savepoint() {
  ++depth_;
  for (const auto& database : databases_) {
    if (!database->pager().is_writing()) continue;
    ASSERT(!database->trees().late().has_any());
    const uint32_t depth = database->pager().open_savepoint();
    ASSERT(depth == depth_);
  }
  return {depth_, changes_.mark(), deferred_violations, postponed_violations};
}

Status Transaction::rollback_to(const Savepoint& savepoint) {
  ASSERT(is_open(savepoint));
  for (const auto& database : databases_) {
    if (!database->pager().is_writing()) continue;
    database->trees().late().drop();
    database->trees().save_cursors();  // statements that read go on, from the same keys
    TRY(database->pager().rollback_to_savepoint(savepoint.depth));
  }
  depth_ = savepoint.depth;
  changes_.truncate(savepoint.changes);
  deferred_violations = savepoint.deferred_violations;
  postponed_violations = savepoint.postponed_violations;
  return ok();
}

void Transaction::release(const Savepoint& savepoint) {
  for (const auto& database : databases_) {
    if (database->pager().is_writing()) database->pager().release_savepoint(savepoint.depth);
  }
  depth_ = savepoint.depth - 1;
}

void Transaction::finish() {
  depth_ = 0;
  changes_.clear();
  deferred_violations = 0;
  postponed_violations = 0;
  defer_foreign_keys = false;
}

}  // namespace tern::txn
