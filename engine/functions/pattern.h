#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

namespace tern::functions {

/// LIKE: % any text, _ one character, ASCII case ignored unless told. `escape` makes the next
/// character of the pattern literal.
bool matches_like(std::string_view text, std::string_view pattern,
                  std::optional<uint32_t> escape = std::nullopt, bool is_case_sensitive = false);

/// GLOB: * any text, ? one character, [a-z] [^a-z] one of a set; case matters.
bool matches_glob(std::string_view text, std::string_view pattern);

}  // namespace tern::functions
