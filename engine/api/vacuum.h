#pragma once

#include <span>
#include <string_view>

#include "engine/api/database_copy.h"
#include "engine/sql/ast.h"
#include "engine/storage/database_name.h"

namespace tern::api {

/// VACUUM: the database is built anew in a temporary file and takes the old one's place in one
/// commit. VACUUM INTO: it is built in a file of its own. `sql` is the text that `statement` was
/// parsed from, `parameters` what is bound to it.
Status run_vacuum(ConnectionState& connection, const sql::VacuumStatement& statement,
                  std::string_view sql, std::span<const record::Value> parameters);

/// Builds `database` of `connection` anew in the form of `target` and installs it.
/// Requires: no transaction is open. Errors: Busy; as copy_database and Pager::install.
Status rebuild(ConnectionState& connection, txn::Database& database, const ImageTarget& target);

/// VACUUM of the main database for the primary of one that syncs: its form stays, and every row its
/// rowid, by which replicas know it. An observer of commits sees one that changes all pages and no
/// row. Errors: as rebuild.
Status vacuum_keeping_rowids(ConnectionState& connection);

/// Writes a copy of `database` to the file `name`. It has the same key or checksums,
/// unless the name says which. Requires: `database` reads.
/// Errors: Error "output file already exists"; CantOpen; as copy_database. The file is removed.
Status write_copy(ConnectionState& connection, txn::Database& database,
                  const storage::DatabaseName& name, ImageTarget target);

/// The form that the database has. Requires: it reads.
Result<ImageTarget> present_form(txn::Database& database);
/// The form that VACUUM gives the database: as it is, or as the pragmas asked for.
/// Requires: it reads.
Result<ImageTarget> form_of_next_vacuum(txn::Database& database, bool in_place);

}  // namespace tern::api
