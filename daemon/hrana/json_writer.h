#pragma once

#include "daemon/hrana/answer_writer.h"

namespace tern::daemon::hrana {

class JsonWriter final : public AnswerWriter {
 public:
  JsonWriter(Dialect dialect, Face face) : has_infinity_(dialect.version < 3), face_(face) {}

  Mark mark() const override { return {out_.size(), 0}; }
  void rewind(Mark mark) override { out_.resize(mark.size); }

  void begin_pipeline(std::optional<std::string_view> baton) override;
  void end_pipeline() override { out_ += "]}"; }
  void begin_ok(RequestKind kind, int32_t request_id) override;
  void end_ok() override { out_ += "}}"; }
  void error(const ErrorObject& error, int32_t request_id) override;
  void hello_ok() override { out_ += R"({"type":"hello_ok"})"; }
  void hello_error(const ErrorObject& error) override;

  void begin_payload() override { out_ += R"(,"result":)"; }
  void end_payload() override {}
  void autocommit(bool is_on) override;

  void begin_result() override { out_ += R"({"cols":[)"; }
  void column(std::string_view name, std::string_view declared_type) override;
  void begin_rows() override { out_ += R"(],"rows":[)"; }
  void begin_row() override;
  void value(record::ValueView value) override;
  void end_row() override { out_ += ']'; }
  void end_result(const StatementCounts& counts) override;

  void begin_steps() override { out_ += R"({"step_results":[)"; }
  void begin_step(uint32_t) override { separate(); }
  void end_step() override {}
  void skip_step() override;
  void end_steps(std::span<const std::optional<ErrorObject>> errors) override;

  void begin_parameters() override { out_ += R"({"params":[)"; }
  void parameter(std::string_view name) override;
  void begin_described_columns() override { out_ += R"(],"cols":[)"; }
  void end_description(bool is_explain, bool is_readonly) override;

  void cursor_head(std::string_view baton) override;
  void cursor_tail() override;
  void begin_entries() override { out_ += R"(,"entries":[)"; }
  void end_entries(bool is_done) override;
  void begin_step_entry(uint32_t step) override;
  void end_step_entry() override;
  void begin_row_entry() override;
  void end_row_entry() override;
  void step_end_entry(const StatementCounts& counts) override;
  void step_error_entry(uint32_t step, const ErrorObject& error) override;
  void error_entry(const ErrorObject& error) override;

 private:
  /// A comma, but in front of the first element of an array.
  void separate() {
    if (out_.back() != '[') out_ += ',';
  }
  void begin_entry();
  void end_entry();
  void member(std::string_view key, int64_t number);
  void rowid(const std::optional<int64_t>& rowid);
  void real(double value);

  const bool has_infinity_;
  const Face face_;
};

}  // namespace tern::daemon::hrana
