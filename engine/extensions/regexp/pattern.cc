#include "engine/extensions/regexp/pattern.h"

#include <utility>

#include "engine/base/utf8.h"

namespace tern::extensions::regexp {

Result<Pattern> Pattern::compile(std::string_view source, size_t size_max) {
  if (source.size() > size_max) {
    return fail(ErrorCode::Error,
                "regular expression of more than " + std::to_string(size_max) + " bytes");
  }
  RE2::Options options;
  options.set_log_errors(false);
  options.set_max_mem(kMemoryMax);
  auto expression = std::make_unique<RE2>(re2::StringPiece(source.data(), source.size()), options);
  if (!expression->ok()) {
    return fail(ErrorCode::Error, "invalid regular expression: " + expression->error());
  }
  return Pattern(std::move(expression));
}

std::optional<size_t> Pattern::find_group(std::string_view name) const {
  const auto& groups = expression_->NamedCapturingGroups();
  const auto found = groups.find(std::string(name));
  if (found == groups.end()) return std::nullopt;
  return static_cast<size_t>(found->second);
}

bool Pattern::is_in(std::string_view text) const {
  return expression_->Match(re2::StringPiece(text.data(), text.size()), 0, text.size(),
                            RE2::UNANCHORED, nullptr, 0);
}

void MatchesRef::start(const Pattern& pattern, std::string_view text, size_t groups) {
  parts_.resize(groups + 1);
  expression_ = &pattern.expression();
  // RE2 tells a group that matched nothing from one that took no part by the null pointer.
  if (text.empty()) text = "";
  text_ = re2::StringPiece(text.data(), text.size());
  from_ = begin_ = end_ = 0;
  has_match_ = false;
}

bool MatchesRef::next() {
  while (from_ <= text_.size()) {
    if (!expression_->Match(text_, from_, text_.size(), RE2::UNANCHORED, parts_.data(),
                            static_cast<int>(parts_.size()))) {
      break;
    }
    const auto begin = static_cast<size_t>(parts_[0].data() - text_.data());
    const size_t end = begin + parts_[0].size();
    const bool is_behind_last = has_match_ && begin == end && begin == end_;
    from_ = end;
    if (begin == end) {
      // The search must go on, by one character.
      const char* at = text_.data() + end;
      const char* const text_end = text_.data() + text_.size();
      if (at < text_end) {
        skip_code_point(at, text_end);
      } else {
        ++at;
      }
      from_ = static_cast<size_t>(at - text_.data());
    }
    if (is_behind_last) continue;
    begin_ = begin;
    end_ = end;
    return has_match_ = true;
  }
  from_ = text_.size() + 1;
  return false;
}

Part MatchesRef::part(size_t group) const {
  const re2::StringPiece& part = parts_[group];
  if (part.data() == nullptr) return std::nullopt;
  return std::string_view(part.data(), part.size());
}

int64_t PositionsRef::characters_before(size_t offset) {
  const char* at = text_.data() + offset_;
  for (const char* const end = text_.data() + offset; at < end; ++characters_) {
    skip_code_point(at, end);
  }
  offset_ = offset;
  return characters_;
}

}  // namespace tern::extensions::regexp
