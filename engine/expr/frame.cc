#include "engine/expr/frame.h"

namespace tern::expr {

Frame::Frame(const FrameLayout& layout, functions::ConnectionView& connection,
             const std::vector<record::Value>& parameters)
    : statement_(connection),
      control_(&connection.run_control()),
      parameters_(&parameters),
      rows_(layout.rows_),
      registers_(layout.registers_),
      scratches_(layout.scratches_),
      states_(layout.states_) {
  calls_.reserve(layout.calls_.size());
  for (const FrameLayout::CallSite& site : layout.calls_) {
    calls_.emplace_back(statement_, *site.collation, site.user_data, site.parameters,
                        site.constants);
  }
}

void Frame::restart() {
  statement_.restart();
  for (Row& row : rows_) row.set_null();
  for (auto& state : states_) {
    if (state) state->restart();
  }
}

}  // namespace tern::expr
