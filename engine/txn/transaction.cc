#include "engine/txn/transaction.h"

namespace tern::txn {

Savepoint Transaction::open_savepoint() {
  ASSERT(!trees_.late().has_any());
  return {pager().open_savepoint(), changes_.mark(), deferred_violations};
}

Status Transaction::rollback_to(const Savepoint& savepoint) {
  trees_.late().drop();
  trees_.save_cursors();  // statements that read go on, from the same keys
  TRY(pager().rollback_to_savepoint(savepoint.pager_depth));
  changes_.truncate(savepoint.changes);
  deferred_violations = savepoint.deferred_violations;
  return ok();
}

void Transaction::release(const Savepoint& savepoint) {
  pager().release_savepoint(savepoint.pager_depth);
}

void Transaction::finish() {
  changes_.clear();
  deferred_violations = 0;
  defer_foreign_keys = false;
}

}  // namespace tern::txn
