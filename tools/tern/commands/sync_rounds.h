#pragma once

#include <functional>
#include <string>

#include "sync/replica/replica.h"

namespace tern::shell {

/// Told of what rounds did, a line each without its end.
using Tell = std::function<void(const std::string& line)>;

/// Rounds until nothing moves (in one direction: one). The sum of what they did.
/// Errors: as Replica::sync_once; Busy if others keep adding transactions.
Result<sync::replica::SyncReport> sync_until_still(sync::replica::Replica& replica,
                                                   sync::wire::Exchange& exchange,
                                                   sync::replica::Direction direction,
                                                   const Tell& tell);

/// Lines for people.
std::string status_text(const sync::replica::ReplicaStatus& status);

}  // namespace tern::shell
