#include "tools/diff/coverage.h"

#include <algorithm>

#include "tools/diff/coverage_change.h"

namespace tern::diff {
namespace {

constexpr const char* kKindNames[] = {"productions", "plan operators", "functions", "forms"};

void append_count(std::string& out, std::string_view name, uint64_t count) {
  std::string number = std::to_string(count);
  number.insert(0, number.size() < 10 ? 10 - number.size() : 0, ' ');
  out.append(number).append("  ").append(name).append("\n");
}

std::string names_text(const Names& names) {
  std::string out;
  for (const std::string& name : names) out.append("  ").append(name).append("\n");
  return out;
}

/// What stands in the parentheses behind an index. A skip-scan is rare enough in itself.
std::string key_shape(std::string_view key) {
  if (key.find("ANY(") != std::string_view::npos) return "skip";
  std::string out;
  const auto add = [&out](bool has, const char* what) {
    if (has) out.append(out.empty() ? "" : " ").append(what);
  };
  add(key.find("=?") != std::string_view::npos, "=");
  add(key.find_first_of("<>") != std::string_view::npos, "range");
  return out;
}

bool is_keyword(std::string_view word) {
  return std::ranges::all_of(word, [](char c) { return (c >= 'A' && c <= 'Z') || c == '-'; });
}

}  // namespace

void Coverage::hit(Kind kind, std::string_view name) {
  const auto at = counts_[kind].find(name);
  if (at != counts_[kind].end()) {
    ++at->second;
  } else {
    counts_[kind].emplace(name, 1);
  }
}

void Coverage::hit_production(std::string_view production) { hit(Productions, production); }

void Coverage::hit_plan_line(std::string_view line) {
  for (const std::string_view join : {"LEFT-JOIN", "RIGHT-JOIN", "FULL-JOIN"}) {
    if (!line.ends_with(join)) continue;
    hit(Operators, join);
    line.remove_suffix(join.size());
  }
  hit(Operators, operator_of(line));
}

void Coverage::hit_function(std::string_view name) { hit(Functions, name); }

void Coverage::hit_form(std::string_view form) { hit(Forms, form); }

void Coverage::add(const Coverage& other) {
  for (size_t kind = 0; kind < kKinds; ++kind) {
    for (const auto& [name, count] : other.counts_[kind]) counts_[kind][name] += count;
  }
}

std::array<Names, Coverage::kKinds> Coverage::known() {
  return {known_productions(), known_operators(), known_functions(), known_forms()};
}

std::vector<Coverage::Kind> Coverage::kinds(bool of_changes) {
  if (of_changes) return {Forms};
  return {Productions, Operators, Functions};
}

Names Coverage::missing(Kind kind, const Names& known) const {
  Names out;
  for (const std::string& name : known) {
    if (!counts_[kind].contains(name)) out.insert(name);
  }
  return out;
}

Names Coverage::unknown(Kind kind, const Names& known) const {
  Names out;
  for (const auto& [name, count] : counts_[kind]) {
    if (!known.contains(name)) out.insert(name);
  }
  return out;
}

std::string Coverage::report(bool of_changes) const {
  const std::array<Names, kKinds> known = Coverage::known();
  std::string out;
  std::string problems;
  for (const Kind kind : kinds(of_changes)) {
    const std::string what = kKindNames[kind];
    out.append(what).append(":\n");
    for (const auto& [name, count] : counts_[kind]) append_count(out, name, count);
    const Names never = missing(kind, known[kind]);
    const Names others = unknown(kind, known[kind]);
    if (!never.empty()) problems.append(what + " that never came up:\n" + names_text(never));
    if (!others.empty()) problems.append(what + " that are on no list:\n" + names_text(others));
  }
  return out + problems;
}

bool Coverage::is_complete(bool of_changes) const {
  const std::array<Names, kKinds> known = Coverage::known();
  return std::ranges::all_of(kinds(of_changes), [&](Kind kind) {
    return missing(kind, known[kind]).empty() && unknown(kind, known[kind]).empty();
  });
}

std::string Coverage::print() const {
  std::string out;
  for (size_t kind = 0; kind < kKinds; ++kind) {
    for (const auto& [name, count] : counts_[kind]) {
      out.append(std::to_string(kind)).append(std::to_string(count)).append(" ");
      out.append(name).append("\n");
    }
  }
  return out;
}

Coverage Coverage::parse(std::string_view text) {
  Coverage out;
  while (!text.empty()) {
    const std::string line(text.substr(0, text.find('\n')));
    text.remove_prefix(std::min(text.size(), line.size() + 1));
    const size_t space = line.find(' ');
    const size_t kind = line.empty() ? kKinds : static_cast<size_t>(line[0] - '0');
    if (space == std::string::npos || kind >= kKinds) continue;
    out.counts_[kind][line.substr(space + 1)] = std::stoull(line.substr(1, space - 1));
  }
  return out;
}

std::string operator_of(std::string_view plan_line) {
  const size_t unnamed = plan_line.find("(subquery-");
  if (unnamed != std::string_view::npos) {
    // A subquery without a name: what is done with it, and what stands behind.
    const size_t end = std::min(plan_line.find(')', unnamed), plan_line.size() - 1);
    std::string named(plan_line.substr(0, unnamed));
    return operator_of(named.append("s").append(plan_line.substr(end + 1)));
  }
  std::string out;
  const size_t key = std::min(plan_line.find('('), plan_line.size());
  std::string_view words = plan_line.substr(0, key);
  while (!words.empty()) {
    const std::string_view word = words.substr(0, words.find(' '));
    if (is_keyword(word) && !word.empty()) out.append(out.empty() ? "" : " ").append(word);
    words.remove_prefix(std::min(words.size(), word.size() + 1));
  }
  const std::string shape = key_shape(plan_line.substr(key));
  return shape.empty() ? out : out.append(" (").append(shape).append(")");
}

}  // namespace tern::diff
