#pragma once

#include <string>

#include "engine/base/result.h"

namespace tern::daemon {

/// The content of a small file. `what` is for the message: "the token file".
/// Errors: CantOpen, with the path and the system's reason.
Result<std::string> read_whole_file(const std::string& path, std::string_view what);

/// Makes a file that was not there; after an error it is not there either. Errors: CantOpen if it
/// is there already; IoErrWrite.
Status create_file(const std::string& path, const std::string& text, unsigned mode);

/// Puts `text` in the file's place, so that whoever reads it sees the old or all of the new, also
/// after a loss of power. A file that was there keeps its mode and, where that is allowed, its
/// owner; a new one gets `mode`. Errors: CantOpen, IoErrWrite.
Status replace_file(const std::string& path, const std::string& text, unsigned mode);

}  // namespace tern::daemon
