#pragma once

#include "engine/base/result.h"
#include "engine/session/tables.h"

namespace tern::session {

/// Changesets, or patchsets, one after the other as a single one: each row has at most one change
/// in it. A change of a row that has one already combines with it:
///
///            then insert   then update     then delete
///   insert   insert        insert, newer   nothing
///   update   update        update, both    delete
///   delete   update        delete          delete
class ChangeGroup {
 public:
  /// Errors: Corrupt; Error if a patchset meets a changeset; Schema if a table has other columns
  /// than before. The group is then of no use any more.
  Status add(Bytes changes);
  /// Tables and rows in the order in which they came.
  ByteVector output() const;

 private:
  struct Change {
    Op op{};
    bool indirect = false;
    Fields before, after;
  };
  using Entry = Tables<Change>::Entry;

  Result<Entry*> entry_of(const Table& table);
  void add_change(Entry& entry, const ChangeView& change);
  /// True: the two are one in `first` now; false: they undo each other.
  bool combine(Change& first, const ChangeView& second) const;
  bool become_update(Change& out, const Table& table, std::span<const Bytes> before,
                     std::span<const Bytes> after) const;

  std::optional<Form> form_;
  Tables<Change> tables_;
};

/// `first`, then `second`, as one. Errors: as ChangeGroup::add.
Result<ByteVector> concat(Bytes first, Bytes second);

}  // namespace tern::session
