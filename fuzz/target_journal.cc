#include "fuzz/seed_files.h"

namespace tern::fuzz {

void run(Bytes input) {
  static const HostileFiles kSeed = make_seed_files()[0];
  HostileFiles files = kSeed;
  files.journal.assign(input.begin(), input.end());
  exercise(files);
}

}  // namespace tern::fuzz
