#pragma once

#include <string>
#include <vector>

#include "daemon/operation/options.h"
#include "daemon/streams/service.h"

namespace tern::daemon {

/// All that `ternd serve` is told.
struct ServeConfig {
  ServeOptions options;
  streams::ServiceLimits streams;
  bool dev = false;  ///< to try it out: this machine only, no TLS, a token of its own
};

/// Lifetime: the settings must not outlive `config`.
std::vector<Setting> settings_of(ServeConfig& config);

/// What cannot be served, or not safely. Errors: Misuse, with what to do.
Status check(const ServeConfig& config);

}  // namespace tern::daemon
