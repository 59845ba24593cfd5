#pragma once

#include "engine/session/change.h"

// The marks of the encoding that change.h describes.

namespace tern::session::format {

constexpr std::byte kChangesetTable{'T'};
constexpr std::byte kPatchsetTable{'P'};

inline bool is_header(std::byte mark) { return mark == kChangesetTable || mark == kPatchsetTable; }

inline std::optional<Op> operation(std::byte mark) {
  const Op op = static_cast<Op>(mark);
  if (op == Op::Insert || op == Op::Delete || op == Op::Update) return op;
  return std::nullopt;
}

}  // namespace tern::session::format
