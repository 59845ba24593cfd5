#include "fuzz/history.h"

#include <algorithm>

namespace tern::fuzz {

std::string ModelText::text() const {
  std::string out = std::to_string(seed) + ":";
  uint32_t state = seed;
  while (out.size() < size_bytes) {
    state = state * 1664525 + 1013904223;
    out += static_cast<char>('a' + (state >> 24) % 26);
  }
  out.resize(size_bytes);
  return out;
}

void History::commit(Model state, bool is_acknowledged) {
  committed_.push_back(std::move(state));
  if (is_acknowledged) acknowledged_ = commit_count();
}

void History::restart(Model state) {
  committed_.assign(1, std::move(state));
  attempts_.clear();
  acknowledged_ = secured_ = 0;
}

size_t History::oldest(Promise promise) const {
  switch (promise) {
    case Promise::Visible:
      return commit_count();
    case Promise::Acknowledged:
      return acknowledged_;
    case Promise::AllButLast:
      return std::max(secured_, acknowledged_ > 0 ? acknowledged_ - 1 : 0);
    default:
      return secured_;
  }
}

const Model* History::find(int64_t number, Promise promise) const {
  for (size_t i = oldest(promise); i < committed_.size(); ++i) {
    if (committed_[i].number == number) return &committed_[i];
  }
  for (const auto& [before, state] : attempts_) {
    if (before >= oldest(promise) && state.number == number) return &state;
  }
  return nullptr;
}

std::string History::describe(Promise promise) const {
  std::string out = "from " + std::to_string(committed_[oldest(promise)].number) + " to " +
                    std::to_string(last().number);
  for (const auto& [before, state] : attempts_) {
    if (before >= oldest(promise)) out += ", or the attempt " + std::to_string(state.number);
  }
  return out;
}

}  // namespace tern::fuzz
