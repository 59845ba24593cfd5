#pragma once

#include <optional>
#include <string>

#include "tools/tern/shell.h"

namespace tern::shell {

/// Reads the image of a database as lines of hexadecimal bytes, from the file at `path`, or from
/// the shell's input if that is empty:
///
///   | size 8192 pagesize 4096 filename x.db
///   | page 1 offset 0
///   |      0: 53 51 4c 69 ...  (16 bytes, at this place of the page)
///   | end x.db
///
/// Nothing: something is wrong, which has been complained about.
/// Source: what the program dbtotxt of SQLite prints, and the sqlite3 shell reads.
std::optional<ByteVector> read_hex_image(Shell& shell, const std::string& path);

}  // namespace tern::shell
