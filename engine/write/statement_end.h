#pragma once

#include "engine/txn/transaction.h"

namespace tern::write {

/// The outermost statement's begin and end, whatever it writes to: a TableWriter does both for its
/// own statement, a change of a view has no writer.
void begin_outermost(txn::Transaction& transaction);
/// Saves what AUTOINCREMENT has to remember.
/// Errors: ConstraintForeignKey: immediate foreign keys are violated (end with ABORT).
Status end_outermost(txn::Transaction& transaction);
/// Only the latter, for a statement that stops early and keeps what it did.
Status check_immediate_violations(const txn::Transaction& transaction);

}  // namespace tern::write
