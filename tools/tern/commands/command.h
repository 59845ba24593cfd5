#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "engine/base/result.h"
#include "tools/tern/commands/admin_arguments.h"
#include "tools/tern/open_database.h"
#include "tools/tern/sync_client.h"

namespace tern::shell {

/// How a command ends. Scripts rely on the numbers: they are in the manual page.
enum class ExitStatus : int {
  Done = 0,
  Failed = 1,   // an error, which was printed
  Misused = 2,  // the command line is wrong
  Differs = 3,  // diff found differences, check found problems
};

/// What commands are given.
struct CommandArguments {
  std::string url;
  std::string file;
  std::string second_file;  // diff: the other database; import: the data
  std::vector<std::string> tables;
  int64_t conflict_id = 0;
  std::string choice;
  std::string output;  // dump
  std::string format;  // import; empty: by the file's name
  int skip = 0;
  bool as_replica = false;
  bool schema_only = false;
  bool json = false;  // print JSON for programs instead of text for people
  RemoteAccess access;
  AdminArguments admin;
  Result<ExitStatus> (*admin_command)(const AdminArguments& arguments) = nullptr;
};

using CommandResult = Result<ExitStatus>;

CommandResult clone_replica(const CommandArguments& arguments);
CommandResult upload_database(const CommandArguments& arguments);
CommandResult push_replica(const CommandArguments& arguments);
CommandResult pull_replica(const CommandArguments& arguments);
CommandResult sync_replica(const CommandArguments& arguments);
CommandResult print_status(const CommandArguments& arguments);
CommandResult print_conflicts(const CommandArguments& arguments);
/// retry, discard, resolve: `state` is what the conflict's state becomes.
CommandResult decide_conflict(const CommandArguments& arguments, const std::string& state);

CommandResult print_hash(const CommandArguments& arguments);
CommandResult check_database(const CommandArguments& arguments);
CommandResult dump_file(const CommandArguments& arguments);
CommandResult import_data(const CommandArguments& arguments);
CommandResult diff_databases(const CommandArguments& arguments);

/// `name` as the path of a file, whatever a dot-command would take it for: "-x", "|x", "stdout".
std::string file_path(const std::string& name);

/// Read: past what a replica records; the file is not written, nor is its WAL emptied at the end.
enum class Access : uint8_t { Read, Write };
/// A database that has to be there. Errors: CantOpen.
Result<OpenDatabase> open_existing(const std::string& file, Access access);

}  // namespace tern::shell
