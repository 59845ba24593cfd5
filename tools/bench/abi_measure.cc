#include "tools/bench/abi_measure.h"

#include <vector>

#include "tools/bench/engine.h"
#include "tools/bench/queries/measure.h"

namespace tern::bench {
namespace {

constexpr size_t kTern = static_cast<size_t>(EngineKind::Tern);
constexpr size_t kSqlite = static_cast<size_t>(EngineKind::Sqlite);

class Measuring {
 public:
  Measuring(AbiConnection* const (&connections)[2], const AbiWorkload& workload,
            const InstructionCounter& counter, const AbiMeasureOptions& options)
      : connections_{connections[0], connections[1]},
        workload_(workload),
        counter_(counter),
        options_(options) {}

  AbiMeasurement run() {
    const bool is_sound = begin(kSqlite) && begin(kTern);
    for (int i = 0; is_sound && i < options_.repetitions; ++i) {
      // Each begins every other time.
      const size_t first = static_cast<size_t>(i) % 2;
      if (!time(first) || !time(1 - first)) return std::move(out_);
      ratios_.push_back(ns_[kSqlite].back() / ns_[kTern].back());
    }
    for (const size_t library : {kTern, kSqlite}) {
      out_.ns[library] = median(ns_[library]);
      out_.instructions[library] = median(instructions_[library]);
    }
    out_.ratio = median(ratios_);
    return std::move(out_);
  }

 private:
  bool begin(size_t library) {
    AbiConnection& db = *connections_[library];
    if (!note(library, ready_abi_connection(workload_, db))) return false;
    if (!answers_right(library, run_once(library), answer_)) return false;
    return !workload_.check || answers_right(library, db.ask(workload_.check), check_);
  }

  bool time(size_t library) {
    const Result<int64_t> answer = run_once(library);
    if (!answers_right(library, answer, answer_)) return false;
    const auto operations = static_cast<double>(workload_.operations);
    ns_[library].push_back(took_ms_ * 1e6 / operations);
    if (counted_) {
      instructions_[library].push_back(static_cast<double>(*counted_) / operations);
    }
    return true;
  }

  Result<int64_t> run_once(size_t library) {
    AbiConnection& db = *connections_[library];
    if (workload_.before) TRY(db.execute(workload_.before));
    const std::optional<uint64_t> counted = counter_.total();
    const double start = now_ms(options_.counts_cpu);
    const int64_t answer = TRY(workload_.run(db, workload_.operations));
    took_ms_ = now_ms(options_.counts_cpu) - start;
    counted_ = counter_.total();
    if (counted_ && counted) *counted_ -= *counted;
    return answer;
  }

  bool note(size_t library, const Status& status) {
    if (!status) {
      out_.why = std::string(name_of(static_cast<EngineKind>(library))) + ": ";
      out_.why += status.error().message();
    }
    return status.has_value();
  }

  /// The reference, which is the first to answer, is right.
  bool answers_right(size_t library, const Result<int64_t>& answer, std::optional<int64_t>& right) {
    if (!answer)
      return note(library, fail(answer.error().code(), std::string(answer.error().message())));
    if (!right) right = *answer;
    if (*right == *answer) return true;
    out_.why = "answered " + std::to_string(*answer) + ", not " + std::to_string(*right);
    return false;
  }

  AbiConnection* connections_[2];
  const AbiWorkload& workload_;
  const InstructionCounter& counter_;
  const AbiMeasureOptions& options_;
  AbiMeasurement out_;
  std::optional<int64_t> answer_;
  std::optional<int64_t> check_;
  double took_ms_ = 0;               // by the last run
  std::optional<uint64_t> counted_;  // in the last run
  std::vector<double> ns_[2];
  std::vector<double> instructions_[2];
  std::vector<double> ratios_;
};

}  // namespace

AbiMeasurement measure_abi(AbiConnection* const (&connections)[2], const AbiWorkload& workload,
                           const InstructionCounter& counter, const AbiMeasureOptions& options) {
  return Measuring(connections, workload, counter, options).run();
}

}  // namespace tern::bench
