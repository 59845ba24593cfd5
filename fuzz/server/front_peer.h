#pragma once

#include <functional>
#include <string>
#include <string_view>

#include "daemon/http/backend.h"
#include "daemon/http/router.h"
#include "engine/base/bytes.h"
#include "fuzz/server/hosted_server.h"

namespace tern::fuzz {

/// A connection to the server's front: the session of a peer that says `first`, waits until
/// `may_go_on` of what it has heard so far, says `then`, and hangs up its side. The front's own
/// code runs, over a pair of sockets of this process.
struct PeerWords {
  Bytes first;
  std::function<bool(std::string_view heard)> may_go_on = [](std::string_view) { return true; };
  Bytes then = {};
};

/// What the peer has heard when the front had nothing more to do. The tokens are "rw" and "ro",
/// each 20 times, for SQL on `db`, and "admin" 20 times for all.
std::string talk(HostedServer& server, daemon::Face face, const PeerWords& words);

}  // namespace tern::fuzz
