#pragma once

#include <string>
#include <string_view>

namespace tern::shell {

/// The part of `sql` from byte `from` on, with escape sequences that colour keywords, strings,
/// numbers and comments. What stands before decides what the part is: the inside of a string, of a
/// comment.
std::string highlighted_sql(std::string_view sql, size_t from);

}  // namespace tern::shell
