#pragma once

#include <array>
#include <string>
#include <string_view>

namespace tern::daemon {

using Sha256 = std::array<unsigned char, 32>;

Sha256 sha256(std::string_view text);
/// 64 lower-case digits.
std::string hex_of(const Sha256& digest);

}  // namespace tern::daemon
