#include <cstdlib>
#include <string>

#include "daemon/hrana/answer_writer.h"
#include "daemon/hrana/json_tape.h"
#include "daemon/hrana/requests.h"
#include "daemon/hrana/utf8_text.h"

// byte 0: which kind of message, in which dialect; the rest: the message, or a text to be written.

namespace tern::fuzz {
namespace {

using daemon::hrana::AnswerWriter;
using daemon::hrana::Batch;
using daemon::hrana::Condition;
using daemon::hrana::DecodeLimits;
using daemon::hrana::Dialect;
using daemon::hrana::is_valid_utf8;
using daemon::hrana::JsonTape;
using daemon::hrana::Request;
using daemon::hrana::Statement;

void must(bool holds) {
  if (!holds) std::abort();
}

void check(const Condition& condition, size_t steps_before, uint32_t depth_left) {
  must(depth_left > 0);
  using Kind = Condition::Kind;
  const bool names_step = condition.kind == Kind::Ok || condition.kind == Kind::Error;
  must(!names_step || condition.step < steps_before);
  must(condition.kind != Kind::Not || condition.parts.size() == 1);
  for (const Condition& part : condition.parts) check(part, steps_before, depth_left - 1);
}

void check(const Statement& statement) {
  if (statement.sql.text) must(is_valid_utf8(*statement.sql.text));
  for (const auto& value : statement.arguments) {
    must(!value.is_text() || is_valid_utf8(value.as_text()));
  }
}

void check(const Batch& batch, const DecodeLimits& limits) {
  for (size_t i = 0; i < batch.steps.size(); ++i) {
    check(batch.steps[i].statement);
    if (batch.steps[i].condition) check(*batch.steps[i].condition, i, limits.condition_depth_max);
  }
}

void check(const Request& request, const DecodeLimits& limits) {
  must(!name_of(request.kind).empty());
  check(request.statement);
  check(request.batch, limits);
}

void decode(unsigned what, Bytes message) {
  const Dialect dialect{.version = static_cast<uint8_t>(2 + what % 2),
                        .is_protobuf = what % 4 >= 2};
  const DecodeLimits limits{.condition_depth_max = 8};
  switch (what / 4 % 3) {
    case 0:
      if (const auto decoded = daemon::hrana::decode_pipeline(message, dialect, limits)) {
        for (const Request& request : decoded->requests) check(request, limits);
      }
      return;
    case 1:
      if (const auto decoded = daemon::hrana::decode_cursor(message, dialect, limits)) {
        check(decoded->batch, limits);
      }
      return;
    default:
      if (const auto decoded = daemon::hrana::decode_socket_message(message, dialect, limits)) {
        check(decoded->request, limits);
      }
  }
}

/// Whatever bytes a database has: what is written is JSON, and reads back as the same where it is
/// UTF-8.
void write(Bytes text) {
  const auto writer = AnswerWriter::make({.version = 3}, AnswerWriter::Face::Cursor);
  writer->begin_row_entry();
  writer->value(record::ValueView::text(as_text(text)));
  writer->value(record::ValueView::blob(text));
  writer->end_row_entry();
  std::string strings;
  const std::string written = writer->take();
  const auto tape = JsonTape::parse(written, strings);
  must(tape.has_value());
  const auto back = tape->root().member("row")->first()->member("value")->characters();
  must(is_valid_utf8(back));
  if (is_valid_utf8(as_text(text))) must(back == as_text(text));
}

}  // namespace

void run(Bytes input) {
  if (input.empty()) return;
  const auto what = static_cast<unsigned>(input[0]);
  const Bytes rest = input.subspan(1);
  what % 16 == 15 ? write(rest) : decode(what, rest);
}

}  // namespace tern::fuzz
