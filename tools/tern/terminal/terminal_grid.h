#pragma once

#include <memory>

#include "tools/tern/row_writer.h"
#include "tools/tern/terminal/terminal.h"

namespace tern::shell {

/// A table as wide as the window at most: long values go on in further lines of their column, and
/// a result with too many columns is printed a value a line. Headers and NULLs are coloured,
/// control characters shown as ^X, so that no value can command the terminal.
/// Rows are printed a thousand at a time; the columns of later ones may be wider.
/// Lifetime: must not outlive the settings in `context`.
std::unique_ptr<RowWriter> make_terminal_grid(WriterContext context, const Terminal& terminal,
                                              int columns_of_window);

}  // namespace tern::shell
