#pragma once

#include <memory>

#include "engine/base/result.h"
#include "engine/session/change.h"

namespace tern::session {

/// Makes local changesets follow remote ones that were applied (apply.h) after them, so that who
/// gets them after the remote ones does not meet the same conflicts again.
///
///   conflict of a local     with a remote    answered Omit               answered Replace
///   insert                  insert           update of the remote's row  nothing
///   update                  delete           insert                      nothing
///   update                  update           update of the remote's row  update of the columns
///                                                                        that the remote left
///                                                                        alone
///   delete                  delete           nothing                     nothing
///   delete                  update           delete of the remote's row  the same
///
/// Memory: a copy of the decisions. Threads: one at a time.
class Rebaser {
 public:
  Rebaser();
  Rebaser(Rebaser&&) noexcept;
  Rebaser& operator=(Rebaser&&) noexcept;
  ~Rebaser();

  /// What apply noted (ApplyOptions::decisions), in the order of the calls. Errors: Corrupt; Schema
  /// if a table has other columns than before.
  Status add(Bytes decisions);
  /// `changeset` as it has to be for who has the remote changes already.
  /// Errors: Corrupt; Error for a patchset; Schema.
  Result<ByteVector> rebase(Bytes changeset) const;

 private:
  class State;
  std::unique_ptr<State> state_;
};

}  // namespace tern::session
