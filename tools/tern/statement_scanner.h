#pragma once

#include <string_view>

namespace tern::shell {

/// True if `text` ends with a complete statement: a semicolon that stands outside of quotes,
/// comments and trigger bodies, with nothing but blanks and comments behind it.
bool is_complete_sql(std::string_view text);

/// True if `text` holds nothing but blanks and comments.
bool is_blank_sql(std::string_view text);

/// True if the first word of `text` is VACUUM.
bool is_vacuum(std::string_view text);

}  // namespace tern::shell
