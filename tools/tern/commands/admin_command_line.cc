#include "tools/tern/commands/admin_command_line.h"

#include <CLI/CLI.hpp>

#include "tools/tern/commands/admin_commands.h"

namespace tern::shell {
namespace {

using Run = CommandResult (*)(const AdminArguments& arguments);
using AddArguments = void (*)(CLI::App& command, AdminArguments& arguments);

void add_name(CLI::App& command, AdminArguments& arguments) {
  command.add_option("NAME", arguments.name, "Database")->required();
}

void add_list(CLI::App& command, AdminArguments& arguments) {
  command.add_option("--after", arguments.after, "Only those whose names come behind this one");
  command.add_option("--limit", arguments.limit, "So many at most")->check(CLI::PositiveNumber);
}

void add_quota(CLI::App& command, AdminArguments& arguments) {
  const auto size = [] { return CLI::AsSizeValue(true); };
  command
      .add_option("--bytes-max", arguments.bytes_max,
                  "What its file may take: a number, with KB, MiB, ...; 0: any")
      ->transform(size());
  command.add_option("--streams-max", arguments.streams_max,
                     "Streams of SQL that may be open; 0: any number");
  command.add_option("--statement-ms", arguments.statement_ms,
                     "Milliseconds that a statement may take; 0: any");
  command
      .add_option("--result-bytes-max", arguments.result_bytes_max,
                  "What an answer to SQL may take; 0: any")
      ->transform(size());
}

void add_name_and_quota(CLI::App& command, AdminArguments& arguments) {
  add_name(command, arguments);
  add_quota(command, arguments);
}

void add_two_names(CLI::App& command, AdminArguments& arguments) {
  add_name(command, arguments);
  command.add_option("NEW", arguments.new_name, "Its new name, or that of the copy")->required();
}

void add_copy(CLI::App& command, AdminArguments& arguments) {
  add_two_names(command, arguments);
  add_quota(command, arguments);
}

void add_delete(CLI::App& command, AdminArguments& arguments) {
  add_name(command, arguments);
  command.add_flag("--force", arguments.force, "Also if it is in use");
}

void add_export(CLI::App& command, AdminArguments& arguments) {
  add_name(command, arguments);
  command.add_option("-o,--output", arguments.output,
                     "New file; without it, or as -, standard output");
  command.add_flag("--sql", arguments.as_sql,
                   "SQL text instead of a database file; FILE.sql is that anyway");
}

void add_admin_import(CLI::App& command, AdminArguments& arguments) {
  add_name(command, arguments);
  command.add_option("FILE", arguments.file, "Database file, or SQL text: FILE.sql")->required();
  CLI::Option* const sql = command.add_flag("--sql", arguments.as_sql, "FILE is SQL text");
  CLI::Option* const run = command.add_flag("--run", arguments.runs_sql,
                                            "Run the SQL text on NAME, which is there already");
  command
      .add_flag("--on-server", arguments.on_server,
                "FILE is a database file in the server's import folder")
      ->excludes(sql)
      ->excludes(run);
  add_quota(command, arguments);
}

struct AdminCommand {
  const char* name;
  const char* help;
  AddArguments add_arguments;
  Run run;
};

constexpr AdminCommand kAdminCommands[] = {
    {"list", "List the databases", &add_list, &list_databases},
    {"show", "Show a database: id, revision, size, quota", &add_name, &show_database},
    {"create", "Create an empty database", &add_name_and_quota, &create_database},
    {"copy", "Copy a database as it is now", &add_copy, &copy_database},
    {"rename", "Give a database another name", &add_two_names, &rename_database},
    {"delete", "Delete a database", &add_delete, &delete_database},
    {"quota", "Change the limits of a database, and show them", &add_name_and_quota, &change_quota},
    {"vacuum", "Give back the space of what was deleted", &add_name, &vacuum_database},
    {"export", "Write a database as a file or as SQL text", &add_export, &export_database},
    {"import", "Make a database of a file or of SQL text", &add_admin_import, &import_database},
};

}  // namespace

void add_admin_commands(CLI::App& admin, AdminArguments& arguments, Run& run) {
  admin.add_option("--url", arguments.url, "The server's administration: https://host:port")
      ->envname("TERN_ADMIN_URL");
  admin
      .add_option("--cacert", arguments.access.ca_file,
                  "Trust the authority in this PEM file instead of the system's")
      ->envname("TERN_CACERT");
  admin
      .add_option("--token-file", arguments.access.token_file,
                  "File that holds the token; without it, TERN_TOKEN")
      ->envname("TERN_TOKEN_FILE");
  admin.require_subcommand(1);
  for (const AdminCommand& known : kAdminCommands) {
    CLI::App* const command = admin.add_subcommand(known.name, known.help);
    command->fallthrough();
    known.add_arguments(*command, arguments);
    command->callback([&run, asked = known.run] { run = asked; });
  }
}

}  // namespace tern::shell
