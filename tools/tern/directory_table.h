#pragma once

#include <memory>

#include "engine/api/include/tern/tern.h"
#include "engine/vtab/virtual_table.h"

namespace tern::shell {

/// The table function fsdir(path [, dir]): a row for what is at `path`, and where that is a folder
/// for all that is in it, a folder before what it holds. With `dir`, `path` is seen from there, and
/// so are the names.
///
///   name   path of the file
///   mode   as stat says it
///   mtime  seconds since 1970
///   data   bytes of a file; text of a symbolic link, which is not followed; NULL of a folder
///
/// Errors: Error where a path cannot be looked at; as of read_file().
/// Lifetime: `db`, whose limit of length counts, outlives the table.
std::unique_ptr<vtab::VirtualTable> make_directory_table(Connection& db);

}  // namespace tern::shell
