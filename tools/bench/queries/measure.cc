#include "tools/bench/queries/measure.h"

#include <algorithm>
#include <ctime>

#include "tools/bench/queries/answer.h"
#include "tools/bench/queries/watchdog.h"
#include "tools/bench/workloads.h"

namespace tern::bench {
namespace {

constexpr size_t kTern = static_cast<size_t>(EngineKind::Tern);
constexpr size_t kSqlite = static_cast<size_t>(EngineKind::Sqlite);

/// Reads what a program would: the number, or where the bytes begin and end.
uint64_t read_row(SubjectStatement& statement) {
  uint64_t sum = 0;
  for (int i = 0; i < statement.column_count(); ++i) {
    const record::ValueView value = statement.column(i);
    if (value.is_integer()) {
      sum += static_cast<uint64_t>(value.as_integer());
    } else if (value.is_real()) {
      sum += value.as_real() > 0 ? 1 : 0;
    } else if (!value.is_null() && !value.as_bytes().empty()) {
      sum += value.as_bytes().size() + static_cast<uint64_t>(value.as_bytes().back());
    }
  }
  return sum;
}

/// `on_row` is called on every row of every execution.
template <class OnRow>
Status execute_all(Subject& subject, const SuiteQuery& query, OnRow on_row) {
  const std::unique_ptr<SubjectStatement> statement = TRY(subject.prepare(query.sql));
  Keys keys(std::max<int64_t>(query.key_max, 1));
  for (int64_t left = query.executions; left > 0; --left) {
    if (query.key_max > 0) TRY(statement->bind(1, keys.next()));
    while (TRY(statement->step())) on_row(*statement);
    statement->reset();
  }
  return ok();
}

/// Many executions are in one transaction: else its locks are what takes time.
template <class OnRow>
Status execute(Subject& subject, const SuiteQuery& query, OnRow on_row) {
  if (query.executions == 1) return execute_all(subject, query, on_row);
  TRY(run_all(subject, "BEGIN"));
  const Status done = execute_all(subject, query, on_row);
  TRY(run_all(subject, "COMMIT"));
  return done;
}

Result<double> milliseconds(Subject& subject, const SuiteQuery& query,
                            const MeasureOptions& options) {
  const Watchdog watchdog(subject, options.seconds_max);
  uint64_t sum = 0;
  const double start = now_ms(options.counts_cpu);
  TRY(execute(subject, query, [&sum](SubjectStatement& row) { sum += read_row(row); }));
  const double took = now_ms(options.counts_cpu) - start;
  asm volatile("" : : "r"(sum));  // the rows were really read
  return took;
}

class Measuring {
 public:
  Measuring(Subject* const (&subjects)[2], const SuiteQuery& query, const MeasureOptions& options)
      : subjects_{subjects[0], subjects[1]}, query_(query), options_(options) {}

  Measurement run() {
    compare();
    if (out_.verdict == Verdict::Same) time();
    return std::move(out_);
  }

 private:
  void compare() {
    Answer answers[2];
    for (const size_t engine : {kSqlite, kTern}) {
      const Watchdog watchdog(*subjects_[engine], options_.seconds_max);
      const double start = now_ms(options_.counts_cpu);
      const Status ran = execute(*subjects_[engine], query_,
                                 [&](SubjectStatement& row) { answers[engine].add_row(row); });
      out_.ms[engine] = now_ms(options_.counts_cpu) - start;
      if (!ran) note_failure(engine, ran.error());
    }
    out_.rows = answers[kSqlite].row_count();
    if (out_.verdict == Verdict::Over) estimate_ratio();
    if (out_.verdict != Verdict::Same) return;
    if (!same_answer(answers[kTern], answers[kSqlite], query_.order)) {
      out_.verdict = Verdict::Different;
      out_.why = std::to_string(answers[kTern].row_count()) + " rows, the reference " +
                 std::to_string(out_.rows);
    }
  }

  void note_failure(size_t engine, const Error& error) {
    if (error.is(ErrorCode::Interrupt)) {
      out_.is_over[engine] = true;
      if (out_.verdict == Verdict::Same) out_.verdict = Verdict::Over;
      return;
    }
    out_.ms[engine] = 0;
    out_.why = std::string(name_of(static_cast<EngineKind>(engine))) + ": ";
    out_.why += error.message();
    out_.verdict = error.is(ErrorCode::Unsupported) ? Verdict::Refused : Verdict::Failed;
  }

  /// With one engine over the bound the ratio is at least known to be worse or better than this.
  void estimate_ratio() {
    if (out_.is_over[kTern] != out_.is_over[kSqlite]) {
      out_.ratio = out_.ms[kSqlite] / out_.ms[kTern];
    }
  }

  void time() {
    std::vector<double> times[2];
    std::vector<double> ratios;
    double left_ms = 1000.0 * options_.seconds_max;
    for (int i = 0; i < options_.repetitions && (i == 0 || left_ms > 0); ++i) {
      double took[2] = {0, 0};
      // Each begins every other time.
      for (const size_t turn : {size_t{0}, size_t{1}}) {
        const size_t engine = (turn + static_cast<size_t>(i)) % 2;
        const Result<double> ms = milliseconds(*subjects_[engine], query_, options_);
        if (!ms) {
          note_failure(engine, ms.error());
          return;
        }
        took[engine] = *ms;
        times[engine].push_back(*ms);
        left_ms -= *ms;
      }
      ratios.push_back(took[kSqlite] / took[kTern]);
    }
    out_.ms[kTern] = median(times[kTern]);
    out_.ms[kSqlite] = median(times[kSqlite]);
    out_.ratio = median(ratios);
  }

  Subject* subjects_[2];
  const SuiteQuery& query_;
  const MeasureOptions& options_;
  Measurement out_;
};

}  // namespace

double now_ms(bool counts_cpu) {
  timespec now{};
  ::clock_gettime(counts_cpu ? CLOCK_PROCESS_CPUTIME_ID : CLOCK_MONOTONIC, &now);
  return static_cast<double>(now.tv_sec) * 1e3 + static_cast<double>(now.tv_nsec) / 1e6;
}

double median(std::vector<double> values) {
  if (values.empty()) return 0;
  std::sort(values.begin(), values.end());
  const size_t half = values.size() / 2;
  return values.size() % 2 == 1 ? values[half] : (values[half - 1] + values[half]) / 2;
}

Measurement measure(Subject* const (&subjects)[2], const SuiteQuery& query,
                    const MeasureOptions& options) {
  return Measuring(subjects, query, options).run();
}

}  // namespace tern::bench
