#pragma once

#include <span>

namespace tern::diff {

/// What an argument of a function is for.
enum class Role : char {
  Any = 'x',
  Number = 'n',
  Text = 't',
  Blob = 'b',
  Moment = 'd',
  Modifier = 'm',
  TimeFormat = 'f',
  Format = 'p',
  Json = 'j',
  Path = '$',
  Pattern = 'l',
  Escape = 'e',
  Small = 'i',
};

constexpr Role kRolesWithTables[] = {Role::Number,   Role::Text,       Role::Blob,   Role::Moment,
                                     Role::Modifier, Role::TimeFormat, Role::Format, Role::Json,
                                     Role::Path,     Role::Pattern,    Role::Escape, Role::Small};

/// SQL expressions for values at the edges of what functions do with such arguments. Empty for Any.
std::span<const char* const> edge_literals(Role role);

}  // namespace tern::diff
