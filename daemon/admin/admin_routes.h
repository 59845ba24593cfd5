#pragma once

#include <string>

#include "daemon/http/route_table.h"
#include "daemon/operation/options.h"
#include "sync/primary/primary.h"

namespace tern::daemon {

/// The administration's paths, for those who may administer the server; README.md has the table.
/// Lifetime: the primary outlives the table. Files pass through memory, at most upload_bytes_max
/// each; on their way they lie in `folder`.
RouteTable admin_routes(sync::primary::Primary& primary, const Limits& limits, std::string folder);

}  // namespace tern::daemon
