#pragma once

#include <span>
#include <string>

#include "tools/tern/shell.h"

namespace tern::shell {

/// What `tern -A...` does with the words behind -A. Errors are complained about.
void run_archive_arguments(Shell& shell, std::span<const std::string> words);

}  // namespace tern::shell
