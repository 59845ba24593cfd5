#pragma once

#include "daemon/commands/serve_config.h"

namespace tern::daemon {

/// Serves until a signal ends it. Requires: check() found nothing.
Status serve(ServeConfig config);

}  // namespace tern::daemon
