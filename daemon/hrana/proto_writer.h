#pragma once

#include <vector>

#include "daemon/hrana/answer_writer.h"

namespace tern::daemon::hrana {

/// Protobuf, which is version 3. The length of a message stands in front of it and is known behind
/// it: it is written then, and the message moved up where it takes more than a byte.
class ProtoWriter final : public AnswerWriter {
 public:
  explicit ProtoWriter(Face face) : face_(face) {}

  Mark mark() const override { return {out_.size(), open_.size()}; }
  void rewind(Mark mark) override {
    out_.resize(mark.size);
    open_.resize(mark.depth);
  }

  void begin_pipeline(std::optional<std::string_view> baton) override;
  void end_pipeline() override {}
  void begin_ok(RequestKind kind, int32_t request_id) override;
  void end_ok() override;
  void error(const ErrorObject& error, int32_t request_id) override;
  void hello_ok() override;
  void hello_error(const ErrorObject& error) override;

  void begin_payload() override { open(1); }
  void end_payload() override { close(); }
  void autocommit(bool is_on) override { number(1, is_on ? 1 : 0); }

  void begin_result() override {}
  void column(std::string_view name, std::string_view declared_type) override;
  void begin_rows() override {}
  void begin_row() override { open(2); }
  void value(record::ValueView value) override;
  void end_row() override { close(); }
  void end_result(const StatementCounts& counts) override;

  void begin_steps() override {}
  void begin_step(uint32_t step) override;
  void end_step() override;
  void skip_step() override {}
  void end_steps(std::span<const std::optional<ErrorObject>> errors) override;

  void begin_parameters() override {}
  void parameter(std::string_view name) override;
  void begin_described_columns() override { column_field_ = 2; }
  void end_description(bool is_explain, bool is_readonly) override;

  void cursor_head(std::string_view baton) override;
  void cursor_tail() override {}
  void begin_entries() override {}
  void end_entries(bool is_done) override { number(2, is_done ? 1 : 0); }
  void begin_step_entry(uint32_t step) override;
  void end_step_entry() override;
  void begin_row_entry() override;
  void end_row_entry() override;
  void step_end_entry(const StatementCounts& counts) override;
  void step_error_entry(uint32_t step, const ErrorObject& error) override;
  void error_entry(const ErrorObject& error) override;

 private:
  void open_length();
  void open(uint32_t field);
  void close();
  void number(uint32_t field, uint64_t value);
  void bytes(uint32_t field, std::string_view value);
  void text(uint32_t field, std::string_view value);
  void rowid(uint32_t field, const std::optional<int64_t>& rowid);
  void error_field(uint32_t field, const ErrorObject& error);
  void begin_entry(uint32_t member);
  void end_entry();

  const Face face_;
  std::vector<size_t> open_;   // where the lengths of open messages are
  uint32_t column_field_ = 1;  // of a column in the message that is open
};

}  // namespace tern::daemon::hrana
