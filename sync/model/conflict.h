#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "engine/record/value.h"
#include "sync/model/hlc.h"
#include "sync/model/identity.h"
#include "sync/model/policy.h"

namespace tern::sync::model {

enum class ConflictClass : uint8_t {
  Cell,
  UpdateDelete,  // the transaction deletes what others changed
  DeleteUpdate,  // the transaction changes what others deleted
  InsertInsert,
  Unique,
  Check,
  NotNull,
  ForeignKey,
  Schema,
  Invariant,
  StaleHorizon,
  Forbidden,
  Dependent,  // a later transaction of the same replica on a key of a parked one
};
std::string_view name_of(ConflictClass kind);

enum class ConflictState : uint8_t { Auto, Open, Resolved, Discarded };
std::string_view name_of(ConflictState state);

/// One row of sync_conflicts. Cell conflicts have a column and the values themselves; row conflicts
/// have no column and the rows as text; a parked transaction has its whole record in `data`.
struct Conflict {
  ConflictClass kind{};
  std::optional<Policy> policy;
  std::string table;
  record::Value key;
  std::string column;
  record::Value base;    // before the transaction, where it was made
  record::Value ours;    // what the transaction wanted
  record::Value theirs;  // what stood at the primary
  record::Value chosen;  // what stands now
  ReplicaId other_origin;
  Hlc other_hlc;
  ConflictState state = ConflictState::Auto;
  std::string detail;
};

/// `values` as a text for people and for copying back into SQL: "(a=1, b='x')".
std::string row_text(const std::vector<std::string>& columns,
                     const std::vector<record::Value>& values);
std::string literal_of(record::ValueView value);

}  // namespace tern::sync::model
