#include <cstddef>
#include <cstdint>

#include "engine/base/bytes.h"

namespace tern::fuzz {
void run(Bytes input);  // target_*.cc: one per program
}

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  tern::fuzz::run({reinterpret_cast<const std::byte*>(data), size});
  return 0;
}
