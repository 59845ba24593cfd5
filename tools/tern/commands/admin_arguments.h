#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "tools/tern/sync_client.h"

namespace tern::shell {

/// What `tern admin ...` is given.
struct AdminArguments {
  std::string url;
  RemoteAccess access;
  bool json = false;

  std::string name;
  std::string new_name;
  std::string file;
  std::string output;
  std::string after;
  uint32_t limit = 0;  // list; 0: all
  bool force = false;
  bool as_sql = false;
  bool runs_sql = false;   // import into a database that is there
  bool on_server = false;  // import: FILE is in the server's import folder
  // Those that are not given stay as they are.
  std::optional<uint64_t> bytes_max;
  std::optional<uint64_t> streams_max;
  std::optional<uint64_t> statement_ms;
  std::optional<uint64_t> result_bytes_max;
};

}  // namespace tern::shell
