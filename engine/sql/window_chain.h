#pragma once

#include <optional>
#include <string>
#include <vector>

#include "engine/sql/ast_select.h"

// Windows that build on named ones: OVER (w ORDER BY x), WINDOW v AS (w ROWS 1 PRECEDING).

namespace tern::sql {

/// The window of that name; the last one if several have it. Null: none.
/// As in the reference names are compared as written, quotes included, letters' case apart.
const NamedWindow* find_window(const std::vector<NamedWindow>& windows, const Name& name);

/// "no such window: x"
std::string no_such_window(const Name& name);

/// Why `window`, which has a base, cannot build on it; nothing if it can.
std::optional<std::string> chain_problem(const WindowDefinition& window,
                                         const std::vector<NamedWindow>& windows);

/// The parts of a window with what it takes from its base.
struct ChainedWindow {
  const ExprList* partition_by = nullptr;
  const std::vector<OrderingTerm>* order_by = nullptr;
  const FrameSpec* frame = nullptr;  // null: the default frame
};

/// Requires: the bases exist, as chain_problem() says, those of `windows` among each other too.
ChainedWindow resolve_chain(const WindowDefinition& window,
                            const std::vector<NamedWindow>& windows);
/// The same of one of `windows`.
ChainedWindow resolve_chain(const NamedWindow& window, const std::vector<NamedWindow>& windows);

}  // namespace tern::sql
