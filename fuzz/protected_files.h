#pragma once

#include <functional>

#include "fuzz/hostile_files.h"

namespace tern::fuzz {

/// `change` gets the pages of `files` as they are in memory; afterwards they are encrypted, or have
/// checksums, again. As far as `change` leaves places for pages: sizes are those from before.
/// Files that are not protected are changed as they are.
void change_uncovered(HostileFiles& files, const std::function<void(HostileFiles&)>& change);

}  // namespace tern::fuzz
