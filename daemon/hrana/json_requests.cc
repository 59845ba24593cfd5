#include "daemon/hrana/json_requests.h"

#include <array>
#include <charconv>
#include <cstdlib>
#include <limits>

#include "daemon/hrana/base64.h"
#include "daemon/hrana/json_tape.h"
#include "daemon/hrana/utf8_text.h"

namespace tern::daemon::hrana {
namespace {

using record::ValueView;
using Kind = JsonTape::Kind;

std::unexpected<Error> refuse(std::string text) {
  return fail(ErrorCode::Protocol, std::move(text));
}

template <class Integer>
std::optional<Integer> integer_of(std::string_view text) {
  Integer out{};
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), out);
  if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return out;
}

/// The nearest double, infinity where it is too large: as JavaScript reads it.
double real_of(std::string_view text) {
  double out = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), out);
  if (error == std::errc::result_out_of_range)
    out = std::strtod(std::string(text).c_str(), nullptr);
  return out;
}

Result<std::optional<std::string_view>> optional_text(const JsonValue& object,
                                                      std::string_view name) {
  const auto value = object.member(name);
  if (!value) return std::nullopt;
  if (!value->is(Kind::String)) return refuse(std::string(name) + " is not a string");
  return value->characters();
}

template <class Integer>
Result<Integer> required_integer(const JsonValue& object, std::string_view name) {
  const auto value = object.member(name);
  if (value && value->is(Kind::Number)) {
    if (const auto number = integer_of<Integer>(value->characters())) return *number;
  }
  return refuse(std::string(name) + " is missing, or no integer that fits");
}

Result<std::string_view> required_text(const JsonValue& object, std::string_view name) {
  const auto text = TRY(optional_text(object, name));
  if (!text) return refuse(std::string(name) + " is missing");
  return *text;
}

/// The elements of an array that may be missing.
template <class Each>
Status each_of(const JsonValue& object, std::string_view name, Each each) {
  const auto array = object.member(name);
  if (!array) return ok();
  if (!array->is(Kind::Array)) return refuse(std::string(name) + " is not an array");
  for (auto at = array->first(); at; at = at->next_in(*array)) TRY(each(*at));
  return ok();
}

class JsonDecoder {
 public:
  JsonDecoder(Dialect dialect, const DecodeLimits& limits, Memory& memory)
      : dialect_(dialect), limits_(limits), memory_(memory) {}

  /// A kind that this version does not have was met.
  bool met_unknown_type() const { return met_unknown_type_; }

  Result<ValueView> value(const JsonValue& json) {
    const std::string_view type = TRY(required_text(json, "type"));
    if (type == "null") return ValueView::null();
    if (type == "integer") {
      const std::string_view text = TRY(required_text(json, "value"));
      const auto integer = integer_of<int64_t>(text);
      if (!integer) return refuse("an integer is not a decimal string of 64 bits");
      return ValueView::integer(*integer);
    }
    if (type == "float") {
      const auto number = json.member("value");
      if (!number || !number->is(Kind::Number)) return refuse("a float is not a number");
      return ValueView::real(real_of(number->characters()));
    }
    if (type == "text") return ValueView::text(TRY(required_text(json, "value")));
    if (type == "blob") {
      const std::string_view text = TRY(required_text(json, "base64"));
      const auto bytes = decode_base64(text, memory_.blobs);
      if (!bytes) return refuse("a blob is not base64");
      return ValueView::blob(*bytes);
    }
    return refuse("a value is of unknown type");
  }

  Status sql(const JsonValue& json, SqlSource& out) {
    out.text = TRY(optional_text(json, "sql"));
    const bool has_id = json.member("sql_id").has_value();
    if (has_id == out.text.has_value()) return refuse("one of sql and sql_id must be given");
    if (has_id) out.id = TRY(required_integer<int32_t>(json, "sql_id"));
    return ok();
  }

  Status statement(const JsonValue& json, Statement& out) {
    if (!json.is(Kind::Object)) return refuse("a statement is not an object");
    TRY(sql(json, out.sql));
    Status positional_read = each_of(json, "args", [&](const JsonValue& argument) -> Status {
      out.arguments.push_back(TRY(value(argument)));
      return ok();
    });
    TRY(std::move(positional_read));
    Status named_read = each_of(json, "named_args", [&](const JsonValue& argument) -> Status {
      const std::string_view name = TRY(required_text(argument, "name"));
      const auto given = argument.member("value");
      if (!given) return refuse("a named argument has no value");
      out.named_arguments.push_back({name, TRY(value(*given))});
      return ok();
    });
    TRY(std::move(named_read));
    const auto wants_rows = json.member("want_rows");
    if (wants_rows && !wants_rows->is(Kind::True) && !wants_rows->is(Kind::False)) {
      return refuse("want_rows is not a boolean");
    }
    out.wants_rows = !wants_rows || wants_rows->is(Kind::True);
    return ok();
  }

  Status batch(const JsonValue& request, Batch& out) {
    const auto json = request.member("batch");
    if (!json) return refuse("batch is missing");
    const auto steps = json->member("steps");
    if (!steps || !steps->is(Kind::Array)) return refuse("a batch has no steps");
    // Turso's sync engine pushes over version 2 with this one condition of version 3. It is known
    // by a member that no other client of version 2 sends.
    knows_autocommit_ = dialect_.version >= 3 || json->has_member("replication_index");
    return each_of(*json, "steps", [&](const JsonValue& step) -> Status {
      Step& next = out.steps.emplace_back();
      if (const auto given = step.member("condition")) {
        next.condition.emplace();
        TRY(condition(*given, static_cast<uint32_t>(out.steps.size() - 1), 1, *next.condition));
      }
      const auto given = step.member("stmt");
      return given ? statement(*given, next.statement) : refuse("a step has no stmt");
    });
  }

  Status request(const JsonValue& json, bool is_socket, Request& out) {
    const std::string_view type = TRY(required_text(json, "type"));
    const auto kind = kind_of(type, is_socket);
    if (!kind) {
      met_unknown_type_ = true;
      return refuse("unknown request type " + std::string(start_of(type, 40)));
    }
    out.kind = *kind;
    if (is_socket) TRY(socket_ids(json, out));
    switch (out.kind) {
      case RequestKind::Execute: {
        const auto given = json.member("stmt");
        return given ? statement(*given, out.statement) : refuse("stmt is missing");
      }
      case RequestKind::Batch:
      case RequestKind::OpenCursor:
        return batch(json, out.batch);
      case RequestKind::Sequence:
      case RequestKind::Describe:
        return sql(json, out.sql);
      case RequestKind::StoreSql:
        out.sql.text = TRY(required_text(json, "sql"));
        [[fallthrough]];
      case RequestKind::CloseSql:
        out.sql.id = TRY(required_integer<int32_t>(json, "sql_id"));
        return ok();
      case RequestKind::FetchCursor:
        out.count_max = TRY(required_integer<uint32_t>(json, "max_count"));
        return ok();
      default:
        return ok();
    }
  }

 private:
  struct Known {
    RequestKind kind;
    uint8_t since;  // version
    bool over_http, over_socket;
  };

  std::optional<RequestKind> kind_of(std::string_view type, bool is_socket) const {
    // get_autocommit is answered over HTTP to version 2 as well: nobody is harmed by it.
    static constexpr auto kKnown = std::to_array<Known>({
        {RequestKind::Execute, 1, true, true},
        {RequestKind::Batch, 1, true, true},
        {RequestKind::Close, 1, true, false},
        {RequestKind::Sequence, 2, true, true},
        {RequestKind::Describe, 2, true, true},
        {RequestKind::StoreSql, 2, true, true},
        {RequestKind::CloseSql, 2, true, true},
        {RequestKind::GetAutocommit, 2, true, false},
        {RequestKind::GetAutocommit, 3, false, true},
        {RequestKind::OpenStream, 1, false, true},
        {RequestKind::CloseStream, 1, false, true},
        {RequestKind::OpenCursor, 3, false, true},
        {RequestKind::CloseCursor, 3, false, true},
        {RequestKind::FetchCursor, 3, false, true},
    });
    for (const Known& known : kKnown) {
      const bool is_here = is_socket ? known.over_socket : known.over_http;
      if (is_here && dialect_.version >= known.since && name_of(known.kind) == type) {
        return known.kind;
      }
    }
    return std::nullopt;
  }

  Status socket_ids(const JsonValue& json, Request& out) {
    switch (out.kind) {
      case RequestKind::StoreSql:
      case RequestKind::CloseSql:
        return ok();
      case RequestKind::FetchCursor:
      case RequestKind::CloseCursor:
        out.cursor_id = TRY(required_integer<int32_t>(json, "cursor_id"));
        return ok();
      case RequestKind::OpenCursor:
        out.cursor_id = TRY(required_integer<int32_t>(json, "cursor_id"));
        [[fallthrough]];
      default:
        out.stream_id = TRY(required_integer<int32_t>(json, "stream_id"));
        return ok();
    }
  }

  Status condition(const JsonValue& json, uint32_t steps_before, uint32_t depth, Condition& out) {
    if (depth > limits_.condition_depth_max) return refuse("a condition is nested too deeply");
    const std::string_view type = TRY(required_text(json, "type"));
    if (type == "ok" || type == "error") {
      out.kind = type == "ok" ? Condition::Kind::Ok : Condition::Kind::Error;
      out.step = TRY(required_integer<uint32_t>(json, "step"));
      if (out.step < steps_before) return ok();
      return refuse("Invalid reference to step in a batch condition");
    }
    if (type == "not") {
      out.kind = Condition::Kind::Not;
      const auto part = json.member("cond");
      if (!part) return refuse("a condition lacks cond");
      return condition(*part, steps_before, depth + 1, out.parts.emplace_back());
    }
    if (type == "and" || type == "or") {
      out.kind = type == "and" ? Condition::Kind::And : Condition::Kind::Or;
      if (!json.member("conds")) return refuse("a condition lacks conds");
      return each_of(json, "conds", [&](const JsonValue& part) {
        return condition(part, steps_before, depth + 1, out.parts.emplace_back());
      });
    }
    if (type != "is_autocommit") return refuse("a condition is of unknown type");
    if (!knows_autocommit_) return refuse("the condition is_autocommit is of version 3");
    out.kind = Condition::Kind::IsAutocommit;
    return ok();
  }

  Dialect dialect_;
  const DecodeLimits& limits_;
  Memory& memory_;
  bool knows_autocommit_ = false;
  bool met_unknown_type_ = false;
};

std::unexpected<DecodeError> refused(const Error& error) {
  return std::unexpected(DecodeError{.message = std::string(error.message())});
}

std::unexpected<DecodeError> refused(const Error& error, const JsonDecoder& decoder,
                                     std::optional<std::string> baton = {}) {
  return std::unexpected(DecodeError{.message = std::string(error.message()),
                                     .is_unknown_type = decoder.met_unknown_type(),
                                     .baton = std::move(baton)});
}

Status read_pipeline(const JsonValue& json, JsonDecoder& decoder, PipelineRequest& out) {
  if (!json.member("requests")) return refuse("requests is missing");
  return each_of(json, "requests", [&](const JsonValue& request) {
    return decoder.request(request, false, out.requests.emplace_back());
  });
}

Status read_socket_message(const JsonValue& json, JsonDecoder& decoder, SocketMessage& out) {
  const std::string_view type = TRY(required_text(json, "type"));
  if (type == "hello") {
    out.is_hello = true;
    const auto jwt = TRY(optional_text(json, "jwt"));
    out.jwt = jwt.value_or("");
    return ok();
  }
  if (type != "request") return refuse("a message is of unknown type");
  out.request_id = TRY(required_integer<int32_t>(json, "request_id"));
  const auto request = json.member("request");
  if (!request) return refuse("request is missing");
  return decoder.request(*request, true, out.request);
}

/// What pipelines and cursors have in common: the baton, then what `read` finds.
template <class Message, class Read>
Decoded<Message> decode_body(std::string_view body, Dialect dialect, const DecodeLimits& limits,
                             Read read) {
  Message out;
  out.memory = std::make_unique<Memory>();
  const auto tape = JsonTape::parse(body, out.memory->text);
  if (!tape) return refused(tape.error());
  const JsonValue root = tape->root();
  const auto baton = optional_text(root, "baton");
  if (!baton) return refused(baton.error());
  if (*baton) out.baton = **baton;
  JsonDecoder decoder(dialect, limits, *out.memory);
  const Status done = read(root, decoder, out);
  if (!done) return refused(done.error(), decoder, std::move(out.baton));
  return out;
}

}  // namespace

Decoded<PipelineRequest> json_pipeline(std::string_view body, Dialect dialect,
                                       const DecodeLimits& limits) {
  return decode_body<PipelineRequest>(body, dialect, limits, read_pipeline);
}

Decoded<CursorRequest> json_cursor(std::string_view body, Dialect dialect,
                                   const DecodeLimits& limits) {
  const auto read = [](const JsonValue& json, JsonDecoder& decoder, CursorRequest& out) {
    return decoder.batch(json, out.batch);
  };
  return decode_body<CursorRequest>(body, dialect, limits, read);
}

Decoded<SocketMessage> json_socket_message(std::string_view body, Dialect dialect,
                                           const DecodeLimits& limits) {
  SocketMessage out;
  out.memory = std::make_unique<Memory>();
  const auto tape = JsonTape::parse(body, out.memory->text);
  if (!tape) return refused(tape.error());
  JsonDecoder decoder(dialect, limits, *out.memory);
  const Status done = read_socket_message(tape->root(), decoder, out);
  if (!done) return refused(done.error(), decoder);
  return out;
}

}  // namespace tern::daemon::hrana
