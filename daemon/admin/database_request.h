#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "engine/base/result.h"
#include "sync/primary/primary.h"

namespace tern::daemon {

/// What somebody wants a database to be. Members that are missing are left as they are.
struct DatabaseRequest {
  std::optional<std::string> name;
  std::optional<std::string> copy_of;
  std::optional<std::string> sql;
  std::optional<sync::primary::DatabaseQuota>
      quota;  ///< all of it: limits that are not named are none

  /// A JSON object. Errors: Misuse for anything else, for unknown members and values of other
  /// types.
  static Result<DatabaseRequest> parse(std::string_view json);
};

}  // namespace tern::daemon
