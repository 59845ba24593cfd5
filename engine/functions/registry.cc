#include "engine/functions/registry.h"

#include <algorithm>

#include "engine/base/utf8.h"
#include "engine/functions/builtins.h"

namespace tern::functions {
namespace {

std::string lower(std::string_view name) {
  std::string out(name);
  std::ranges::transform(out, out.begin(), fold_case);
  return out;
}

/// The built-in functions of all connections; made once, never changed.
class Builtins {
 public:
  Builtins() {
    for (const auto rows :
         {like_functions(), text_functions(), text_code_functions(), value_functions(),
          connection_functions(), date_functions(), format_functions(), math_functions(),
          json_functions(), json_edit_functions(), row_image_functions()}) {
      for (const ScalarRow& row : rows) add(row);
    }
    for (const auto rows : {plain_aggregates(), json_aggregates(), percentile_aggregates()}) {
      for (const AggregateRow& row : rows) add(row);
    }
    for (const WindowRow& row : window_functions()) {
      auto function = std::make_unique<WindowFunction>();
      sign(*function, row);
      function->body = row.body;
      function->fixed_frame = row.fixed_frame;
      function->reach = row.reach;
      by_name_.emplace(row.name, FoundFunction{nullptr, nullptr, function.get()});
      windows_.push_back(std::move(function));
    }
  }

  const std::multimap<std::string, FoundFunction, std::less<>>& by_name() const { return by_name_; }

 private:
  template <class Row>
  static void sign(FunctionSignature& signature, const Row& row) {
    signature.name = row.name;
    signature.arguments_min = row.arguments_min;
    signature.arguments_max = row.arguments_max;
  }
  void add(const ScalarRow& row) {
    auto function = std::make_unique<ScalarFunction>();
    sign(*function, row);
    function->determinism = row.determinism;
    function->is_direct_only = row.is_direct_only;
    function->body = row.body;
    by_name_.emplace(row.name, FoundFunction{function.get(), nullptr, nullptr});
    scalars_.push_back(std::move(function));
  }
  void add(const AggregateRow& row) {
    auto function = std::make_unique<AggregateFunction>();
    sign(*function, row);
    function->has_inverse = row.has_inverse;
    function->decides_bare_columns = row.decides_bare_columns;
    function->reads_subtypes = row.reads_subtypes;
    function->construct = row.construct;
    function->create = row.create;
    function->state_size_bytes = row.state_size_bytes;
    by_name_.emplace(row.name, FoundFunction{nullptr, function.get(), nullptr});
    aggregates_.push_back(std::move(function));
  }

  std::vector<std::unique_ptr<ScalarFunction>> scalars_;
  std::vector<std::unique_ptr<AggregateFunction>> aggregates_;
  std::vector<std::unique_ptr<WindowFunction>> windows_;
  std::multimap<std::string, FoundFunction, std::less<>> by_name_;
};

const Builtins& builtins() {
  static const Builtins kBuiltins;
  return kBuiltins;
}

bool is_same_place(const FunctionSignature& a, const FunctionSignature& b) {
  return a.arguments_min == b.arguments_min && a.arguments_max == b.arguments_max;
}

}  // namespace

Result<FoundFunction> Registry::find(std::string_view name, size_t argument_count) const {
  const std::string key = lower(name);
  bool is_known = false;
  const auto [own_begin, own_end] = own_.equal_range(key);
  for (auto at = own_begin; at != own_end; ++at) {
    is_known = true;
    const FoundFunction found = at->second.found();
    if (found.signature().takes(argument_count)) return found;
  }
  const auto [begin, end] = builtins().by_name().equal_range(key);
  for (auto at = begin; at != end; ++at) {
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

std::vector<FoundFunction> Registry::list() const {
  std::vector<FoundFunction> out;
  for (const auto& [name, function] : builtins().by_name()) out.push_back(function);
  for (const auto& [name, entry] : own_) out.push_back(entry.found());
  return out;
}

bool Registry::is_builtin(const FunctionSignature& signature) const {
  const auto [begin, end] = builtins().by_name().equal_range(signature.name);
  return std::any_of(begin, end,
                     [&](const auto& entry) { return &entry.second.signature() == &signature; });
}

}  // namespace tern::functions
