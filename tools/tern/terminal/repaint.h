#pragma once

#include <string>
#include <string_view>

#include "tools/tern/terminal/terminal.h"

namespace tern::shell {

/// What shows a line that was just entered again, in the place where it stands, as `painted`: the
/// same characters with colours. Empty where that cannot be done: part of it was scrolled away, or
/// it holds control characters, whose place is not known.
std::string repainted_line(std::string_view prompt, std::string_view line, std::string_view painted,
                           WindowSize window);

}  // namespace tern::shell
