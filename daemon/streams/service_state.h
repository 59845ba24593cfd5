#pragma once

#include <atomic>

#include "daemon/streams/baton.h"
#include "daemon/streams/home.h"
#include "daemon/streams/stream_table.h"

namespace tern::daemon::streams {

/// What all requests have in common. Threads: any.
struct ServiceState {
  ServiceState(Databases& where, const ServiceLimits& allowed)
      : databases(where), limits(allowed) {}

  Databases& databases;
  const ServiceLimits limits;
  Homes homes;
  StreamTable table;
  BatonMaker batons;
  std::atomic<bool> is_draining{false};
  std::atomic<uint32_t> waiting_writers{0};

  std::atomic<uint64_t> transactions_open{0};
  std::atomic<uint64_t> statements{0};
  std::atomic<uint64_t> rows{0};
  std::atomic<uint64_t> streams_expired{0};
  std::atomic<uint64_t> transactions_stolen{0};
};

}  // namespace tern::daemon::streams
