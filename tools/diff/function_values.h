#pragma once

#include <map>
#include <string>
#include <vector>

#include "tools/diff/function_tables.h"
#include "tools/diff/outcome.h"
#include "tools/diff/random.h"
#include "tools/diff/side.h"

namespace tern::diff {

/// Values at the edges of what functions do, by what they are for; and random ones like them.
class FunctionValues {
 public:
  /// `reference` says what the literals of the tables are.
  explicit FunctionValues(Side& reference);

  /// All edge values, each once.
  const std::vector<Value>& all() const { return all_; }
  /// Those that say most, for calls that cannot be tried with all.
  const std::vector<Value>& few() const { return few_; }
  /// A value for that role: from the tables, or made.
  Value random(Role role, Random& random) const;

 private:
  const std::vector<Value>& table(Role role) const {
    return role == Role::Any ? all_ : tables_.at(role);
  }

  std::map<Role, std::vector<Value>> tables_;
  std::vector<Value> all_;
  std::vector<Value> few_;
};

// function_texts.cc: texts that are made by rule, right ones and not quite right ones.
std::string random_number_text(Random& random);
std::string random_moment(Random& random);
std::string random_modifier(Random& random);
std::string random_time_format(Random& random);
std::string random_format(Random& random);
std::string random_json(Random& random, int depth);
std::string random_path(Random& random);
std::string random_pattern(Random& random);
std::string random_text(Random& random);
/// `text` with a character dropped, doubled or changed.
std::string damaged(std::string text, Random& random);
double random_real(Random& random);
int64_t random_integer(Random& random);

}  // namespace tern::diff
