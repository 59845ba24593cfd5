#pragma once

#include <span>
#include <string>
#include <vector>

#include "engine/api/connection_state.h"
#include "engine/sql/parser.h"

namespace tern::api {

/// The rows that a command gives, all at once.
using CommandRows = std::vector<std::vector<record::Value>>;

/// Whether the statement is run by exec (SELECT, INSERT, UPDATE, DELETE) or here.
bool is_command(sql::StatementKind kind);

/// Whether it creates, drops or alters objects of a schema, or rebuilds or analyzes them.
bool is_ddl(sql::StatementKind kind);

/// Whether it leaves the files as they are, in the reference's opinion, which takes locks and a
/// switch of the journal for changes.
bool is_readonly_command(const sql::Statement& statement);

/// Names of the columns that the command's rows will have; none for most commands.
std::vector<std::string> command_columns(const sql::Statement& statement);

/// Runs a statement that is not compiled: transaction control, PRAGMA, DDL.
/// `sql` is the text that `statement` was parsed from, `parameters` what is bound to it, `access`
/// what of it the authorizer wants ignored (command_access.h).
Result<CommandRows> run_command(ConnectionState& connection, const sql::ParsedStatement& statement,
                                std::string_view sql, std::span<const record::Value> parameters,
                                const bind::Access& access);

}  // namespace tern::api
