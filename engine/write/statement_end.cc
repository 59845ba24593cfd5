#include "engine/write/statement_end.h"

#include "engine/write/rowid_source.h"

namespace tern::write {

void begin_outermost(txn::Transaction& transaction) {
  transaction.immediate_violations = 0;
  transaction.sequences.clear();
}

Status end_outermost(txn::Transaction& transaction) {
  TRY(RowidSource::save_sequences(transaction));
  return check_immediate_violations(transaction);
}

Status check_immediate_violations(const txn::Transaction& transaction) {
  if (transaction.immediate_violations <= 0) return ok();
  return fail(ErrorCode::ConstraintForeignKey, "FOREIGN KEY constraint failed");
}

}  // namespace tern::write
