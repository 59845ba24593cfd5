#pragma once

#include <memory>
#include <type_traits>
#include <vector>

#include "engine/exec/measured.h"
#include "engine/exec/operator.h"
#include "engine/exec/work_memory.h"
#include "engine/functions/registry.h"
#include "engine/plan/plan.h"

namespace tern::exec {

/// Makes operators from plans. `pager`: in whose temporary files they keep what is too large for
/// memory. `profile`: where they count what they do; null: they do not. Lifetime: the plan outlives
/// what is built from it.
class StreamBuilder {
 public:
  StreamBuilder(storage::Pager& pager, const functions::Registry& registry,
                functions::ConnectionView& connection, Profile* profile)
      : pager_(pager), registry_(registry), connection_(connection), profile_(profile) {}

  /// Rows of the query's visible outputs.
  std::unique_ptr<RowStream> build(const plan::QueryPlan& plan) const;
  /// The joined and filtered rows of a query that is one SELECT, before grouping and projection.
  std::unique_ptr<Operator> build_rows(const plan::QueryPlan& plan) const;

 private:
  /// Each operator and stream comes into being here.
  template <class Made, class... Args>
  auto make(Args&&... args) const {
    using Base = std::conditional_t<std::is_base_of_v<Operator, Made>, Operator, RowStream>;
    std::unique_ptr<Base> out = std::make_unique<Made>(std::forward<Args>(args)...);
    return profile_ ? measured(std::move(out), *profile_) : std::move(out);
  }
  std::unique_ptr<RowStream> query(const plan::QueryPlan& plan) const;
  std::unique_ptr<Operator> filtered(std::unique_ptr<Operator> input,
                                     const std::vector<const expr::Expr*>& terms) const;
  /// Takes from `filters` what the scan itself decides.
  std::unique_ptr<Operator> scan(const plan::Access& access,
                                 std::vector<const expr::Expr*>& filters) const;
  std::unique_ptr<Operator> table_scan(const plan::Access& access,
                                       std::vector<const expr::Expr*>& filters) const;
  std::unique_ptr<Operator> index_union(const plan::Access& access) const;
  std::unique_ptr<Operator> inner(const plan::Access& access) const;
  std::unique_ptr<Operator> hash_join(std::unique_ptr<Operator> outer,
                                      const plan::Access& access) const;
  std::unique_ptr<Operator> joined(const plan::CorePlan& plan) const;
  std::unique_ptr<RowStream> core(const plan::CorePlan& plan) const;
  std::unique_ptr<RowStream> compound(const plan::QueryPlan& plan, size_t begin, size_t end) const;
  std::unique_ptr<RowStream> recursive(const plan::QueryPlan& plan) const;
  WorkMemory memory() const { return WorkMemory(pager_); }
  std::vector<record::Value> defaults(const bind::Source& source) const;

  storage::Pager& pager_;
  const functions::Registry& registry_;
  functions::ConnectionView& connection_;
  Profile* profile_;
};

}  // namespace tern::exec
