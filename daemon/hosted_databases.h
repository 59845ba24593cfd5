#pragma once

#include <memory>

#include "daemon/operation/options.h"
#include "daemon/streams/database.h"
#include "sync/primary/primary.h"

namespace tern::daemon {

/// A primary's databases as streams of SQL see them. Lifetime: the primary outlives it. Threads:
/// any.
std::unique_ptr<streams::Databases> make_hosted_databases(sync::primary::Primary& primary,
                                                          const ServeOptions& options);

}  // namespace tern::daemon
