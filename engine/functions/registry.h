#pragma once

#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "engine/functions/function.h"

namespace tern::functions {

/// Exactly one of the three is set. Lifetime: until the function is replaced in its Registry.
struct FoundFunction {
  const ScalarFunction* scalar = nullptr;
  const AggregateFunction* aggregate = nullptr;
  const WindowFunction* window = nullptr;

  const FunctionSignature& signature() const {
    if (scalar) return *scalar;
    if (aggregate) return *aggregate;
    return *window;
  }
};

/// The functions that a connection knows: the built-in ones, which all connections share, and its
/// own, which hide built-in ones of the same name and argument count.
class Registry {
 public:
  /// The function called `name` (ASCII case ignored) that takes `argument_count` arguments.
  /// count(*) is looked up as count with 0 arguments.
  /// Errors: Error "no such function: x", "wrong number of arguments to function x()".
  Result<FoundFunction> find(std::string_view name, size_t argument_count) const;

  /// Adds a function, or replaces one of the same name and argument counts.
  void add(ScalarFunction function);
  void add(AggregateFunction function);

  /// All functions, for PRAGMA function_list.
  std::vector<FoundFunction> list() const;
  bool is_builtin(const FunctionSignature& signature) const;

 private:
  struct Entry {
    std::unique_ptr<ScalarFunction> scalar;
    std::unique_ptr<AggregateFunction> aggregate;
    FoundFunction found() const { return {scalar.get(), aggregate.get(), nullptr}; }
  };
  std::multimap<std::string, Entry, std::less<>> own_;
};

}  // namespace tern::functions
