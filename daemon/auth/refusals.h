#pragma once

#include <string>
#include <string_view>

#include "daemon/auth/permit.h"

namespace tern::daemon {

template <class T>
using Checked = std::expected<T, Refusal>;

inline std::unexpected<Refusal> refuse_with(std::string_view code, std::string message) {
  return std::unexpected(Refusal{401, std::string(code), std::move(message)});
}

/// For whatever is wrong with the token itself.
inline std::unexpected<Refusal> invalid_jwt(std::string_view why) {
  return refuse_with("AUTH_JWT_INVALID", "The JWT is invalid: " + std::string(why));
}

}  // namespace tern::daemon
