#include "tools/diff/reference_way.h"

namespace tern::diff {
namespace {

// Bits of SQLITE_TESTCTRL_OPTIMIZATIONS.
constexpr uint32_t kScansOfCoveringIndexes = 0x20;
constexpr uint32_t kAll = 0xffffffff;

constexpr ReferenceWay kOthers[] = {
    {"the other way round", true, 0},
    {"by the table", false, kScansOfCoveringIndexes},
    {"by the table, the other way round", true, kScansOfCoveringIndexes},
    {"with no optimization", false, kAll},
    {"with no optimization, the other way round", true, kAll},
};

}  // namespace

std::span<const ReferenceWay> ReferenceWay::others() { return kOthers; }

}  // namespace tern::diff
