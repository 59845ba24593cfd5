#pragma once

#include <string>

#include "daemon/http/route_table.h"
#include "daemon/operation/options.h"
#include "sync/primary/primary.h"

namespace tern::daemon {

/// The administration's paths, for those who may administer the server (README.md has what each
/// takes):
///
///   GET    /v1/databases?after=NAME&limit=N   {"databases":[...],"next":NAME or null}
///   POST   /v1/databases                      {"name":...,"copy_of":...,"sql":...,"quota":{...}}:
///   201 GET    /v1/databases/{name} {"name":...,"id":...,"revision":...,"quota":{...}} PATCH
///   /v1/databases/{name}               {"name":...,"quota":{...}} DELETE
///   /v1/databases/{name}?force=1       409 while it is in use, unless forced PUT
///   /v1/databases/{name}/file          a database file makes a new database: 201 GET
///   /v1/databases/{name}/file          the newest revision as a database file POST
///   /v1/databases/{name}/sql           SQL text is run; {"revision":...}
///
/// Lifetime: the primary outlives the table. Files pass through memory, at most upload_bytes_max
/// each; on their way they lie in `folder`.
RouteTable admin_routes(sync::primary::Primary& primary, const Limits& limits, std::string folder);

}  // namespace tern::daemon
