#pragma once

#include "engine/base/result.h"
#include "engine/session/change.h"

namespace tern::session {

/// The net effect of a transaction (txn/changeset.h) on each row, in the session format: a row that
/// was inserted and updated is inserted, one that was inserted and deleted is not there. Tables
/// without a declared primary key, rows with NULL in it, and DDL are left out.
/// Errors: Corrupt for bytes that are no transaction; Schema if a table's columns changed in it.
Result<ByteVector> net_effect(Bytes transaction, Form form);

}  // namespace tern::session
