#pragma once

#include "engine/base/result.h"
#include "engine/session/change.h"

namespace tern::session {

/// The changeset that undoes `changeset`, in the same order.
/// Errors: Corrupt, also for a patchset, which does not know what was before.
Result<ByteVector> invert(Bytes changeset);

}  // namespace tern::session
