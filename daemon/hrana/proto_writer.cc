#include "daemon/hrana/proto_writer.h"

#include <array>
#include <bit>

#include "daemon/hrana/json_writer.h"
#include "daemon/hrana/proto_wire.h"
#include "daemon/hrana/utf8_text.h"

namespace tern::daemon::hrana {
namespace {

constexpr uint32_t kLengthType = 2;
constexpr uint32_t kFixed64Type = 1;

uint64_t zigzag(int64_t value) {
  return static_cast<uint64_t>(value) << 1 ^ static_cast<uint64_t>(value >> 63);
}

/// The member of a oneof of responses, of HTTP and of WebSocket.
uint32_t member_of(RequestKind kind, bool is_socket) {
  static constexpr auto kHttp = std::to_array<uint8_t>({1, 2, 3, 4, 5, 6, 7, 8});
  static constexpr auto kSocket =
      std::to_array<uint8_t>({0, 4, 5, 9, 10, 11, 12, 13, 2, 3, 6, 7, 8});
  const auto at = static_cast<size_t>(kind);
  return is_socket ? kSocket[at] : kHttp[at];
}

}  // namespace

void ProtoWriter::open_length() {
  open_.push_back(out_.size());
  out_ += '\0';
}

void ProtoWriter::open(uint32_t field) {
  append_wire_varint(out_, field << 3 | kLengthType);
  open_length();
}

void ProtoWriter::close() {
  const size_t at = open_.back();
  open_.pop_back();
  const size_t size = out_.size() - at - 1;
  if (size < 0x80) {
    out_[at] = static_cast<char>(size);
    return;
  }
  std::string length;
  append_wire_varint(length, size);
  out_.replace(at, 1, length);
}

void ProtoWriter::number(uint32_t field, uint64_t value) {
  append_wire_varint(out_, field << 3);
  append_wire_varint(out_, value);
}

void ProtoWriter::bytes(uint32_t field, std::string_view value) {
  append_wire_varint(out_, field << 3 | kLengthType);
  append_wire_varint(out_, value.size());
  out_ += value;
}

void ProtoWriter::text(uint32_t field, std::string_view value) {
  if (is_valid_utf8(value)) return bytes(field, value);
  std::string valid;
  append_valid_utf8(valid, value);
  bytes(field, valid);
}

void ProtoWriter::error_field(uint32_t field, const ErrorObject& error) {
  open(field);
  text(1, error.message);
  bytes(2, error.code);
  close();
}

void ProtoWriter::begin_pipeline(std::optional<std::string_view> baton) {
  if (baton) bytes(1, *baton);
}

void ProtoWriter::begin_ok(RequestKind kind, int32_t request_id) {
  const bool is_socket = face_ == Face::Socket;
  open(3);
  if (is_socket) {
    number(1, static_cast<uint64_t>(int64_t{request_id}));
  } else {
    open(1);
  }
  open(member_of(kind, is_socket));
  column_field_ = 1;
}

void ProtoWriter::end_ok() {
  close();
  close();
  if (face_ != Face::Socket) close();
}

void ProtoWriter::error(const ErrorObject& error, int32_t request_id) {
  if (face_ == Face::Socket) {
    open(4);
    number(1, static_cast<uint64_t>(int64_t{request_id}));
  } else {
    open(3);
  }
  error_field(2, error);
  close();
}

void ProtoWriter::hello_ok() {
  open(1);
  close();
}

void ProtoWriter::hello_error(const ErrorObject& error) {
  open(2);
  error_field(1, error);
  close();
}

void ProtoWriter::column(std::string_view name, std::string_view declared_type) {
  open(column_field_);
  text(1, name);
  if (!declared_type.empty()) text(2, declared_type);
  close();
}

void ProtoWriter::value(record::ValueView value) {
  open(1);
  switch (value.type()) {
    case record::ValueType::Null:
      open(1);
      close();
      break;
    case record::ValueType::Integer:
      number(2, zigzag(value.as_integer()));
      break;
    case record::ValueType::Real: {
      char bits[8];
      const auto real = std::bit_cast<std::array<char, 8>>(value.as_real());
      std::copy(real.begin(), real.end(), bits);
      append_wire_varint(out_, 3 << 3 | kFixed64Type);
      out_.append(bits, sizeof bits);
      break;
    }
    case record::ValueType::Text:
      text(4, value.as_text());
      break;
    case record::ValueType::Blob:
      bytes(5, tern::as_text(value.as_bytes()));
      break;
  }
  close();
}

void ProtoWriter::rowid(uint32_t field, const std::optional<int64_t>& rowid) {
  if (rowid) number(field, zigzag(*rowid));
}

void ProtoWriter::end_result(const StatementCounts& counts) {
  number(3, counts.affected_rows);
  rowid(4, counts.last_insert_rowid);
  number(6, counts.rows_read);
  number(7, counts.rows_written);
  append_wire_varint(out_, 8 << 3 | kFixed64Type);
  const double ms = static_cast<double>(counts.duration_us) / 1000;
  const auto bits = std::bit_cast<std::array<char, 8>>(ms);
  out_.append(bits.data(), bits.size());
}

void ProtoWriter::begin_step(uint32_t step) {
  open(1);
  number(1, step);
  open(2);
}

void ProtoWriter::end_step() {
  close();
  close();
}

void ProtoWriter::end_steps(std::span<const std::optional<ErrorObject>> errors) {
  for (size_t i = 0; i < errors.size(); ++i) {
    if (!errors[i]) continue;
    open(2);
    number(1, i);
    error_field(2, *errors[i]);
    close();
  }
}

void ProtoWriter::parameter(std::string_view name) {
  open(1);
  if (!name.empty()) text(1, name);
  close();
}

void ProtoWriter::end_description(bool is_explain, bool is_readonly) {
  number(3, is_explain ? 1 : 0);
  number(4, is_readonly ? 1 : 0);
}

void ProtoWriter::cursor_head(std::string_view baton) {
  open_length();
  bytes(1, baton);
  close();
}

void ProtoWriter::begin_entry(uint32_t member) {
  if (face_ == Face::Cursor) {
    open_length();
  } else {
    open(1);
  }
  open(member);
}

void ProtoWriter::end_entry() {
  close();
  close();
}

void ProtoWriter::begin_step_entry(uint32_t step) {
  begin_entry(1);
  number(1, step);
  column_field_ = 2;
}

void ProtoWriter::end_step_entry() { end_entry(); }
void ProtoWriter::begin_row_entry() { begin_entry(4); }
void ProtoWriter::end_row_entry() { end_entry(); }

void ProtoWriter::step_end_entry(const StatementCounts& counts) {
  begin_entry(2);
  number(1, counts.affected_rows);
  rowid(2, counts.last_insert_rowid);
  end_entry();
}

void ProtoWriter::step_error_entry(uint32_t step, const ErrorObject& error) {
  begin_entry(3);
  number(1, step);
  error_field(2, error);
  end_entry();
}

void ProtoWriter::error_entry(const ErrorObject& error) {
  begin_entry(5);
  text(1, error.message);
  bytes(2, error.code);
  end_entry();
}

std::unique_ptr<AnswerWriter> AnswerWriter::make(Dialect dialect, Face face) {
  if (dialect.is_protobuf) return std::make_unique<ProtoWriter>(face);
  return std::make_unique<JsonWriter>(dialect, face);
}

}  // namespace tern::daemon::hrana
