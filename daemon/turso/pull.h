#pragma once

#include <atomic>
#include <chrono>
#include <expected>
#include <functional>
#include <memory>
#include <string>
#include <string_view>

#include "daemon/streams/service.h"
#include "daemon/turso/touched_pages.h"
#include "engine/base/bytes.h"
#include "sync/primary/hosted_database.h"

namespace tern::daemon::turso {

struct PullOptions {
  std::chrono::milliseconds long_poll_max{60'000};
  QueryBounds query;  // of a partial replica's first pages
};

/// Runs `wait` with a thread taking this one's place meanwhile, so that long polls hold up nobody.
/// False: too many wait already, it was not run.
using WaitElsewhere = std::function<bool(const std::function<void()>& wait)>;

/// Answers a request for pages into `sink`, errors as {"error": ..., "message": ..., "code": ...}
/// with their status. `cancelled`: the client has gone; looked at a few times a second while it
/// waits for news. Threads: any, several at once, also for one database.
void answer_pull(sync::primary::HostedDatabase& database, Bytes body, streams::CursorSink& sink,
                 const std::atomic<bool>& cancelled, const WaitElsewhere& wait_elsewhere,
                 const PullOptions& options = {});

}  // namespace tern::daemon::turso
