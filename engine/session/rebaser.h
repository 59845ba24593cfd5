#pragma once

#include "engine/base/result.h"
#include "engine/session/tables.h"

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
class Rebaser {
 public:
  /// What apply noted, in the order of the calls. Errors: Corrupt; Schema.
  Status add(Bytes decisions);
  /// Errors: Corrupt; Error for a patchset.
  Result<ByteVector> rebase(Bytes changeset);

 private:
  /// What was decided about a row.
  struct Decision {
    Op op{};                // Insert: also of an update
    bool replaced = false;  // at least once
    Fields row;             // the remote's; marks where it replaced a field
  };
  using Entry = Tables<Decision>::Entry;

  Tables<Decision> tables_;
};

}  // namespace tern::session
