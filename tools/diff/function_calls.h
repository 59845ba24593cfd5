#pragma once

#include <string>
#include <vector>

#include "tools/diff/function_values.h"

namespace tern::diff {

/// A statement that calls a function with parameters, and what each parameter is for.
struct CallForm {
  std::string function;
  std::string sql;
  std::vector<Role> roles = {};
  /// It calls the function for each row of kValuesTable, which has all edge values as x.
  bool is_over_rows = false;
};

constexpr const char* kValuesTable = "edge_values";

/// The functions of the reference and the ways they are called.
class FunctionCalls {
 public:
  /// Asks the reference what it has.
  explicit FunctionCalls(Side& reference);

  /// Forms with up to two parameters, to be tried with all values.
  const std::vector<CallForm>& exhaustive() const { return exhaustive_; }
  /// One with any number of them.
  CallForm random(Random& random) const;

 private:
  struct Function {
    std::string name;
    char type = 's';  // scalar, aggregate, window
    int least = 0;    // arguments
    int most = 0;
  };

  void add(const std::string& name, char type, int count);
  CallForm scalar_form(const Function& function, int count) const;
  void add_over_rows(const std::string& name, int count);
  CallForm aggregate_form(const Function& function, int count, int rows) const;
  CallForm random_scalar(const Function& function, Random& random) const;
  CallForm random_aggregate(const Function& function, Random& random) const;

  std::vector<Function> functions_;
  std::vector<CallForm> exhaustive_;
};

/// What argument `number` of `function` is for.
Role role_of(const std::string& function, size_t number);

}  // namespace tern::diff
