#include "fuzz/mutator.h"
#include "fuzz/seed_files.h"

namespace tern::fuzz {

void run(Bytes input) {
  static const HostileFiles kSeed = make_seed_files()[1];  // 512-byte pages, WAL mode
  HostileFiles files = kSeed;
  files.wal.assign(input.begin(), input.end());
  fix_wal_checksums(files.wal);
  exercise(files);
}

}  // namespace tern::fuzz
