#pragma once

#include <cstdint>

namespace tern::write {

/// What becomes of a row after a look at it. Ignore: it is left out, quietly.
enum class Verdict : uint8_t { Pass, Ignore };

}  // namespace tern::write
