#include "fuzz/hostile_files.h"

namespace tern::fuzz {

void run(Bytes input) {
  HostileFiles files;
  files.database.assign(input.begin(), input.end());
  exercise(files);
}

}  // namespace tern::fuzz
