#pragma once

#include <cstdint>
#include <string_view>

namespace tern::daemon {

/// The line, from 1 on, of the first character that is not of ASCII and stands outside of quotes
/// and comments, where TOML has none; 0: there is none. toml++ 3.3 has to be kept from these: what
/// it does with some of them is not defined.
uint32_t line_of_stray_character(std::string_view toml);

}  // namespace tern::daemon
