#include "engine/plan/like_range.h"

#include <algorithm>

#include "engine/expr/leaf.h"
#include "engine/plan/terms.h"

namespace tern::plan {

namespace {

constexpr unsigned char kByteMax = 0xff;

struct Prefix {
  std::string text;
  bool is_all = false;  // only "any text" follows
};

std::optional<Prefix> prefix_of(std::string_view pattern, bool is_glob,
                                std::optional<char> escape) {
  const std::string_view wildcards = is_glob ? "*?[" : "%_";
  Prefix out;
  size_t at = 0;
  while (at < pattern.size() && wildcards.find(pattern[at]) == std::string_view::npos) {
    if (pattern[at] == '\0') return std::nullopt;
    if (escape && pattern[at] == *escape) {
      if (at + 1 == pattern.size()) break;  // escapes nothing
      ++at;
    }
    out.text += pattern[at++];
  }
  if (out.text.empty() || static_cast<unsigned char>(out.text.back()) == kByteMax) {
    return std::nullopt;
  }
  out.is_all = at + 1 == pattern.size() && pattern[at] == wildcards[0];
  return out;
}

char upper(char c) { return c >= 'a' && c <= 'z' ? static_cast<char>(c - 32) : c; }
char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; }

/// Could a number match a pattern that starts so?
bool looks_numeric(const std::string& prefix) {
  if (prefix == "-") return true;
  const char first = prefix.front();
  const bool may = (first >= '0' && first <= '9') || first == '-' || first == '+' || first == '.' ||
                   first == ' ' || (first >= '\t' && first <= '\r');
  // One below a digit: its successor, the upper limit, is one.
  return may || first == '/';
}

}  // namespace

std::optional<LikeRange> like_range(const expr::Like& like, PlanContext& context) {
  if (like.is_negated()) return std::nullopt;
  const auto* pattern = like.child(1).as_if<expr::Literal>();
  if (!pattern || !pattern->value().is_text()) return std::nullopt;
  std::optional<char> escape;
  if (like.has_escape()) {
    const auto* literal = like.child(2).as_if<expr::Literal>();
    if (!literal || !literal->value().is_text()) return std::nullopt;
    const std::string_view text = literal->value().as_text();
    if (text.size() != 1 || text == "%" || text == "_") return std::nullopt;
    escape = text.front();
  }
  const bool is_glob = like.like() == expr::LikeKind::Glob;
  std::optional<Prefix> prefix = prefix_of(pattern->value().as_text(), is_glob, escape);
  if (!prefix) return std::nullopt;
  // Elsewhere the order of texts is not that of their UTF-8.
  const auto is_ascii = [](char c) { return static_cast<unsigned char>(c) < 0x80; };
  const bool is_utf8 = context.encoding == TextEncoding::Utf8;
  if (!is_utf8 && !std::ranges::all_of(prefix->text, is_ascii)) return std::nullopt;
  const expr::Expr& operand = bare(like.child(0));
  if (operand.kind() == expr::Kind::Rowid) return std::nullopt;
  const bool is_column =
      operand.kind() == expr::Kind::Column || operand.kind() == expr::Kind::Generated;
  const bool is_text = is_column && operand.affinity() == record::Affinity::Text;
  if (!is_text && looks_numeric(prefix->text)) return std::nullopt;
  const bool folds = !is_glob && !context.like_is_case_sensitive;
  std::string low = prefix->text;
  std::string high = prefix->text;
  LikeRange out;
  out.is_whole = prefix->is_all && is_utf8;
  if (folds) {
    for (char& c : low) c = upper(c);
    for (char& c : high) c = lower(c);
    // The successor of '@' is a letter, which NOCASE takes for its other case.
    if (high.back() == '@') out.is_whole = false;
  }
  high.back() = static_cast<char>(static_cast<unsigned char>(high.back()) + 1);
  const auto keep = [&context](const std::string& text) {
    context.owned.push_back(std::make_unique<expr::Literal>(record::ValueView::text(text)));
    return context.owned.back().get();
  };
  out.low = keep(low);
  out.high = keep(high);
  out.collation =
      folds ? record::find_collation("NOCASE", context.encoding) : &context.layout.binary();
  return out;
}

}  // namespace tern::plan
