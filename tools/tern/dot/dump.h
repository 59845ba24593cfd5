#pragma once

#include "tools/tern/shell.h"

namespace tern::shell {

struct DumpRequest {
  Words patterns;  ///< LIKE these, with \ before letters that are only themselves; none: all
  bool data_only = false;
  bool without_system = false;
  bool keeps_rowids = false;
  bool keeps_newlines = false;
};

/// Prints the database as SQL. False: part of it could not be read, which the text says.
bool print_dump(Shell& shell, Connection& db, const DumpRequest& request);

}  // namespace tern::shell
