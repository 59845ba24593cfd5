#pragma once

#include <map>
#include <string>
#include <vector>

#include "sync/apply/rename_map.h"
#include "sync/model/version_index.h"

namespace tern::sync::apply {

/// Rows of tables without a declared key that got another rowid than their replica gave them.
struct RowidRemap {
  std::string table;  // folded
  int64_t from = 0;
  int64_t to = 0;
};

ByteVector encode(const std::vector<RowidRemap>& remaps);
Result<std::vector<RowidRemap>> decode_remaps(Bytes bytes);

/// What the primary remembers of past commits, for judging transactions made before they were seen.
/// Rebuilt from the history.
struct Memory {
  model::VersionIndex versions;
  RenameMap renames;
  struct Remapped {
    model::Revision revision;
    RowidRemap remap;
  };
  std::map<model::ReplicaId, std::vector<Remapped>> remaps;
  /// Keys that parked transactions wanted to write (model::row_slot), and when they were parked.
  std::map<model::ReplicaId, std::map<std::string, model::Revision>> parked;

  Status note_parked(const model::ReplicaId& rid, Bytes changeset, model::Revision revision);

  /// All but `versions`.
  void encode_rest(model::Writer& out) const;
  /// Check the reader's failed() behind it.
  void decode_rest(model::Reader& in);
};

}  // namespace tern::sync::apply
