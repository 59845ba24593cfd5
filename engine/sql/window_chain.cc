#include "engine/sql/window_chain.h"

#include <algorithm>
#include <span>

#include "engine/base/utf8.h"
#include "engine/sql/name_text.h"

namespace tern::sql {

namespace {

bool is_same_name(const Name& a, const Name& b) {
  return a.quote == b.quote && std::ranges::equal(a.text, b.text, {}, fold_case, fold_case);
}

using Windows = std::span<const NamedWindow>;

const NamedWindow* find_among(Windows windows, const Name& name) {
  for (size_t i = windows.size(); i > 0; --i) {
    if (is_same_name(windows[i - 1].name, name)) return &windows[i - 1];
  }
  return nullptr;
}

/// `windows`: those that its base is looked up in.
ChainedWindow resolve(const WindowDefinition& window, Windows windows) {
  ChainedWindow out{&window.partition_by, &window.order_by,
                    window.frame ? &*window.frame : nullptr};
  const NamedWindow* base = window.base ? find_among(windows, window.base) : nullptr;
  if (!base) return out;
  const ChainedWindow from =
      resolve(base->definition, windows.first(static_cast<size_t>(base - windows.data())));
  out.partition_by = from.partition_by;
  if (!from.order_by->empty()) out.order_by = from.order_by;
  return out;
}

}  // namespace

const NamedWindow* find_window(const std::vector<NamedWindow>& windows, const Name& name) {
  return find_among(windows, name);
}

std::string no_such_window(const Name& name) { return "no such window: " + as_written(name); }

std::optional<std::string> chain_problem(const WindowDefinition& window,
                                         const std::vector<NamedWindow>& windows) {
  const NamedWindow* base = find_window(windows, window.base);
  if (!base) return no_such_window(window.base);
  const ChainedWindow from = resolve_chain(*base, windows);
  std::string what;
  if (!window.partition_by.empty()) {
    what = "PARTITION clause";
  } else if (!from.order_by->empty() && !window.order_by.empty()) {
    what = "ORDER BY clause";
  } else if (from.frame) {
    what = "frame specification";
  } else {
    return std::nullopt;
  }
  std::string out = "cannot override ";
  out += what;
  out += " of window: ";
  out += as_written(window.base);
  return out;
}

ChainedWindow resolve_chain(const WindowDefinition& window,
                            const std::vector<NamedWindow>& windows) {
  return resolve(window, windows);
}

ChainedWindow resolve_chain(const NamedWindow& window, const std::vector<NamedWindow>& windows) {
  return resolve(window.definition,
                 Windows(windows).first(static_cast<size_t>(&window - windows.data())));
}

}  // namespace tern::sql
