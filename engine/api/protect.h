#pragma once

#include "engine/api/connection_state.h"

namespace tern::api {

/// Gives the database another key or other protection, all at once: in place where its pages have
/// room for it, else built anew with reserved bytes as VACUUM does it, rowids kept.
/// Errors: Error inside a transaction; as storage::Pager::change_protection and copy_database.
Status change_protection(ConnectionState& connection, txn::Database& database,
                         storage::Protection wanted);

}  // namespace tern::api
