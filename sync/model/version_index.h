#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
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
  std::map<std::string, Stamp, std::less<>> columns;  // written after `whole`

  /// The last writer of a column.
  const Stamp& of(std::string_view column) const {
    const auto it = columns.find(column);
    return it == columns.end() ? whole : it->second;
  }
};

/// Last writers of all rows changed after the horizon. In memory; rebuilt from the history.
class VersionIndex {
 public:
  Revision horizon() const { return horizon_; }
  void reset(Revision horizon);

  /// Notes what a committed changeset wrote.
  Status record(Bytes changeset, const Stamp& stamp);
  /// Null: not written since the horizon.
  const RowHistory* find(std::string_view table, std::string_view key) const;
  size_t rows() const { return rows_.size(); }

 private:
  RowHistory& row(std::string_view table, std::string_view key);
  Revision horizon_;
  std::unordered_map<std::string, RowHistory> rows_;  // folded table, NUL, key bytes
};

}  // namespace tern::sync::model
