#pragma once

#include "tools/tern/commands/admin_arguments.h"
#include "tools/tern/commands/command.h"

namespace tern::shell {

// tern admin ...: what each does is in the manual page.
CommandResult list_databases(const AdminArguments& arguments);
CommandResult show_database(const AdminArguments& arguments);
CommandResult create_database(const AdminArguments& arguments);
CommandResult copy_database(const AdminArguments& arguments);
CommandResult rename_database(const AdminArguments& arguments);
CommandResult delete_database(const AdminArguments& arguments);
CommandResult vacuum_database(const AdminArguments& arguments);
/// Shows the quota, with what is given in its place.
CommandResult change_quota(const AdminArguments& arguments);

CommandResult export_database(const AdminArguments& arguments);
CommandResult import_database(const AdminArguments& arguments);

/// The limits that are given, as JSON and as a query ("", "?bytes_max=1&...").
std::string quota_json(const AdminArguments& arguments);
std::string quota_query(const AdminArguments& arguments);

}  // namespace tern::shell
