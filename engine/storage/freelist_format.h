#pragma once

#include <cstddef>
#include <cstdint>
#include <string>

#include "engine/base/ids.h"
#include "engine/base/result.h"

// Pages that the database has but does not use. Trunk pages form a list from the header's field:
//
//   trunk:  0  next trunk, 0 at the end    4  number of leaves, n    8..  n leaf page numbers
//
// A leaf's content is of no interest. Older SQLite releases misread a trunk whose last six entries
// are used, so they are left empty; when reading they count.
// Source: SQLite file format, "The Freelist".

namespace tern::storage {

constexpr size_t kFreelistNextAt = 0;
constexpr size_t kFreelistLeafCountAt = 4;
constexpr size_t kFreelistLeavesAt = 8;

constexpr uint32_t freelist_leaves_max(uint32_t usable_size) { return usable_size / 4 - 2; }
constexpr uint32_t freelist_leaves_max_written(uint32_t usable_size) { return usable_size / 4 - 8; }

inline std::unexpected<Error> corrupt_freelist(PageNo no, const char* what) {
  return fail(ErrorCode::Corrupt, "freelist page " + std::to_string(no.raw) + ": " + what);
}

}  // namespace tern::storage
