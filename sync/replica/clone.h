#pragma once

#include "sync/replica/replica.h"

namespace tern::sync::replica {

/// Pulls the whole newest state into `path` and makes its side files. May be called again after a
/// cut: goes on where it was. See Replica::clone.
Status clone_files(const std::string& path, std::string_view remote, std::string_view database,
                   wire::Exchange& exchange, const ReplicaOptions& options);

/// See Replica::publish.
Status publish_files(const std::string& path, std::string_view remote, std::string_view database,
                     wire::Exchange& exchange, const ReplicaOptions& options);

}  // namespace tern::sync::replica
