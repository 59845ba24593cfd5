#pragma once

#include <memory>

#include "engine/api/connection_state.h"

namespace tern::api {

/// A connection to a database of its own, to build something in before it is put elsewhere: in a
/// temporary file of `near`'s Vfs, or in memory where `near` is. Its commits need neither undoing
/// nor syncing. Nothing can be read in the file if `near` is encrypted, or `is_secret`. Errors:
/// CantOpen, IoErr*.
Result<std::unique_ptr<ConnectionState>> open_scratch(storage::DatabaseFile& near,
                                                      bool is_secret = false);

/// As above on a file that is ours alone and of no use before it is complete.
Result<std::unique_ptr<ConnectionState>> open_for_building(
    std::shared_ptr<storage::DatabaseFile> file, const OpenOptions& options = {});

}  // namespace tern::api
