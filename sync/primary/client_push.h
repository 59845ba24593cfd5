#pragma once

#include <cstdint>
#include <utility>
#include <vector>

#include "sync/model/identity.h"

namespace tern::sync::primary {

/// What is known of a transaction that a client of another make pushes as SQL
/// (SqlConnection::resolve_push).
struct ClientPush {
  model::ReplicaId client;
  /// It has seen nothing newer since its last push; or has neither pushed nor pulled so far. Else
  /// what it had seen is not known.
  bool has_base_of_last_push = false;
  bool is_first_without_pull = false;
  /// Operations (by number, from..to) of statements that insert a row, or overwrite the one that
  /// has its key: at the client there was none, unless it made the change again upon what it
  /// pulled.
  std::vector<std::pair<uint64_t, uint64_t>> inserts;
};

}  // namespace tern::sync::primary
