#pragma once

#include "tests/sync/probes/process_fleet.h"

namespace tern::tests {

/// Two replicas, a and b, of one database.
class Probe : public ProcessFleet {
 protected:
  /// `sql` is what the reference makes the database with.
  void start(const std::string& sql) {
    make_database(sql);
    clone("a");
    clone("b");
  }
};

}  // namespace tern::tests
