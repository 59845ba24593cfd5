#include "tools/diff/function_values.h"

#include <algorithm>

#include "engine/base/assert.h"

namespace tern::diff {

namespace {

Value text(const std::string& bytes) { return Value::text(bytes); }

}  // namespace

FunctionValues::FunctionValues(Side& reference) {
  constexpr size_t kOneOf = 4;  // few values are every fourth of each table
  for (const Role role : kRolesWithTables) {
    std::vector<Value>& table = tables_[role];
    for (const char* literal : edge_literals(role)) {
      Outcome outcome = reference.run({std::string("SELECT ") + literal, {}, false, false});
      ASSERT(outcome.rows.size() == 1);
      table.push_back(std::move(outcome.rows[0][0]));
    }
    for (size_t i = 0; i < table.size(); ++i) {
      const auto is_it = [&](const Value& other) { return identical(table[i], other); };
      if (std::ranges::any_of(all_, is_it)) continue;
      all_.push_back(table[i]);
      if (i % kOneOf == 0) few_.push_back(table[i]);
    }
  }
}

Value FunctionValues::random(Role role, Random& random) const {
  if (random.chance(6)) return random.pick(all_);
  if (random.chance(35)) return random.pick(table(role));
  switch (role) {
    case Role::Any:
      return this->random(random.chance(60)
                              ? Role::Number
                              : static_cast<Role>(random.pick({"t", "d", "j", "l", "i", "p"})[0]),
                          random);
    case Role::Number:
      if (random.chance(40)) return Value::integer(random_integer(random));
      if (random.chance(50)) return Value::real(random_real(random));
      return text(random_number_text(random));
    case Role::Text:
      return text(random_text(random));
    case Role::Blob:
      return Value::blob(as_bytes(random_text(random)));
    case Role::Moment:
      if (random.chance(20))
        return Value::real(static_cast<double>(random.between(-100, 537348450)) / 100.0);
      if (random.chance(15)) return Value::integer(random.between(-210866760100, 253402300900));
      return text(random_moment(random));
    case Role::Modifier:
      return text(random_modifier(random));
    case Role::TimeFormat:
      return text(random_time_format(random));
    case Role::Format:
      return text(random_format(random));
    case Role::Json:
      return text(random_json(random, 3));
    case Role::Path:
      return text(random_path(random));
    case Role::Pattern:
      return text(random_pattern(random));
    case Role::Escape:
      return random.pick(table(role));
    case Role::Small:
      return random.chance(80) ? Value::integer(random.between(-12, 40))
                               : Value::integer(random_integer(random));
  }
  return {};
}

}  // namespace tern::diff
