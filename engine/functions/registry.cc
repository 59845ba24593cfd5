#include "engine/functions/registry.h"

#include <algorithm>

#include "engine/base/utf8.h"

namespace tern::functions {
namespace {

std::string lower(std::string_view name) {
  std::string out(name);
  std::ranges::transform(out, out.begin(), fold_case);
  return out;
}

bool is_same_place(const FunctionSignature& a, const FunctionSignature& b) {
  return a.arguments_min == b.arguments_min && a.arguments_max == b.arguments_max;
}

/// Stands in the way of the shared functions of its name (Registry::hide).
bool is_hiding(const FoundFunction& function) { return function.scalar && !function.scalar->body; }

}  // namespace

Result<FoundFunction> Registry::find(std::string_view name, size_t argument_count) const {
  const std::string key = lower(name);
  bool is_known = false;
  const auto [own_begin, own_end] = own_.equal_range(key);
  const FunctionSignature* chosen = nullptr;
  FoundFunction best;
  bool is_hidden = false;
  for (auto at = own_begin; at != own_end; ++at) {
    if (is_hiding(at->second.found())) {
      is_hidden = true;
      continue;
    }
    is_known = true;
    const FoundFunction found = at->second.found();
    const FunctionSignature& signature = found.signature();
    // One for exactly so many arguments comes before one for any number.
    const bool is_exact = signature.arguments_min == signature.arguments_max;
    if (!signature.takes(argument_count) || (chosen && !is_exact)) continue;
    chosen = &signature;
    best = found;
  }
  if (chosen) return best;
  auto [at, end] = shared_.by_name().equal_range(key);
  if (is_hidden) at = end;
  for (; at != end; ++at) {
    is_known = true;
    if (at->second.signature().takes(argument_count)) return at->second;
  }
  if (!is_known) return fail(ErrorCode::Error, "no such function: " + std::string(name));
  return fail(ErrorCode::Error,
              "wrong number of arguments to function " + std::string(name) + "()");
}

void Registry::add(ScalarFunction function) {
  function.name = lower(function.name);
  Entry entry{std::make_unique<ScalarFunction>(std::move(function)), nullptr};
  const auto [begin, end] = own_.equal_range(entry.scalar->name);
  for (auto at = begin; at != end; ++at) {
    if (!is_same_place(at->second.found().signature(), *entry.scalar)) continue;
    at->second = std::move(entry);
    return;
  }
  own_.emplace(entry.scalar->name, std::move(entry));
}

void Registry::add(AggregateFunction function) {
  function.name = lower(function.name);
  Entry entry{nullptr, std::make_unique<AggregateFunction>(std::move(function))};
  const auto [begin, end] = own_.equal_range(entry.aggregate->name);
  for (auto at = begin; at != end; ++at) {
    if (!is_same_place(at->second.found().signature(), *entry.aggregate)) continue;
    at->second = std::move(entry);
    return;
  }
  own_.emplace(entry.aggregate->name, std::move(entry));
}

bool Registry::remove(std::string_view name, int argument_count) {
  const auto [begin, end] = own_.equal_range(lower(name));
  const auto found = std::find_if(begin, end, [&](const auto& entry) {
    const FunctionSignature& signature = entry.second.found().signature();
    if (argument_count < 0) return signature.arguments_max == kArgumentsMax;
    return signature.arguments_min == argument_count && signature.arguments_max == argument_count;
  });
  if (found == end) return false;
  own_.erase(found);
  return true;
}

Status Registry::check_in_schema(const FunctionSignature& function, std::string_view name) const {
  const bool is_safe = !function.is_direct_only && (function.is_innocuous || trusts_schema);
  return is_safe ? ok() : fail(ErrorCode::Error, "unsafe use of " + std::string(name) + "()");
}

std::vector<FoundFunction> Registry::list() const {
  std::vector<FoundFunction> out;
  const auto hides = [this](const std::string& name) {
    const auto [begin, end] = own_.equal_range(name);
    return std::any_of(begin, end, [](const auto& own) { return is_hiding(own.second.found()); });
  };
  for (const auto& [name, function] : shared_.by_name()) {
    if (!hides(name)) out.push_back(function);
  }
  for (const auto& [name, entry] : own_) {
    if (!is_hiding(entry.found())) out.push_back(entry.found());
  }
  return out;
}

bool Registry::is_builtin(const FunctionSignature& signature) const {
  const auto [begin, end] = shared_.by_name().equal_range(signature.name);
  return std::any_of(begin, end,
                     [&](const auto& entry) { return &entry.second.signature() == &signature; });
}

}  // namespace tern::functions
