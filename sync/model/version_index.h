#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "engine/base/result.h"
#include "sync/model/hlc.h"
#include "sync/model/identity.h"

namespace tern::sync::model {

/// Who wrote a cell or row last, in which revision, at what time.
struct Stamp {
  Revision revision;
  ReplicaId writer;
  Hlc hlc;
};

/// What the primary remembers of one row's recent writes.
struct RowHistory {
  Stamp whole;   // last insert, or the last write of any kind if there was none
  Stamp newest;  // last write of any kind, deletes included
  bool deleted = false;
  /// Only what was noted of late: `whole` and further columns are in the older history.
  bool is_part = false;
  std::map<std::string, Stamp, std::less<>> columns;  // written after `whole`

  /// The last writer of a column.
  const Stamp& of(std::string_view column) const {
    const auto it = columns.find(column);
    return it == columns.end() ? whole : it->second;
  }
  /// Requires: is_part. Adds what `older` says of the same row.
  void add_older(const RowHistory& older);
};

/// What a row is known by: folded table, NUL, key bytes.
std::string row_slot(std::string_view table, std::string_view key);

/// Last writers of all rows changed after the horizon: in memory, rebuilt from the history, and
/// those of former times where somebody keeps them.
class VersionIndex {
 public:
  /// The rows that are not in memory, by slot. Errors: IoErr.
  using Older = std::function<Result<std::optional<RowHistory>>(std::string_view slot)>;
  using Rows = std::unordered_map<std::string, RowHistory>;  // by slot

  Revision horizon() const { return horizon_; }
  void reset(Revision horizon);
  /// Forgets what is in memory: it is asked of `older` from now on.
  void put_upon(Revision horizon, Older older);
  bool has_older() const { return older_ != nullptr; }

  /// Notes what a committed changeset wrote.
  Status record(Bytes changeset, const Stamp& stamp);
  /// Null: not written since the horizon. Errors: of what is older.
  /// Lifetime: of the result: until the next call that changes this.
  Result<const RowHistory*> find(std::string_view table, std::string_view key) const;
  /// What is in memory.
  const Rows& rows() const { return rows_; }

 private:
  RowHistory& row(std::string_view table, std::string_view key);
  Revision horizon_;
  Older older_;
  mutable Rows rows_;  // find() keeps what it was told of older ones
};

}  // namespace tern::sync::model
