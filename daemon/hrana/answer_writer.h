#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>

#include "daemon/hrana/error_object.h"
#include "daemon/hrana/requests.h"
#include "engine/record/value.h"

namespace tern::daemon::hrana {

/// What a statement did beside giving rows.
struct StatementCounts {
  uint64_t affected_rows = 0;
  std::optional<int64_t> last_insert_rowid = {};
  uint64_t rows_read = 0;
  uint64_t rows_written = 0;
  uint64_t duration_us = 0;
};

/// Writes answers straight into a buffer, while statements run: there is no tree of values in
/// between. What was begun can be taken back to a mark, where a statement fails after some rows.
///
///     pipeline     begin_pipeline answer* end_pipeline
///     answer       begin_ok payload? end_ok | error
///     payload      begin_payload (result | steps | description) end_payload
///                  | autocommit | begin_entries entry* end_entries
///     result       begin_result column* begin_rows (begin_row value* end_row)* end_result
///     steps        begin_steps (begin_step result end_step | skip_step)* end_steps
///     description  begin_parameters parameter* begin_described_columns column* end_description
///     cursor       cursor_head entry* cursor_tail
///     entry        begin_step_entry column* end_step_entry
///                  | begin_row_entry value* end_row_entry
///                  | step_end_entry | step_error_entry | error_entry
class AnswerWriter {
 public:
  struct Mark {
    size_t size = 0;
    size_t depth = 0;
  };
  /// What is written: of a pipeline, of a cursor over HTTP, or messages of a WebSocket.
  enum class Face : uint8_t { Pipeline, Cursor, Socket };

  static std::unique_ptr<AnswerWriter> make(Dialect dialect, Face face);
  virtual ~AnswerWriter() = default;

  size_t size() const { return out_.size(); }
  /// Of the memory.
  size_t capacity() const { return out_.capacity(); }
  /// What was written so far; the writer is empty then.
  std::string take() { return std::exchange(out_, {}); }
  void clear() { out_.clear(); }
  std::string_view written() const { return out_; }
  /// After rewind(): the memory of what was taken back, if it is much.
  void release_spare() {
    constexpr size_t kLittle = 64 << 10;
    if (out_.capacity() > kLittle && out_.size() < out_.capacity() / 2) out_.shrink_to_fit();
  }
  virtual Mark mark() const = 0;
  virtual void rewind(Mark mark) = 0;

  virtual void begin_pipeline(std::optional<std::string_view> baton) = 0;
  virtual void end_pipeline() = 0;
  /// `request_id`: over WebSocket.
  virtual void begin_ok(RequestKind kind, int32_t request_id) = 0;
  virtual void end_ok() = 0;
  virtual void error(const ErrorObject& error, int32_t request_id) = 0;
  virtual void hello_ok() = 0;
  virtual void hello_error(const ErrorObject& error) = 0;

  virtual void begin_payload() = 0;
  virtual void end_payload() = 0;
  virtual void autocommit(bool is_on) = 0;

  virtual void begin_result() = 0;
  /// "" as declared type: none.
  virtual void column(std::string_view name, std::string_view declared_type) = 0;
  virtual void begin_rows() = 0;
  virtual void begin_row() = 0;
  virtual void value(record::ValueView value) = 0;
  virtual void end_row() = 0;
  virtual void end_result(const StatementCounts& counts) = 0;

  virtual void begin_steps() = 0;
  virtual void begin_step(uint32_t step) = 0;
  virtual void end_step() = 0;
  virtual void skip_step() = 0;
  /// One for each step, nothing where it did not fail.
  virtual void end_steps(std::span<const std::optional<ErrorObject>> errors) = 0;

  virtual void begin_parameters() = 0;
  virtual void parameter(std::string_view name) = 0;
  virtual void begin_described_columns() = 0;
  virtual void end_description(bool is_explain, bool is_readonly) = 0;

  virtual void cursor_head(std::string_view baton) = 0;
  virtual void cursor_tail() = 0;
  virtual void begin_entries() = 0;
  virtual void end_entries(bool is_done) = 0;
  virtual void begin_step_entry(uint32_t step) = 0;
  virtual void end_step_entry() = 0;
  virtual void begin_row_entry() = 0;
  virtual void end_row_entry() = 0;
  virtual void step_end_entry(const StatementCounts& counts) = 0;
  virtual void step_error_entry(uint32_t step, const ErrorObject& error) = 0;
  virtual void error_entry(const ErrorObject& error) = 0;

 protected:
  std::string out_;
};

/// The body of every answer with a status of 400 or more.
std::string failure_body(const ErrorObject& error);

}  // namespace tern::daemon::hrana
