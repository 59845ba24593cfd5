#pragma once

#include <atomic>
#include <utility>

#include "daemon/streams/baton.h"
#include "daemon/streams/home.h"
#include "daemon/streams/stream_table.h"

namespace tern::daemon::streams {

/// What all requests have in common. Threads: any.
struct ServiceState {
  ServiceState(Databases& where, const ServiceLimits& allowed, ServiceHost of)
      : databases(where),
        limits(allowed),
        host(std::move(of)),
        statement_memory(allowed.statements_memory_max) {}

  Databases& databases;
  const ServiceLimits limits;
  const ServiceHost host;
  FairShare statement_memory;
  Homes homes;
  StreamTable table;
  BatonMaker batons;
  std::atomic<bool> is_draining{false};

  std::atomic<uint64_t> transactions_open{0};
  std::atomic<uint64_t> statements{0};
  std::atomic<uint64_t> rows{0};
  std::atomic<uint64_t> streams_expired{0};
  std::atomic<uint64_t> transactions_stolen{0};
};

}  // namespace tern::daemon::streams
