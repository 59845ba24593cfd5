#pragma once

#include <string_view>

#include "tools/tern/terminal/line_editor.h"

namespace tern::shell {

class Shell;

/// Completes the word before the cursor: dot-commands and their arguments, keywords, tables,
/// columns of the tables that the statement names, functions, pragmas, file names.
/// `statement`: the lines that were entered before; with them the line is a part of one statement.
Completion complete_word(Shell& shell, std::string_view statement, std::string_view before,
                         std::string_view behind);

}  // namespace tern::shell
