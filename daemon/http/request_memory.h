#pragma once

#include "daemon/operation/fair_share.h"
#include "daemon/operation/options.h"

namespace tern::daemon {

/// What the requests of all connections take up while they are read and answered. Threads: any.
struct RequestMemory {
  explicit RequestMemory(const Limits& limits)
      : requests(limits.requests_waiting_max),
        bodies(limits.bodies_bytes_max),
        uploads(limits.upload_bytes_max, limits.upload_bytes_max),
        answers(limits.answers_bytes_max) {}

  FairShare requests;  ///< a count: handed to workers
  FairShare bodies;
  FairShare uploads;  ///< bodies that are larger than others may be
  FairShare answers;  ///< from when they are made until they are sent
};

}  // namespace tern::daemon
