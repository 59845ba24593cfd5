#include "sync/model/policy.h"

namespace tern::sync::model {
namespace {

std::string folded(std::string_view name) {
  std::string out(name);
  for (char& c : out) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c + ('a' - 'A'));
  }
  return out;
}

constexpr std::pair<std::string_view, Policy> kNames[] = {
    {"merge", Policy::Merge},     {"lww", Policy::Lww}, {"fww", Policy::Fww},
    {"reject", Policy::Reject},   {"max", Policy::Max}, {"min", Policy::Min},
    {"counter", Policy::Counter},
};

}  // namespace

std::optional<Policy> parse_policy(std::string_view name) {
  const std::string wanted = folded(name);
  for (const auto& [text, policy] : kNames) {
    if (text == wanted) return policy;
  }
  return std::nullopt;
}

std::string_view name_of(Policy policy) {
  for (const auto& [text, value] : kNames) {
    if (value == policy) return text;
  }
  return "";
}

void PolicyTable::set(std::string_view table, std::string_view column, Policy policy) {
  entries_[{folded(table), folded(column)}] = policy;
}

Policy PolicyTable::of(std::string_view table, std::string_view column) const {
  const std::string t = folded(table);
  if (const auto it = entries_.find({t, folded(column)}); it != entries_.end()) return it->second;
  if (const auto it = entries_.find({t, ""}); it != entries_.end()) return it->second;
  if (const auto it = entries_.find({"", ""}); it != entries_.end()) return it->second;
  return Policy::Merge;
}

}  // namespace tern::sync::model
