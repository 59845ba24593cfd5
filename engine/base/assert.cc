#include "engine/base/assert.h"

#include <cstdio>
#include <cstdlib>

namespace tern {

void assert_failed(const char* what, const char* file, int line) {
  std::fprintf(stderr, "tern: assertion failed: %s (%s:%d)\n", what, file, line);
  std::abort();
}

}  // namespace tern
