#include "engine/exec/profile.h"

namespace tern::exec {

void Profile::restart() {
  program_ = {};
  for (auto& [place, measures] : operators_) measures = {};
  for (auto& [tree, part] : parts_) part->restart();
}

Profile& Profile::part(const void* tree) {
  std::unique_ptr<Profile>& out = parts_[tree];
  if (!out) out = std::make_unique<Profile>(clock_, transaction_);
  return *out;
}

}  // namespace tern::exec
