#include "tools/diff/case_runner.h"

namespace tern::diff {

namespace {

// A look at one query of so many shows what there is: their text is parsed and explained for it.
constexpr uint64_t kCoverageSample = 4;

}  // namespace

CaseRunner::CaseRunner(const CaseSource& source, const CompareOptions& options)
    : source_(source), options_(options) {}

Divergence CaseRunner::run(uint64_t number) {
  if (source_.profile == Profile::Queries) return run_query(number);
  CompareOptions options = options_;
  if (options.coverage) options.coverage = &coverage_;
  return compare(generate(source_, number), options);
}

Divergence CaseRunner::open_database(uint64_t group) {
  if (generator_) coverage_.add(generator_->coverage());
  generator_ = std::make_unique<QueryGenerator>(source_.seed, group);
  group_ = group;
  const Script script = generator_->database();
  steps_ = script.size();
  Divergence failure;
  database_ = std::make_unique<ReadDatabase>(script, failure);
  if (failure.found()) {
    database_.reset();
    return failure;
  }
  CompareOptions options = options_;
  options.coverage = nullptr;
  return database_->compare(script, database_->size(), options);
}

Divergence CaseRunner::run_query(uint64_t number) {
  const uint64_t group = number / kCasesPerDatabase;
  if (!database_ || group != group_) {
    Divergence failure = open_database(group);
    if (failure.found()) return failure;
  }
  CompareOptions options = options_;
  options.plan_variant = PlanVariant::of_case(number);
  const bool is_looked_at = options.coverage && number % kCoverageSample == 0;
  options.coverage = is_looked_at ? &coverage_ : nullptr;
  Divergence out = database_->compare({generator_->query(number)}, 0, options);
  out.step += steps_;
  return out;
}

Coverage CaseRunner::coverage() const {
  Coverage out = coverage_;
  if (generator_) out.add(generator_->coverage());
  return out;
}

}  // namespace tern::diff
