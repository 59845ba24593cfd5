#pragma once

#include <functional>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "engine/vtab/virtual_table.h"

namespace tern {

/// A virtual table without rows that notes what it is told of transactions.
class RecordingTable final : public vtab::VirtualTable {
 public:
  using Calls = std::vector<std::string>;
  RecordingTable(std::string name, Calls& calls)
      : VirtualTable(std::move(name), {"a"}, {}), calls_(calls) {}
  ~RecordingTable() override { note("gone"); }

  Result<vtab::IndexPlan> best_index(const vtab::PlanQuestion& question) const override {
    vtab::IndexPlan out;
    out.uses.resize(question.constraints.size());
    return out;
  }
  std::unique_ptr<vtab::Cursor> open() const override { return nullptr; }

  Status begin() override { return told("begin"); }
  Status sync() override {
    if (while_syncing) while_syncing();
    return told("sync");
  }
  void commit() override { note("commit"); }
  void rollback() override { note("rollback"); }
  Status savepoint(int32_t number) override { return told("savepoint " + std::to_string(number)); }
  Status release(int32_t number) override { return told("release " + std::to_string(number)); }
  Status rollback_to(int32_t number) override { return told("back to " + std::to_string(number)); }
  bool has_transactions() const override { return is_told; }

  std::string failing;  // the call that fails
  bool is_told = true;
  std::function<void()> while_syncing;

 private:
  void note(const std::string& call) { calls_.push_back(name() + ": " + call); }
  Status told(const std::string& call) {
    note(call);
    if (call != failing) return ok();
    return fail(ErrorCode::Full, name() + " is full");
  }

  Calls& calls_;
};

}  // namespace tern
