#pragma once

#include <string_view>

namespace tern::shell {

/// True for the words that are commands and not files: clone, sync, status, ...
bool is_sync_command(std::string_view word);

/// tern clone, sync, status, ... The result is an exit status.
int run_sync_command(int argc, char** argv);

}  // namespace tern::shell
