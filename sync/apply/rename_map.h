#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "engine/base/result.h"
#include "sync/model/codec.h"
#include "sync/model/resolver.h"

namespace tern::sync::apply {

/// Renames that commits made, so that operations made before they were seen find their table and
/// columns: a rename touches a name only.
class RenameMap {
 public:
  /// Notes the renames among the DDL of a committed changeset.
  Status record(Bytes changeset, model::Revision revision, const model::ReplicaId& writer);
  /// Today's name of a table that `author` knows as `table`.
  std::string table(std::string_view table, const model::Author& author) const;
  /// Today's name of a column; `table` is the author's name of the table.
  std::string column(std::string_view table, std::string_view column,
                     const model::Author& author) const;

  void encode(model::Writer& out) const;
  /// Check the reader's failed() behind it.
  void decode(model::Reader& in);

 private:
  struct Rename {
    model::Revision revision;
    model::ReplicaId writer;
    std::string table;
    std::string column;  // empty: the table itself
    std::string to;
  };
  bool is_news(const Rename& rename, const model::Author& author) const;
  std::vector<Rename> renames_;
};

}  // namespace tern::sync::apply
