#include "engine/functions/like.h"

#include "engine/base/utf8.h"
#include "engine/functions/builtins.h"
#include "engine/functions/pattern.h"
#include "engine/functions/until_nul.h"
#include "engine/record/affinity.h"

namespace tern::functions {

using record::ValueView;

Result<ValueView> like(ConnectionView& connection, const LikeOperands& operands,
                       std::string& text_scratch, std::string& pattern_scratch) {
  if (operands.text.is_blob() || operands.pattern.is_blob()) return ValueView::integer(0);
  const std::string_view pattern = record::to_text(operands.pattern, pattern_scratch);
  if (pattern.size() > connection.pattern_length_max()) {
    return fail(ErrorCode::Error, "LIKE or GLOB pattern too complex");
  }
  std::optional<uint32_t> escape;
  if (operands.escape) {
    if (operands.escape->is_null()) return ValueView::null();
    std::string scratch;
    const std::string_view text = until_nul(record::to_text(*operands.escape, scratch));
    const char* at = text.data();
    const char* const end = at + text.size();
    if (at < end) escape = next_code_point(at, end);
    if (!escape || at != end) {
      return fail(ErrorCode::Error, "ESCAPE expression must be a single character");
    }
  }
  if (operands.text.is_null() || operands.pattern.is_null()) return ValueView::null();
  const std::string_view text = record::to_text(operands.text, text_scratch);
  if (operands.is_glob) return ValueView::boolean(matches_glob(text, pattern));
  return ValueView::boolean(
      matches_like(text, pattern, escape, connection.is_like_case_sensitive()));
}

namespace {

Result<ValueView> call_like(Call& call, Arguments a) {
  LikeOperands operands{.text = a[1], .pattern = a[0], .escape = std::nullopt};
  if (a.size() == 3) operands.escape = a[2];
  return like(call.connection(), operands, call.scratch(0), call.scratch(1));
}

Result<ValueView> call_glob(Call& call, Arguments a) {
  return like(call.connection(),
              {.text = a[1], .pattern = a[0], .escape = std::nullopt, .is_glob = true},
              call.scratch(0), call.scratch(1));
}

/// Only a module of a virtual table knows what MATCH means.
Result<ValueView> call_match(Call&, Arguments) {
  return fail(ErrorCode::Error, "unable to use function MATCH in the requested context");
}

constexpr ScalarRow kLikeFunctions[] = {
    {"match", 2, 2, call_match},
    {"glob", 2, 2, call_glob},
    {"like", 2, 3, call_like},
};

}  // namespace

std::span<const ScalarRow> like_functions() { return kLikeFunctions; }

}  // namespace tern::functions
