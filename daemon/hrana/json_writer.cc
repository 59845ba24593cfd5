#include "daemon/hrana/json_writer.h"

#include <charconv>
#include <cmath>

#include "daemon/hrana/base64.h"
#include "daemon/hrana/utf8_text.h"

namespace tern::daemon::hrana {
namespace {

void append_number(std::string& out, auto value) {
  char digits[32];
  const auto [end, error] = std::to_chars(digits, digits + sizeof digits, value);
  out.append(digits, end);
}

void append_boolean(std::string& out, bool value) { out += value ? "true" : "false"; }

void append_text_or_null(std::string& out, std::string_view text) {
  if (text.empty()) {
    out += "null";
  } else {
    append_json_string(out, text);
  }
}

void append_error(std::string& out, const ErrorObject& error) {
  out += R"({"message":)";
  append_json_string(out, error.message);
  out += R"(,"code":)";
  append_json_string(out, error.code);
  if (!error.extended_code.empty()) {
    out += R"(,"extended_code":)";
    append_json_string(out, error.extended_code);
  }
  out += '}';
}

void append_milliseconds(std::string& out, uint64_t us) {
  append_number(out, us / 1000);
  const auto digit = [](uint64_t value) { return static_cast<char>('0' + value % 10); };
  const char digits[] = {'.', digit(us / 100), digit(us / 10), digit(us)};
  out.append(digits, sizeof digits);
}

}  // namespace

void JsonWriter::begin_pipeline(std::optional<std::string_view> baton) {
  out_ += R"({"baton":)";
  append_text_or_null(out_, baton.value_or(""));
  out_ += R"(,"base_url":null,"results":[)";
}

void JsonWriter::begin_ok(RequestKind kind, int32_t request_id) {
  if (face_ == Face::Socket) {
    out_ += R"({"type":"response_ok","request_id":)";
    append_number(out_, request_id);
    out_ += R"(,"response":{"type":")";
  } else {
    separate();
    out_ += R"({"type":"ok","response":{"type":")";
  }
  out_ += name_of(kind);
  out_ += '"';
}

void JsonWriter::error(const ErrorObject& error, int32_t request_id) {
  if (face_ == Face::Socket) {
    out_ += R"({"type":"response_error","request_id":)";
    append_number(out_, request_id);
  } else {
    separate();
    out_ += R"({"type":"error")";
  }
  out_ += R"(,"error":)";
  append_error(out_, error);
  out_ += '}';
}

void JsonWriter::hello_error(const ErrorObject& error) {
  out_ += R"({"type":"hello_error","error":)";
  append_error(out_, error);
  out_ += '}';
}

void JsonWriter::autocommit(bool is_on) {
  out_ += R"(,"is_autocommit":)";
  append_boolean(out_, is_on);
}

void JsonWriter::column(std::string_view name, std::string_view declared_type) {
  separate();
  out_ += R"({"name":)";
  append_json_string(out_, name);
  out_ += R"(,"decltype":)";
  append_text_or_null(out_, declared_type);
  out_ += '}';
}

void JsonWriter::begin_row() {
  separate();
  out_ += '[';
}

void JsonWriter::real(double value) {
  if (!std::isfinite(value)) {
    // The grammar of JSON has numbers that are read as infinity, but no word for it. Clients of
    // version 3 expect null; those before stop at it.
    out_ += !has_infinity_ ? "null" : value > 0 ? "1e999" : "-1e999";
    return;
  }
  const size_t begin = out_.size();
  append_number(out_, value);
  if (out_.find_first_of(".e", begin) == std::string::npos) out_ += ".0";
}

void JsonWriter::value(record::ValueView value) {
  separate();
  switch (value.type()) {
    case record::ValueType::Null:
      out_ += R"({"type":"null"})";
      return;
    case record::ValueType::Integer:
      out_ += R"({"type":"integer","value":")";
      append_number(out_, value.as_integer());
      out_ += R"("})";
      return;
    case record::ValueType::Real:
      out_ += R"({"type":"float","value":)";
      real(value.as_real());
      out_ += '}';
      return;
    case record::ValueType::Text:
      out_ += R"({"type":"text","value":)";
      append_json_string(out_, value.as_text());
      out_ += '}';
      return;
    case record::ValueType::Blob:
      out_ += R"({"type":"blob","base64":")";
      append_base64(out_, value.as_bytes());
      out_ += R"("})";
      return;
  }
}

void JsonWriter::member(std::string_view key, int64_t number) {
  out_ += ",\"";
  out_ += key;
  out_ += "\":";
  append_number(out_, number);
}

void JsonWriter::rowid(const std::optional<int64_t>& rowid) {
  out_ += R"(,"last_insert_rowid":)";
  if (!rowid) {
    out_ += "null";
    return;
  }
  out_ += '"';
  append_number(out_, *rowid);
  out_ += '"';
}

void JsonWriter::end_result(const StatementCounts& counts) {
  out_ += ']';
  member("affected_row_count", static_cast<int64_t>(counts.affected_rows));
  rowid(counts.last_insert_rowid);
  member("rows_read", static_cast<int64_t>(counts.rows_read));
  member("rows_written", static_cast<int64_t>(counts.rows_written));
  out_ += R"(,"query_duration_ms":)";
  append_milliseconds(out_, counts.duration_us);
  out_ += '}';
}

void JsonWriter::skip_step() {
  separate();
  out_ += "null";
}

void JsonWriter::end_steps(std::span<const std::optional<ErrorObject>> errors) {
  out_ += R"(],"step_errors":[)";
  for (const auto& error : errors) {
    separate();
    if (error) {
      append_error(out_, *error);
    } else {
      out_ += "null";
    }
  }
  out_ += "]}";
}

void JsonWriter::parameter(std::string_view name) {
  separate();
  out_ += R"({"name":)";
  append_text_or_null(out_, name);
  out_ += '}';
}

void JsonWriter::end_description(bool is_explain, bool is_readonly) {
  out_ += R"(],"is_explain":)";
  append_boolean(out_, is_explain);
  out_ += R"(,"is_readonly":)";
  append_boolean(out_, is_readonly);
  out_ += '}';
}

void JsonWriter::cursor_head(std::string_view baton) {
  out_ += R"({"baton":)";
  append_json_string(out_, baton);
  out_ += ",\"base_url\":null}\n";
}

void JsonWriter::cursor_tail() {
  out_ += "{\"type\":\"replication_index\",\"replication_index\":null}\n";
}

void JsonWriter::end_entries(bool is_done) {
  out_ += R"(],"done":)";
  append_boolean(out_, is_done);
}

void JsonWriter::begin_entry() {
  if (face_ == Face::Socket) separate();
}

void JsonWriter::end_entry() {
  out_ += '}';
  if (face_ == Face::Cursor) out_ += '\n';
}

void JsonWriter::begin_step_entry(uint32_t step) {
  begin_entry();
  out_ += R"({"type":"step_begin","step":)";
  append_number(out_, step);
  out_ += R"(,"cols":[)";
}

void JsonWriter::end_step_entry() {
  out_ += ']';
  end_entry();
}

void JsonWriter::begin_row_entry() {
  begin_entry();
  out_ += R"({"type":"row","row":[)";
}

void JsonWriter::end_row_entry() {
  out_ += ']';
  end_entry();
}

void JsonWriter::step_end_entry(const StatementCounts& counts) {
  begin_entry();
  out_ += R"({"type":"step_end")";
  member("affected_row_count", static_cast<int64_t>(counts.affected_rows));
  rowid(counts.last_insert_rowid);
  end_entry();
}

void JsonWriter::step_error_entry(uint32_t step, const ErrorObject& error) {
  begin_entry();
  out_ += R"({"type":"step_error","step":)";
  append_number(out_, step);
  out_ += R"(,"error":)";
  append_error(out_, error);
  end_entry();
}

void JsonWriter::error_entry(const ErrorObject& error) {
  begin_entry();
  out_ += R"({"type":"error","error":)";
  append_error(out_, error);
  end_entry();
}

std::string failure_body(const ErrorObject& error) {
  std::string out = R"({"message":)";
  append_json_string(out, error.message);
  out += R"(,"code":)";
  append_json_string(out, error.code);
  out += R"(,"error":)";
  append_json_string(out, error.message);
  out += '}';
  return out;
}

}  // namespace tern::daemon::hrana
