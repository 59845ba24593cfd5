#pragma once

#include <string>
#include <vector>

#include "engine/base/result.h"
#include "engine/io/clock.h"

namespace tern::daemon {

/// What a token is held against; without keys its signature is not checked.
struct InspectRequest {
  std::string token_file;  ///< "-": standard input
  std::vector<std::string> jwt_keys;
  std::string revoked;
};

struct Inspection {
  std::string report;   ///< what the token says, a line each; never the token or its signature
  std::string refusal;  ///< why a server would refuse it; empty: it would not
};

/// Errors: Misuse if it is no JWT at all, or none of the keys has signed it: then nothing that it
/// says is worth showing; CantOpen.
Result<Inspection> inspect_token(const InspectRequest& request, io::Clock& clock);

}  // namespace tern::daemon
