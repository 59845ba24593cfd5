#pragma once

#include <string>

namespace tern::daemon::hrana {

/// An error object as the protocol has it.
struct ErrorObject {
  std::string message;
  std::string code;
  std::string extended_code = {};
};

}  // namespace tern::daemon::hrana
