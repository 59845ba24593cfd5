#include "daemon/streams/request_run.h"

#include <algorithm>

#include "daemon/streams/batch_cursor.h"
#include "daemon/streams/statement_run.h"
#include "daemon/streams/sync_push.h"

namespace tern::daemon::streams {
namespace {

using hrana::AnswerWriter;
using hrana::RequestKind;

std::optional<int32_t> resolve_source(hrana::SqlSource& sql, const StoredSql& stored) {
  if (sql.text) return std::nullopt;
  const auto found = stored.find(sql.id);
  if (found == stored.end()) return sql.id;
  sql.text = *found->second;
  return std::nullopt;
}

/// Runs one statement to its end and writes its result.
Outcome<void> write_result(StreamUse& use, const hrana::Statement& statement,
                           AnswerWriter& writer) {
  StatementRun run;
  TRY(run.prepare(use, *statement.sql.text));
  TRY(run.bind(statement));
  const uint64_t bytes_max = answer_bytes_max(use);
  bool has_row = TRY(run.step(use));
  writer.begin_result();
  write_columns(run.statement(), writer);
  writer.begin_rows();
  while (has_row) {
    if (statement.wants_rows) {
      writer.begin_row();
      write_row(run.statement(), writer);
      writer.end_row();
      if (writer.size() > bytes_max) return std::unexpected(too_large(bytes_max));
      if (auto full = use.hold_answer(writer)) return std::unexpected(*std::move(full));
    }
    has_row = TRY(run.step(use));
  }
  writer.end_result(run.counts());
  return {};
}

class RequestRun {
 public:
  RequestRun(StreamUse& use, const hrana::Request& request, AnswerWriter& writer)
      : use_(use), request_(request), writer_(writer) {}

  /// Writes what stands between begin_ok and end_ok.
  Outcome<void> run() {
    switch (request_.kind) {
      case RequestKind::Execute:
        return execute();
      case RequestKind::Batch:
        batch();
        return {};
      case RequestKind::Sequence:
        return sequence();
      case RequestKind::Describe:
        return describe();
      case RequestKind::StoreSql:
        return store_sql(
            use_.stored(), request_.sql,
            {use_.state().limits.stored_sql_max, use_.state().limits.stored_sql_bytes_max});
      case RequestKind::CloseSql:
        use_.stored().erase(request_.sql.id);
        return {};
      case RequestKind::GetAutocommit:
        writer_.autocommit(use_.is_autocommit());
        return {};
      default:
        use_.close();
        return {};
    }
  }

 private:
  Outcome<void> execute() {
    writer_.begin_payload();
    const auto done = write_result(use_, request_.statement, writer_);
    use_.after_statement();
    if (!done) return done;
    writer_.end_payload();
    return {};
  }

  void batch() {
    const auto& steps = request_.batch.steps;
    StepOutcomes outcomes;
    std::optional<SyncPush> push = SyncPush::of(request_.batch);
    std::vector<std::optional<ErrorObject>> errors(steps.size());
    writer_.begin_payload();
    writer_.begin_steps();
    for (uint32_t i = 0; i < steps.size(); ++i) {
      const bool runs = outcomes.may_run(steps[i], use_);
      if (runs) errors[i] = push ? push->step(use_, i, [&] { return step(i); }) : step(i);
      if (!runs || errors[i]) writer_.skip_step();
      outcomes.add(runs && !errors[i]);
    }
    if (push) push->finish(use_);
    writer_.end_steps(errors);
    writer_.end_payload();
  }

  std::optional<ErrorObject> step(uint32_t number) {
    const AnswerWriter::Mark mark = writer_.mark();
    writer_.begin_step(number);
    auto done = write_result(use_, request_.batch.steps[number].statement, writer_);
    use_.after_statement();
    // Columns count, too, where there are no rows.
    const uint64_t bytes_max = answer_bytes_max(use_);
    if (done && writer_.size() > bytes_max) done = std::unexpected(too_large(bytes_max));
    if (done) {
      writer_.end_step();
      return std::nullopt;
    }
    writer_.rewind(mark);
    writer_.release_spare();
    return std::move(done).error();
  }

  Outcome<void> sequence() {
    std::string_view rest = *request_.sql.text;
    for (;;) {
      StatementRun run;
      size_t tail = 0;
      const bool is_there = TRY(run.prepare_first(use_, rest, tail));
      if (!is_there) return {};
      bool has_row = true;
      while (has_row) has_row = TRY(run.step(use_));
      rest.remove_prefix(std::min(tail, rest.size()));
    }
  }

  Outcome<void> describe() {
    StatementRun run;
    TRY(run.prepare(use_, *request_.sql.text));
    const Statement& statement = run.statement();
    writer_.begin_payload();
    writer_.begin_parameters();
    for (int i = 1; i <= statement.parameter_count(); ++i) {
      writer_.parameter(statement.parameter_name(i));
    }
    writer_.begin_described_columns();
    write_columns(statement, writer_);
    writer_.end_description(run.is_explain(), run.is_readonly());
    writer_.end_payload();
    return {};
  }

  StreamUse& use_;
  const hrana::Request& request_;
  AnswerWriter& writer_;
};

}  // namespace

std::optional<int32_t> resolve_stored(hrana::Batch& batch, const StoredSql& stored) {
  for (hrana::Step& step : batch.steps) {
    if (const auto unknown = resolve_source(step.statement.sql, stored)) return unknown;
  }
  return std::nullopt;
}

std::optional<int32_t> resolve_stored(hrana::Request& request, const StoredSql& stored) {
  switch (request.kind) {
    case RequestKind::Execute:
      return resolve_source(request.statement.sql, stored);
    case RequestKind::Batch:
    case RequestKind::OpenCursor:
      return resolve_stored(request.batch, stored);
    case RequestKind::Sequence:
    case RequestKind::Describe:
      return resolve_source(request.sql, stored);
    default:
      return std::nullopt;
  }
}

Outcome<void> store_sql(StoredSql& stored, const hrana::SqlSource& sql,
                        const StoredSqlLimits& limits) {
  if (sql.text->size() > limits.bytes_max) {
    return refuse("SQL_STORE_TOO_LARGE",
                  "A stored text may have " + std::to_string(limits.bytes_max) +
                      " bytes, this one has " + std::to_string(sql.text->size()));
  }
  if (stored.size() >= limits.count_max && !stored.contains(sql.id)) {
    return refuse("SQL_STORE_TOO_MANY", "There are " + std::to_string(limits.count_max) +
                                            " stored texts already, which is the limit");
  }
  stored[sql.id] = std::make_shared<const std::string>(*sql.text);
  return {};
}

ErrorObject too_large(uint64_t bytes_max) {
  return {"The response is larger than " + std::to_string(bytes_max) +
              " bytes, which is the limit: read fewer rows at once, or use a cursor "
              "(/v3/cursor, open_cursor), which has none",
          "RESPONSE_TOO_LARGE"};
}

uint64_t answer_bytes_max(StreamUse& use) {
  const auto bound = [](uint64_t bytes_max) { return bytes_max == 0 ? UINT64_MAX : bytes_max; };
  return std::min(bound(use.state().limits.reply_bytes_max), bound(use.limits().result_bytes_max));
}

void run_request(StreamUse& use, const hrana::Request& request, int32_t request_id,
                 AnswerWriter& writer) {
  const AnswerWriter::Mark mark = writer.mark();
  writer.begin_ok(request.kind, request_id);
  auto done = RequestRun(use, request, writer).run();
  const uint64_t bytes_max = answer_bytes_max(use);
  if (done && writer.size() > bytes_max) done = std::unexpected(too_large(bytes_max));
  if (done) return writer.end_ok();
  writer.rewind(mark);
  writer.release_spare();
  writer.error(done.error(), request_id);
  use.after_statement();
}

}  // namespace tern::daemon::streams
