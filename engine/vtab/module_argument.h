#pragma once

#include <string>
#include <string_view>

namespace tern::vtab {

/// What an argument of CREATE VIRTUAL TABLE says, without the quotes (' " ` or []) around it, if
/// there are any.
std::string unquoted(std::string_view argument);

}  // namespace tern::vtab
