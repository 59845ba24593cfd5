#pragma once

#include <optional>
#include <string>

#include "engine/functions/function.h"

namespace tern::functions {

struct LikeOperands {
  record::ValueView text;
  record::ValueView pattern;
  std::optional<record::ValueView> escape;
  bool is_glob = false;
};

/// text LIKE pattern, text GLOB pattern on values of any type: 1, 0 or NULL. The scratches hold
/// operands that are numbers.
/// Errors: a pattern that is too long, an escape that is not one character.
Result<record::ValueView> like(ConnectionView& connection, const LikeOperands& operands,
                               std::string& text_scratch, std::string& pattern_scratch);

}  // namespace tern::functions
