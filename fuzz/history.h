#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "fuzz/model.h"

namespace tern::fuzz {

/// How much of what was acknowledged a crash must leave.
enum class Promise : uint8_t {
  Nothing,       // the file may be damaged; reading it must end in data or an error
  Prefix,        // some state that was committed, whole
  AllButLast,    // the last acknowledged state or the one before
  Acknowledged,  // the last acknowledged state or a newer one
  Visible        // the last state that anybody could read, acknowledged or not
};

/// The states that a database went through, and the oracle: which of them it may be found in.
///
///   - Commits are in one order (one thread runs all processes), so the database is a state of this
///     list, or one that followed a state of it and whose COMMIT failed or did not return.
///   - At least as new as the promise says.
/// A state is named by the number that its transaction wrote; no two attempts have the same.
class History {
 public:
  History() : committed_{Model{}} {}

  const Model& last() const { return committed_.back(); }
  size_t commit_count() const { return committed_.size() - 1; }
  void commit(Model state, bool is_acknowledged = true);
  /// An attempt to commit `state`, on top of last(), that got no answer or an error.
  void attempt(Model state) { attempts_.emplace_back(commit_count(), std::move(state)); }
  /// All so far is durable even where the promise is Prefix.
  void secure() { secured_ = commit_count(); }
  /// The database was found in `state`; what was before is past.
  void restart(Model state);

  /// The state `number`, if the promise allows it.
  const Model* find(int64_t number, Promise promise) const;
  std::string describe(Promise promise) const;

 private:
  size_t oldest(Promise promise) const;
  std::vector<Model> committed_;
  std::vector<std::pair<size_t, Model>> attempts_;  // with the commits that went before
  size_t acknowledged_ = 0;
  size_t secured_ = 0;
};

}  // namespace tern::fuzz
