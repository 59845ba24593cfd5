#pragma once

#include <compare>
#include <concepts>
#include <cstdint>
#include <functional>

namespace tern {

/// An integer that mixes only with its own kind; no arithmetic.
template <class Tag, std::integral Rep>
struct Ordinal {
  Rep raw = 0;
  constexpr auto operator<=>(const Ordinal&) const = default;
};

using PageNo = Ordinal<struct PageNoTag, uint32_t>;      // 1-based in the database; 0: no page
using FrameNo = Ordinal<struct FrameNoTag, uint32_t>;    // 1-based in one WAL generation; 0: none
using RowId = Ordinal<struct RowIdTag, int64_t>;         // key of a rowid table
using Revision = Ordinal<struct RevisionTag, uint64_t>;  // commit number at the primary; only grows

}  // namespace tern

template <class Tag, class Rep>
struct std::hash<tern::Ordinal<Tag, Rep>> {
  size_t operator()(const tern::Ordinal<Tag, Rep>& id) const noexcept {
    return std::hash<Rep>{}(id.raw);
  }
};
