#pragma once

#include <vector>

#include "engine/sqlite3/statements/value.h"

/// The values of an IN that a virtual table gets all at once, instead of one by one.
struct sqlite3_value::InList {
  std::vector<sqlite3_value> all;
  size_t next = 0;  // that sqlite3_vtab_in_next() gives
};
