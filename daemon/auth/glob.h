#pragma once

#include <string_view>

namespace tern::daemon {

/// `*` stands for any characters, `?` for one.
bool glob_matches(std::string_view glob, std::string_view text);

}  // namespace tern::daemon
