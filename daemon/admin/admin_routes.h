#pragma once

#include "daemon/http/route_table.h"
#include "daemon/operation/options.h"
#include "sync/primary/primary.h"

namespace tern::daemon {

/// The administration's paths, for those who may administer the server; README.md has the table.
/// Files and SQL text of any size pass through files in the primary's folder. Lifetime: the primary
/// outlives the table.
RouteTable admin_routes(sync::primary::Primary& primary, const ServeOptions& options);

}  // namespace tern::daemon
