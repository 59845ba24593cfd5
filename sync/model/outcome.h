#pragma once

#include <cstdint>

#include "sync/model/identity.h"

namespace tern::sync::model {

/// What became of a transaction at the primary; final, and each uses up its sequence number.
enum class OutcomeKind : uint8_t {
  Applied = 1,  // as it was made
  Merged = 2,   // with conflicts that policies decided; each is a row of sync_conflicts
  Parked = 3,   // not applied; all of it is kept in sync_conflicts
};

struct Outcome {
  OutcomeKind kind = OutcomeKind::Applied;
  Revision revision;
  uint32_t conflicts = 0;
  bool operator==(const Outcome&) const = default;
};

}  // namespace tern::sync::model
