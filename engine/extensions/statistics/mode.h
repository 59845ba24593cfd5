#pragma once

#include <cstdint>
#include <map>
#include <optional>

#include "engine/functions/function.h"
#include "engine/record/value.h"

namespace tern::extensions::statistics {

/// mode(x): the value, of any type, that comes most often. Of several the one that sorts first.
class Mode final : public functions::AggregateState {
 public:
  Status step(functions::Call& call, functions::Arguments arguments) override;
  Status inverse(functions::Call& call, functions::Arguments arguments) override;
  Result<record::ValueView> value(functions::Call& call) override;

 private:
  /// SQL's order, in which 1 and 1.0 are the same; the first of such values stands for all.
  struct Order {
    using is_transparent = void;
    const record::Collation* collation;
    bool operator()(const record::Value& a, const record::Value& b) const {
      return less(a.view(), b.view());
    }
    bool operator()(const record::Value& a, record::ValueView b) const { return less(a.view(), b); }
    bool operator()(record::ValueView a, const record::Value& b) const { return less(a, b.view()); }
    bool less(record::ValueView a, record::ValueView b) const;
  };
  using Counts = std::map<record::Value, int64_t, Order>;

  std::optional<Counts> counts_;  // none before the first row says how texts compare
};

}  // namespace tern::extensions::statistics
