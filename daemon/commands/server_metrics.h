#pragma once

#include "daemon/http/front_counts.h"
#include "daemon/http/request_memory.h"
#include "daemon/http/worker_pool.h"
#include "daemon/operation/metrics.h"
#include "daemon/streams/service.h"
#include "sync/primary/primary.h"

namespace tern::daemon {

/// What a server's parts have counted, as metrics; daemon/operation/README.md has their names.
void write_metrics(const FrontCounts& front, const streams::ServiceCounts& sql,
                   const sync::primary::Primary& primary, MetricsText& out);

/// The same of the workers and of what requests take up.
void write_worker_metrics(const WorkerPool::Counts& workers, const RequestMemory& memory,
                          MetricsText& out);

}  // namespace tern::daemon
