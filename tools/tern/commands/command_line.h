#pragma once

#include <string>
#include <string_view>

namespace tern::shell {

/// True for the words that are commands and not files: clone, sync, dump, ... A database of such a
/// name is written ./dump.
bool is_command(std::string_view word);

/// tern clone, sync, dump, ... The result is an exit status: 0 done, 1 failed, 2 the command line
/// is wrong, 3 differences or problems were found.
int run_command(int argc, char** argv);

/// A line for each command, for `tern --help`.
std::string commands_help();

}  // namespace tern::shell
