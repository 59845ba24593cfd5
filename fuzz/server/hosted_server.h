#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "daemon/streams/service.h"
#include "engine/io/random.h"
#include "sync/primary/hosted_database.h"
#include "sync/primary/primary.h"

namespace tern::fuzz {

/// Says what must not be, and aborts.
void must(bool holds, std::string_view what);

/// A primary with one small database, `db`, as the server has it: streams with the network's rules,
/// commits that are revisions. Its folder is in memory where the system has one there. Times and
/// sizes are bounded tightly, so that an input ends soon.
class HostedServer {
 public:
  HostedServer();
  HostedServer(const HostedServer&) = delete;
  ~HostedServer();

  sync::primary::Primary& primary() { return *primary_; }
  daemon::streams::Databases& databases() { return *databases_; }
  const std::string& folder() const { return folder_; }
  static daemon::streams::ServiceLimits limits();

  /// `db` as it was at first, under a new id if something was committed. Requires: nobody uses it.
  void renew();

 private:
  void create();

  std::string folder_;
  io::SeededRandom random_{1};  // the same ids in each run
  std::unique_ptr<sync::primary::Primary> primary_;
  std::unique_ptr<daemon::streams::Databases> databases_;
  uint64_t first_revision_ = 0;
};

}  // namespace tern::fuzz
