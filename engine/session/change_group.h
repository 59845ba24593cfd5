#pragma once

#include <memory>

#include "engine/base/result.h"
#include "engine/session/change.h"

namespace tern::session {

/// Changesets, or patchsets, one after the other as a single one: each row has at most one change
/// in it. A change of a row that has one already combines with it:
///
///            then insert   then update     then delete
///   insert   insert        insert, newer   nothing
///   update   update        update, both    delete
///   delete   update        delete          delete
///
/// What cannot follow in one database (an insert after an insert, ...) leaves the first change.
/// Memory: a copy of the changes. Threads: one at a time.
class ChangeGroup {
 public:
  ChangeGroup();
  ChangeGroup(ChangeGroup&&) noexcept;
  ChangeGroup& operator=(ChangeGroup&&) noexcept;
  ~ChangeGroup();

  /// Errors: Corrupt; Error if a patchset meets a changeset; Schema if a table has other columns
  /// than before. The group is then of no use any more.
  Status add(Bytes changes);
  /// Tables and rows in the order in which they came.
  ByteVector output() const;

 private:
  class State;
  std::unique_ptr<State> state_;
};

/// `first`, then `second`, as one. Errors: as ChangeGroup::add.
Result<ByteVector> concat(Bytes first, Bytes second);

}  // namespace tern::session
