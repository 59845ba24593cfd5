#include "tools/tern/commands/command_line.h"

#include <CLI/CLI.hpp>
#include <algorithm>
#include <csignal>
#include <iostream>

#include "tools/tern/commands/admin_command_line.h"
#include "tools/tern/commands/command.h"
#include "tools/tern/commands/json_text.h"

namespace tern::shell {
namespace {

using Run = CommandResult (*)(const CommandArguments& arguments);
/// Adds the command's own arguments.
using AddArguments = void (*)(CLI::App& command, CommandArguments& arguments);

void add_file(CLI::App& command, CommandArguments& arguments) {
  command.add_option("FILE", arguments.file, "Database file")->required();
}

void add_access(CLI::App& command, CommandArguments& arguments) {
  command.add_option("--cacert", arguments.access.ca_file,
                     "Trust the authority in this PEM file instead of the system's");
  command.add_option("--token-file", arguments.access.token_file,
                     "File that holds the token; without it, TERN_TOKEN");
}

void add_file_and_access(CLI::App& command, CommandArguments& arguments) {
  add_file(command, arguments);
  add_access(command, arguments);
}

void add_url(CLI::App& command, CommandArguments& arguments) {
  command.add_option("URL", arguments.url, "https://host:port/database")->required();
  add_file_and_access(command, arguments);
}

void add_upload(CLI::App& command, CommandArguments& arguments) {
  add_url(command, arguments);
  command.add_flag("--replica", arguments.as_replica, "Make FILE a replica of it as well");
}

void add_conflict(CLI::App& command, CommandArguments& arguments) {
  add_file(command, arguments);
  command.add_option("ID", arguments.conflict_id, "Conflict, as in `tern conflicts`")->required();
}

void add_choice(CLI::App& command, CommandArguments& arguments) {
  add_conflict(command, arguments);
  command.add_option("CHOICE", arguments.choice, "ours or theirs, as `tern conflicts` names them")
      ->required()
      ->check(CLI::IsMember({"ours", "theirs"}));
}

void add_dump(CLI::App& command, CommandArguments& arguments) {
  add_file(command, arguments);
  command.add_option("TABLE", arguments.tables, "Tables to dump; without any, everything");
  command.add_option("-o,--output", arguments.output, "Write to this file");
}

void add_import(CLI::App& command, CommandArguments& arguments) {
  command.add_option("FILE", arguments.file, "Database file; made if it is missing")->required();
  command.add_option("DATA", arguments.second_file, "File to import")->required();
  command
      .add_option("TABLE", arguments.tables,
                  "Table to add the rows to, made if it is missing; without it, named as DATA")
      ->expected(0, 1);
  command
      .add_option("--format", arguments.format,
                  "csv, tsv, json (an array of objects, or an object a line) or sql; without it, "
                  "by DATA's name")
      ->check(CLI::IsMember({"csv", "tsv", "json", "sql"}));
  command.add_option("--skip", arguments.skip, "Leave out the first lines of csv or tsv")
      ->check(CLI::NonNegativeNumber);
}

void add_diff(CLI::App& command, CommandArguments& arguments) {
  command.add_option("FROM", arguments.file, "Database file")->required();
  command.add_option("TO", arguments.second_file, "Database file")->required();
  command.add_option("--table", arguments.tables, "Compare this table only; may be repeated")
      ->allow_extra_args(false);
  command.add_flag("--schema", arguments.schema_only, "Compare the schemas only");
}

void add_admin(CLI::App& command, CommandArguments& arguments) {
  add_admin_commands(command, arguments.admin, arguments.admin_command);
}

CommandResult run_admin(const CommandArguments& arguments) {
  AdminArguments admin = arguments.admin;
  admin.json = arguments.json;
  return arguments.admin_command(admin);
}

CommandResult retry_conflict(const CommandArguments& arguments) {
  return decide_conflict(arguments, "retry");
}
CommandResult discard_conflict(const CommandArguments& arguments) {
  return decide_conflict(arguments, "discarded");
}
CommandResult resolve_conflict(const CommandArguments& arguments) {
  return decide_conflict(arguments, arguments.choice);
}

struct Command {
  const char* name;
  const char* help;
  AddArguments add_arguments;
  Run run;
};

constexpr Command kProgramCommands[] = {
    {"clone", "Make FILE a replica of the primary's database", &add_url, &clone_replica},
    {"upload", "Create the database at the primary from FILE", &add_upload, &upload_database},
    {"push", "Send what was committed here to the primary", &add_file_and_access, &push_replica},
    {"pull", "Bring the primary's newest state", &add_file_and_access, &pull_replica},
    {"sync", "Push and pull until nothing moves", &add_file_and_access, &sync_replica},
    {"status", "Show where a replica stands", &add_file, &print_status},
    {"conflicts", "Print the rows of sync_conflicts", &add_file, &print_conflicts},
    {"retry", "Try a parked transaction again", &add_conflict, &retry_conflict},
    {"discard", "Give a parked transaction up", &add_conflict, &discard_conflict},
    {"resolve", "Choose the value of one side", &add_choice, &resolve_conflict},
    {"hash", "Print a hash of schema and rows", &add_file, &print_hash},
    {"check", "Check the file's integrity and its foreign keys", &add_file, &check_database},
    {"dump", "Print the database as SQL, or as JSON", &add_dump, &dump_file},
    {"import", "Add the rows of a CSV, TSV or JSON file, or run an SQL file", &add_import,
     &import_data},
    {"diff", "Print the SQL, or JSON, that makes FROM into TO", &add_diff, &diff_databases},
    {"admin", "Administer the databases of a server", &add_admin, &run_admin},
};

int report(const CommandResult& result, bool json) {
  if (result) return static_cast<int>(*result);
  const Error& error = result.error();
  std::cout.flush();
  std::cerr << "tern: " << error.message() << "\n";
  if (json)
    std::cout << JsonObject()
                     .add("error", error.message())
                     .add("code", static_cast<int>(primary(error.code())))
                     .text()
              << "\n";
  return static_cast<int>(ExitStatus::Failed);
}

}  // namespace

bool is_command(std::string_view word) {
  return std::ranges::any_of(kProgramCommands,
                             [&](const Command& known) { return word == known.name; });
}

int run_command(int argc, char** argv) {
  std::signal(SIGPIPE, SIG_IGN);  // a primary that hangs up is an error to report, not the end
  CommandArguments arguments;
  CommandResult result = ExitStatus::Done;
  CLI::App app("Tern: databases that sync", "tern");
  app.require_subcommand(1);
  for (const Command& known : kProgramCommands) {
    CLI::App* command = app.add_subcommand(known.name, known.help);
    known.add_arguments(*command, arguments);
    command->add_flag("--json", arguments.json, "Print JSON");
    command->callback([&result, &arguments, run = known.run] { result = run(arguments); });
  }
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    return app.exit(error) == 0 ? 0 : static_cast<int>(ExitStatus::Misused);
  }
  return report(result, arguments.json);
}

std::string commands_help() {
  std::string text = "COMMANDS (tern COMMAND --help tells more):\n";
  for (const Command& known : kProgramCommands) {
    std::string line = "   tern ";
    line += known.name;
    line.resize(24, ' ');
    text += line + known.help + "\n";
  }
  return text;
}

}  // namespace tern::shell
