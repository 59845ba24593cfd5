#pragma once

#include "engine/api/include/tern/tern.h"

namespace tern::shell {

/// Adds what SQL of the shell may do with files:
///   readfile(path)       the bytes of a file; NULL where it cannot be read
///   writefile(path, content [, mode [, mtime]])
///                        makes a file, a link or a folder (file_writing.h), and folders on the way
///                        there; how many bytes a file got, else NULL. Errors: only with a mode
///   lsmode(mode)         as ls shows it
///   fsdir(path [, dir])  a table of what is at a path (directory_table.h)
Status add_file_functions(Connection& db);

}  // namespace tern::shell
