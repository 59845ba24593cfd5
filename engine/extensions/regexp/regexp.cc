// Functions of regular expressions, among them regexp(), which `text REGEXP pattern` calls.
// Source: sqlean, its module regexp, for the names and their arguments; PostgreSQL's documentation,
// "POSIX Regular Expressions", for the others.

#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "engine/extensions/extension.h"
#include "engine/extensions/regexp/pattern.h"
#include "engine/extensions/regexp/replacement.h"
#include "engine/extensions/regexp/rows.h"

namespace tern::extensions {

const Extension& regexp_extension();

namespace regexp {
namespace {

using functions::Arguments;
using functions::Call;
using functions::ScalarRow;
using record::ValueView;

/// What a call site keeps: the pattern and the replacement of the last call are mostly those of the
/// next one.
struct Site final : functions::CallCache {
  std::optional<Pattern> pattern;
  std::string replacement_source;
  std::optional<Replacement> replacement;  // for `pattern`
  MatchesRef matches;
};

Result<Site*> site_of(Call& call, std::string_view source) {
  if (!call.cache()) call.cache() = std::make_unique<Site>();
  Site& site = static_cast<Site&>(*call.cache());
  if (!site.pattern || site.pattern->source() != source) {
    site.replacement.reset();
    site.pattern = TRY(Pattern::compile(source, call.connection().pattern_length_max()));
  }
  return &site;
}

bool has_null(Arguments a) {
  for (const ValueView argument : a) {
    if (argument.is_null()) return true;
  }
  return false;
}

/// Starts to look for argument 1 in argument 0.
Result<MatchesRef*> start_matches(Call& call, Arguments a) {
  Site* const site = TRY(site_of(call, call.text(a[1], 1)));
  site->matches.start(*site->pattern, call.text(a[0], 0), 0);
  return &site->matches;
}

/// Whether the pattern is in the text, in the order that the operator has them.
Result<ValueView> call_regexp(Call& call, Arguments a) {
  if (has_null(a)) return ValueView::null();
  const Site* const site = TRY(site_of(call, call.text(a[0], 0)));
  return ValueView::boolean(site->pattern->is_in(call.text(a[1], 1)));
}

Result<ValueView> call_like(Call& call, Arguments a) {
  if (has_null(a)) return ValueView::null();
  const Site* const site = TRY(site_of(call, call.text(a[1], 1)));
  return ValueView::boolean(site->pattern->is_in(call.text(a[0], 0)));
}

Result<ValueView> call_substr(Call& call, Arguments a) {
  if (has_null(a)) return ValueView::null();
  MatchesRef& matches = *TRY(start_matches(call, a));
  return matches.next() ? ValueView::text(matches.match()) : ValueView::null();
}

Result<ValueView> call_count(Call& call, Arguments a) {
  if (has_null(a)) return ValueView::null();
  MatchesRef& matches = *TRY(start_matches(call, a));
  int64_t count = 0;
  while (matches.next()) {
    // Each match may take a look at all of the text.
    TRY(call.connection().run_control().visit_rows(1));
    ++count;
  }
  return ValueView::integer(count);
}

/// The place of the first match; 0: there is none. Units: characters, from 1.
Result<ValueView> call_instr(Call& call, Arguments a) {
  if (has_null(a)) return ValueView::null();
  MatchesRef& matches = *TRY(start_matches(call, a));
  if (!matches.next()) return ValueView::integer(0);
  return ValueView::integer(PositionsRef(call.text(a[0], 0)).characters_before(matches.begin()) +
                            1);
}

/// The number of the group that an argument means. A number that no group has is nothing.
Result<std::optional<size_t>> group_argument(ValueView argument, const Pattern& pattern) {
  if (argument.is_text()) {
    const std::optional<size_t> group = pattern.find_group(argument.as_text());
    if (group) return group;
    return fail(ErrorCode::Error,
                "the regular expression has no group " + std::string(argument.as_text()));
  }
  if (!argument.is_integer()) {
    return fail(ErrorCode::Error, "a group is an integer or a name");
  }
  const int64_t number = argument.as_integer();
  if (number < 0 || static_cast<uint64_t>(number) > pattern.group_count()) {
    return std::optional<size_t>();
  }
  return static_cast<size_t>(number);
}

/// What a group of the first match matched.
Result<ValueView> call_capture(Call& call, Arguments a) {
  if (has_null(a)) return ValueView::null();
  Site* const site = TRY(site_of(call, call.text(a[1], 1)));
  const ValueView argument = a.size() > 2 ? a[2] : ValueView::integer(0);
  const std::optional<size_t> group = TRY(group_argument(argument, *site->pattern));
  if (!group) return ValueView::null();
  site->matches.start(*site->pattern, call.text(a[0], 0), *group);
  if (!site->matches.next()) return ValueView::null();
  const Part part = site->matches.part(*group);
  return part ? ValueView::text(*part) : ValueView::null();
}

Result<ValueView> call_replace(Call& call, Arguments a) {
  if (has_null(a)) return ValueView::null();
  Site& site = *TRY(site_of(call, call.text(a[1], 1)));
  const std::string_view source = call.text(a[2], 2);
  if (!site.replacement || site.replacement_source != source) {
    site.replacement = TRY(Replacement::parse(source, *site.pattern));
    site.replacement_source = source;
  }
  const std::string_view text = call.text(a[0], 0);
  site.matches.start(*site.pattern, text, site.replacement->group_max());
  std::string& out = call.buffer();
  size_t copied = 0;
  while (site.matches.next()) {
    TRY(call.connection().run_control().visit_rows(1));
    out += text.substr(copied, site.matches.begin() - copied);
    TRY(site.replacement->append_to(out, site.matches, call.connection().length_max()));
    copied = site.matches.end();
  }
  out += text.substr(copied);
  return call.text_result();
}

constexpr ScalarRow kScalars[] = {
    {"regexp", 2, 2, call_regexp},        {"regexp_capture", 2, 3, call_capture},
    {"regexp_count", 2, 2, call_count},   {"regexp_instr", 2, 2, call_instr},
    {"regexp_like", 2, 2, call_like},     {"regexp_replace", 3, 3, call_replace},
    {"regexp_substr", 2, 2, call_substr},
};

}  // namespace
}  // namespace regexp

const Extension& regexp_extension() {
  static constexpr Extension kExtension = {
      .scalars = regexp::kScalars, .aggregates = {}, .add_tables = regexp::add_tables};
  return kExtension;
}

}  // namespace tern::extensions
