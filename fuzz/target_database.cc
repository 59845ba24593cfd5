#include "fuzz/hostile_files.h"

namespace tern::fuzz {

void run(Bytes input) {
  exercise({.database = ByteVector(input.begin(), input.end()), .wal = {}, .journal = {}});
}

}  // namespace tern::fuzz
