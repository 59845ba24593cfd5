#pragma once

#include <memory>
#include <vector>

#include "engine/plan/candidates.h"
#include "engine/plan/virtual_offer.h"

namespace tern::plan {

/// How a module would read its table.
struct VirtualAnswer {
  const VirtualOffer* offer = nullptr;
  vtab::IndexPlan plan;
  SourceMask needs = 0;        // what its arguments read
  bool repeats = false;        // it runs once for each value of an IN
  bool takes_counts = false;   // LIMIT's or OFFSET's
  bool offset_is_met = false;  // and sees to the latter itself
  bool is_possible() const { return plan.is_possible; }
};

/// What the modules of a core's virtual tables answer. The same question is asked once, and what is
/// run is what was priced.
class VirtualAnswers {
 public:
  /// Lifetime: `space` and `purpose` outlive this, and are complete.
  VirtualAnswers(const SearchSpace& space, const Purpose& purpose);

  /// What is said to be unknown, whatever stands.
  enum class Without : uint8_t { Nothing, Counts, CountsAndLists };
  /// `placed`: the sources that stand before. Null: an error, which status() tells.
  const VirtualAnswer* ask(size_t source, SourceMask placed, Without without);
  /// Asks about the branches of disjunctions alone, too, as a union of lookups would. There is no
  /// such union of a virtual table: what is answered is for modules that watch what they are asked.
  void ask_branches(size_t source, SourceMask placed);
  /// Errors: the first that a module gave.
  const Status& status() const { return status_; }

 private:
  struct Asked {
    std::vector<bool> usable;  // by constraint
    std::unique_ptr<VirtualAnswer> answer;
  };
  struct Table {
    VirtualOffer offer;
    std::vector<vtab::OrderTerm> order;
    uint64_t columns_used = 0;
    std::vector<Asked> asked;
    bool asked_branches = false;
  };

  Table& table(size_t source);
  std::vector<bool> usable(size_t source, const VirtualOffer& offer, SourceMask placed,
                           Without without) const;
  std::unique_ptr<VirtualAnswer> answer(size_t source, const Table& table,
                                        const std::vector<bool>& usable);
  std::vector<vtab::OrderTerm> order_of(const bind::Source& source) const;
  vtab::OrderNeed need() const;

  const SearchSpace& space_;
  const Purpose& purpose_;
  std::vector<std::unique_ptr<Table>> tables_;  // by source; null: not asked yet
  Status status_;
};

}  // namespace tern::plan
