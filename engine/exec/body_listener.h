#pragma once

#include <string_view>

#include "engine/catalog/schema.h"

namespace tern::exec {

/// Hears of what triggers run.
class BodyListener {
 public:
  virtual ~BodyListener() = default;
  virtual void trigger_begins(const catalog::Trigger& trigger) = 0;
  /// The next statement of its body. `sql`: as it is written there.
  virtual void step_begins(std::string_view sql) = 0;
};

}  // namespace tern::exec
