#include "engine/extensions/regexp/replacement.h"

#include <algorithm>
#include <charconv>

namespace tern::extensions::regexp {
namespace {

/// A reference to a group, at the head of a text that starts with "$" or "\".
struct Reference {
  std::string_view name;  // a number or a name; empty: there is none
  size_t size = 0;        // of all of it
};

Reference reference_at(std::string_view text) {
  if (text.size() < 2) return {};
  if (text[1] >= '0' && text[1] <= '9') return {text.substr(1, 1), 2};
  if (!text.starts_with("${")) return {};
  const size_t end = text.find('}');
  if (end == std::string_view::npos) return {};
  return {text.substr(2, end - 2), end + 1};
}

std::optional<size_t> group_of(std::string_view name, const Pattern& pattern) {
  size_t number = 0;
  const auto [end, error] = std::from_chars(name.data(), name.data() + name.size(), number);
  if (error != std::errc() || end != name.data() + name.size()) return pattern.find_group(name);
  return number <= pattern.group_count() ? std::optional(number) : std::nullopt;
}

}  // namespace

std::string& Replacement::text() {
  if (pieces_.empty() || pieces_.back().group) pieces_.emplace_back();
  return pieces_.back().text;
}

Status Replacement::add_group(std::string_view name, const Pattern& pattern) {
  const std::optional<size_t> group = group_of(name, pattern);
  if (!group) {
    return fail(ErrorCode::Error, "the regular expression has no group " + std::string(name));
  }
  text();
  pieces_.back().group = group;
  group_max_ = std::max(group_max_, *group);
  return ok();
}

Result<Replacement> Replacement::parse(std::string_view source, const Pattern& pattern) {
  Replacement out;
  while (!source.empty()) {
    const size_t plain = std::min(source.find_first_of("$\\"), source.size());
    if (plain > 0) out.text() += source.substr(0, plain);
    source.remove_prefix(plain);
    if (source.empty()) break;
    const Reference reference = reference_at(source);
    if (!reference.name.empty()) {
      TRY(out.add_group(reference.name, pattern));
      source.remove_prefix(reference.size);
      continue;
    }
    out.text() += source[0];
    source.remove_prefix(source.size() > 1 && source[1] == source[0] ? 2 : 1);
  }
  return out;
}

Status Replacement::append_to(std::string& out, const MatchesRef& match, size_t size_max) const {
  for (const Piece& piece : pieces_) {
    out += piece.text;
    if (piece.group) out += match.part(*piece.group).value_or(std::string_view());
    if (out.size() > size_max) return fail(ErrorCode::TooBig);
  }
  return ok();
}

}  // namespace tern::extensions::regexp
