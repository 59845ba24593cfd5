#pragma once

#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "engine/functions/function_table.h"

namespace tern::functions {

/// The functions that a connection knows: those that many connections share, the built-in ones
/// among them, and its own, which hide shared ones of the same name and argument count.
class Registry {
 public:
  /// Lifetime: `shared` outlives it.
  explicit Registry(const FunctionTable& shared = builtins()) : shared_(shared) {}

  /// The function called `name` (ASCII case ignored) that takes `argument_count` arguments.
  /// count(*) is looked up as count with 0 arguments.
  /// Errors: Error "no such function: x", "wrong number of arguments to function x()".
  Result<FoundFunction> find(std::string_view name, size_t argument_count) const;

  /// Adds a function, or replaces one of the same name and argument counts.
  void add(ScalarFunction function);
  void add(AggregateFunction function);

  /// The shared functions called `name` are not there for the connection, however many arguments
  /// they take.
  void hide(std::string name) {
    add(ScalarFunction{{.name = std::move(name), .arguments_min = -1, .arguments_max = -1},
                       nullptr});
  }

  /// All functions, for PRAGMA function_list.
  std::vector<FoundFunction> list() const;
  /// Takes away the function of the connection's own that takes exactly so many arguments (-1: any
  /// number). Returns whether there was one.
  bool remove(std::string_view name, int argument_count);
  /// Whether `function`, written as `name`, may be called from what a schema holds the text of.
  /// Errors: Error "unsafe use of x()".
  Status check_in_schema(const FunctionSignature& function, std::string_view name) const;
  bool trusts_schema = true;  // PRAGMA trusted_schema

  /// Whether it is one of the shared ones.
  bool is_builtin(const FunctionSignature& signature) const;

 private:
  struct Entry {
    std::unique_ptr<ScalarFunction> scalar;
    std::unique_ptr<AggregateFunction> aggregate;
    FoundFunction found() const { return {scalar.get(), aggregate.get(), nullptr}; }
  };
  const FunctionTable& shared_;
  std::multimap<std::string, Entry, std::less<>> own_;
};

}  // namespace tern::functions
