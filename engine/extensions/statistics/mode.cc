#include "engine/extensions/statistics/mode.h"

#include "engine/record/record.h"

namespace tern::extensions::statistics {

using functions::Arguments;
using functions::Call;
using record::ValueView;

bool Mode::Order::less(ValueView a, ValueView b) const {
  return record::compare_values(a, b, *collation) < 0;
}

Status Mode::step(Call& call, Arguments a) {
  if (a[0].is_null()) return ok();
  if (!counts_) counts_.emplace(Order{&call.collation()});
  const auto at = counts_->lower_bound(a[0]);
  if (at != counts_->end() && !counts_->key_comp()(a[0], at->first)) {
    ++at->second;
  } else {
    counts_->emplace_hint(at, record::Value(a[0]), 1);
  }
  return ok();
}

Status Mode::inverse(Call&, Arguments a) {
  if (a[0].is_null() || !counts_) return ok();
  const auto at = counts_->find(a[0]);
  if (at != counts_->end() && --at->second == 0) counts_->erase(at);
  return ok();
}

Result<ValueView> Mode::value(Call&) {
  if (!counts_ || counts_->empty()) return ValueView::null();
  auto best = counts_->begin();
  for (auto at = best; at != counts_->end(); ++at) {
    if (at->second > best->second) best = at;
  }
  return best->first.view();
}

}  // namespace tern::extensions::statistics
