#pragma once

#include <functional>
#include <map>
#include <memory>
#include <string>
#include <unordered_map>

#include "tools/diff/function_calls.h"
#include "tools/diff/known_changes.h"

namespace tern::diff {

/// Both sides, and the statements that have been run on them.
class FunctionComparer {
 public:
  /// `values`: for kValuesTable.
  explicit FunctionComparer(const std::vector<Value>& values);

  /// How a call came out differently, with what it was; empty: it did not, or known_changes.h says
  /// why.
  std::string compare(const CallForm& form, std::span<const Value* const> arguments);
  /// Reasons of known_changes.h, and how often each was met.
  const std::map<std::string, uint64_t>& changes() const { return changes_; }

 private:
  struct Statements {
    std::unique_ptr<RepeatedStatement> reference;
    std::unique_ptr<RepeatedStatement> tern;
    std::string difference;  // in compiling
  };
  Statements& statements(const std::string& sql);

  std::unique_ptr<RepeatingSide> reference_;
  std::unique_ptr<RepeatingSide> tern_;
  std::unique_ptr<KnownChanges> known_changes_;
  std::unordered_map<std::string, Statements> statements_;
  std::map<std::string, uint64_t> changes_;
};

}  // namespace tern::diff
