#pragma once

#include <optional>
#include <string_view>

#include "daemon/streams/errors.h"
#include "daemon/streams/statement_text.h"

// What may not be said over the network, whoever says it: what opens or names files of the server,
// and settings by which one stream could harm others.
//
// These are all statements of their own (PRAGMA, ATTACH, VACUUM), which tokens tell apart without
// doubt, so nothing has to be asked while others are compiled: an authorizer would, and a
// connection that has one keeps no compiled statements.

namespace tern::daemon::streams {

/// Why the statement is refused; nothing: it is not.
std::optional<ErrorObject> refusal_of(const StatementText& text);
/// Statement::is_readonly() holds of it, and yet it may write.
bool writes_without_saying(const StatementText& text);
/// PRAGMA database_list: the network hears names only, by this query.
bool asks_for_files(const StatementText& text);
constexpr std::string_view kDatabaseNames = "SELECT seq, name, file FROM pragma_database_list";
/// Whether it changes a setting of the connection, which cannot serve another stream then.
bool changes_settings(const StatementText& text);

}  // namespace tern::daemon::streams
