#include "daemon/hrana/proto_requests.h"

#include <array>
#include <bit>

#include "daemon/hrana/proto_wire.h"
#include "daemon/hrana/utf8_text.h"

// Field numbers: the table of section "protobuf" in README.md. Unknown fields are skipped; of a
// oneof the last member counts; a message that comes twice adds to the first.

namespace tern::daemon::hrana {
namespace {

using record::ValueView;

std::unexpected<Error> refuse_proto(std::string text) {
  return fail(ErrorCode::Protocol, std::move(text));
}

template <class Each>
Status each_field(Bytes message, Each each) {
  WireReader reader(message);
  while (!reader.is_at_end()) {
    const WireField field = TRY(reader.next());
    TRY(each(field));
  }
  return ok();
}

Result<std::string_view> text_of(const WireField& field) {
  if (!field.is_bytes) return refuse_proto("a string is none");
  const std::string_view text = as_text(field.bytes);
  if (!is_valid_utf8(text)) return refuse_proto("a string is not UTF-8");
  return text;
}

Result<Bytes> message_of(const WireField& field) {
  if (!field.is_bytes) return refuse_proto("a message is none");
  return field.bytes;
}

Status must_be_number(const WireField& field) {
  return field.is_bytes ? refuse_proto("a number is none") : ok();
}

Result<ValueView> proto_value(Bytes message) {
  std::optional<ValueView> value;
  Status fields_read = each_field(message, [&](const WireField& field) -> Status {
    if (field.number == 1 || field.number == 5) {
      const Bytes bytes = TRY(message_of(field));
      value = field.number == 1 ? ValueView::null() : ValueView::blob(bytes);
    } else if (field.number == 2 || field.number == 3) {
      TRY(must_be_number(field));
      value = field.number == 2 ? ValueView::integer(field.as_sint64())
                                : ValueView::real(std::bit_cast<double>(field.integer));
    } else if (field.number == 4) {
      value = ValueView::text(TRY(text_of(field)));
    }
    return ok();
  });
  TRY(std::move(fields_read));
  if (!value) return refuse_proto("a value is of unknown type");
  return *value;
}

Status proto_named_argument(Bytes message, NamedArgument& out) {
  bool has_value = false;
  Status fields_read = each_field(message, [&](const WireField& field) -> Status {
    if (field.number == 1) out.name = TRY(text_of(field));
    if (field.number == 2) {
      const Bytes value = TRY(message_of(field));
      out.value = TRY(proto_value(value));
      has_value = true;
    }
    return ok();
  });
  TRY(std::move(fields_read));
  return has_value ? ok() : refuse_proto("a named argument has no value");
}

/// A text or an id, of which there must be one at the end.
struct ProtoSql {
  SqlSource& out;
  bool has_id = false;

  Status text(const WireField& field) {
    out.text = TRY(text_of(field));
    return ok();
  }
  Status id(const WireField& field) {
    TRY(must_be_number(field));
    out.id = field.as_int32();
    has_id = true;
    return ok();
  }
  Status check() const {
    if (has_id != out.text.has_value()) return ok();
    return refuse_proto("one of sql and sql_id must be given");
  }
};

Status proto_statement(Bytes message, Statement& out) {
  ProtoSql sql{out.sql};
  Status fields_read = each_field(message, [&](const WireField& field) -> Status {
    switch (field.number) {
      case 1:
        return sql.text(field);
      case 2:
        return sql.id(field);
      case 3: {
        const Bytes value = TRY(message_of(field));
        out.arguments.push_back(TRY(proto_value(value)));
        return ok();
      }
      case 4: {
        const Bytes argument = TRY(message_of(field));
        return proto_named_argument(argument, out.named_arguments.emplace_back());
      }
      case 5:
        out.wants_rows = field.integer != 0;
        return must_be_number(field);
      default:
        return ok();
    }
  });
  TRY(std::move(fields_read));
  return sql.check();
}

Status proto_condition(Bytes message, uint32_t steps_before, uint32_t depth_left, Condition& out);

Status proto_condition_list(Bytes message, uint32_t steps_before, uint32_t depth_left,
                            Condition& out) {
  return each_field(message, [&](const WireField& field) -> Status {
    if (field.number != 1) return ok();
    const Bytes part = TRY(message_of(field));
    return proto_condition(part, steps_before, depth_left, out.parts.emplace_back());
  });
}

Status proto_condition_member(const WireField& field, uint32_t steps_before, uint32_t depth_left,
                              Condition& out) {
  using Kind = Condition::Kind;
  static constexpr auto kKinds = std::to_array<Kind>(
      {Kind::Ok, Kind::Ok, Kind::Error, Kind::Not, Kind::And, Kind::Or, Kind::IsAutocommit});
  out = {};
  out.kind = kKinds[field.number];
  if (field.number <= 2) {
    TRY(must_be_number(field));
    out.step = field.as_uint32();
    if (field.integer < steps_before) return ok();
    return refuse_proto("Invalid reference to step in a batch condition");
  }
  const Bytes part = TRY(message_of(field));
  if (out.kind == Kind::IsAutocommit) return ok();
  if (out.kind != Kind::Not) return proto_condition_list(part, steps_before, depth_left, out);
  return proto_condition(part, steps_before, depth_left, out.parts.emplace_back());
}

Status proto_condition(Bytes message, uint32_t steps_before, uint32_t depth_left, Condition& out) {
  if (depth_left == 0) return refuse_proto("a condition is nested too deeply");
  bool is_known = false;
  Status fields_read = each_field(message, [&](const WireField& field) -> Status {
    if (field.number > 6) return ok();
    is_known = true;
    return proto_condition_member(field, steps_before, depth_left - 1, out);
  });
  TRY(std::move(fields_read));
  return is_known ? ok() : refuse_proto("a condition is of unknown type");
}

Status proto_step(Bytes message, uint32_t steps_before, const DecodeLimits& limits, Step& out) {
  bool has_statement = false;
  Status fields_read = each_field(message, [&](const WireField& field) -> Status {
    if (field.number != 1 && field.number != 2) return ok();
    const Bytes part = TRY(message_of(field));
    if (field.number == 1) {
      return proto_condition(part, steps_before, limits.condition_depth_max,
                             out.condition.emplace());
    }
    has_statement = true;
    return proto_statement(part, out.statement);
  });
  TRY(std::move(fields_read));
  return has_statement ? ok() : refuse_proto("a step has no stmt");
}

Status proto_batch(Bytes message, const DecodeLimits& limits, Batch& out) {
  return each_field(message, [&](const WireField& field) -> Status {
    if (field.number != 1) return ok();
    const Bytes step = TRY(message_of(field));
    const auto steps_before = static_cast<uint32_t>(out.steps.size());
    return proto_step(step, steps_before, limits, out.steps.emplace_back());
  });
}

/// The payload of a request. Over a socket its stream's id, where it has one, is field 1 and moves
/// the others up by one.
class ProtoPayload {
 public:
  ProtoPayload(const DecodeLimits& limits, bool is_socket, Request& out)
      : limits_(limits), is_socket_(is_socket), out_(out), sql_{out.sql} {}

  Status read(Bytes message) {
    Status fields_read =
        each_field(message, [this](const WireField& field) { return take(field); });
    TRY(std::move(fields_read));
    switch (out_.kind) {
      case RequestKind::Execute:
        return has_body_ ? ok() : refuse_proto("stmt is missing");
      case RequestKind::Batch:
      case RequestKind::OpenCursor:
        return has_body_ ? ok() : refuse_proto("batch is missing");
      case RequestKind::Sequence:
      case RequestKind::Describe:
        return sql_.check();
      default:
        return ok();
    }
  }

 private:
  bool has_stream_id() const {
    switch (out_.kind) {
      case RequestKind::StoreSql:
      case RequestKind::CloseSql:
      case RequestKind::FetchCursor:
      case RequestKind::CloseCursor:
        return false;
      default:
        return is_socket_;
    }
  }

  Status take(const WireField& field) {
    if (!has_stream_id()) return take_own(field.number, field);
    if (field.number > 1) return take_own(field.number - 1, field);
    out_.stream_id = field.as_int32();
    return must_be_number(field);
  }

  Status take_own(uint32_t number, const WireField& field) {
    switch (out_.kind) {
      case RequestKind::Execute: {
        if (number != 1) return ok();
        has_body_ = true;
        const Bytes statement = TRY(message_of(field));
        return proto_statement(statement, out_.statement);
      }
      case RequestKind::Batch: {
        if (number != 1) return ok();
        has_body_ = true;
        const Bytes batch = TRY(message_of(field));
        return proto_batch(batch, limits_, out_.batch);
      }
      case RequestKind::OpenCursor: {
        if (number == 1) return take_cursor_id(field);
        if (number != 2) return ok();
        has_body_ = true;
        const Bytes batch = TRY(message_of(field));
        return proto_batch(batch, limits_, out_.batch);
      }
      case RequestKind::Sequence:
      case RequestKind::Describe:
        if (number == 1) return sql_.text(field);
        return number == 2 ? sql_.id(field) : ok();
      case RequestKind::StoreSql:
        if (!out_.sql.text) out_.sql.text = "";
        if (number == 2) return sql_.text(field);
        return number == 1 ? sql_.id(field) : ok();
      case RequestKind::CloseSql:
        return number == 1 ? sql_.id(field) : ok();
      case RequestKind::FetchCursor:
        if (number == 1) return take_cursor_id(field);
        if (number != 2) return ok();
        out_.count_max = field.as_uint32();
        return must_be_number(field);
      case RequestKind::CloseCursor:
        return number == 1 ? take_cursor_id(field) : ok();
      default:
        return ok();
    }
  }
  Status take_cursor_id(const WireField& field) {
    out_.cursor_id = field.as_int32();
    return must_be_number(field);
  }

  const DecodeLimits& limits_;
  const bool is_socket_;
  Request& out_;
  ProtoSql sql_;
  bool has_body_ = false;
};

struct ProtoDecodeState {
  bool met_unknown_type = false;
};

/// Of a oneof of requests the member `field`; `kinds` begins with that of `first_number`.
Status proto_request(const WireField& field, std::span<const RequestKind> kinds,
                     uint32_t first_number, const DecodeLimits& limits, Request& out) {
  const bool is_socket = first_number == 2;
  out = {};
  out.kind = kinds[field.number - first_number];
  const Bytes payload = TRY(message_of(field));
  if (out.kind == RequestKind::StoreSql) out.sql.text = "";
  return ProtoPayload(limits, is_socket, out).read(payload);
}

constexpr auto kHttpKinds =
    std::to_array<RequestKind>({RequestKind::Close, RequestKind::Execute, RequestKind::Batch,
                                RequestKind::Sequence, RequestKind::Describe, RequestKind::StoreSql,
                                RequestKind::CloseSql, RequestKind::GetAutocommit});
constexpr auto kSocketKinds = std::to_array<RequestKind>(
    {RequestKind::OpenStream, RequestKind::CloseStream, RequestKind::Execute, RequestKind::Batch,
     RequestKind::OpenCursor, RequestKind::CloseCursor, RequestKind::FetchCursor,
     RequestKind::Sequence, RequestKind::Describe, RequestKind::StoreSql, RequestKind::CloseSql,
     RequestKind::GetAutocommit});

Status proto_stream_request(Bytes message, const DecodeLimits& limits, ProtoDecodeState& state,
                            Request& out) {
  bool is_known = false;
  Status fields_read = each_field(message, [&](const WireField& field) -> Status {
    if (field.number > kHttpKinds.size()) return ok();
    is_known = true;
    return proto_request(field, kHttpKinds, 1, limits, out);
  });
  TRY(std::move(fields_read));
  if (is_known) return ok();
  state.met_unknown_type = true;
  return refuse_proto("a request is of unknown type");
}

Status proto_socket_request(Bytes message, const DecodeLimits& limits, ProtoDecodeState& state,
                            SocketMessage& out) {
  bool is_known = false;
  Status fields_read = each_field(message, [&](const WireField& field) -> Status {
    if (field.number == 1) {
      out.request_id = field.as_int32();
      return must_be_number(field);
    }
    if (field.number > kSocketKinds.size() + 1) return ok();
    is_known = true;
    return proto_request(field, kSocketKinds, 2, limits, out.request);
  });
  TRY(std::move(fields_read));
  if (is_known) return ok();
  state.met_unknown_type = true;
  return refuse_proto("a request is of unknown type");
}

std::unexpected<DecodeError> proto_refused(const Status& failed, const ProtoDecodeState& state,
                                           std::optional<std::string> baton = {}) {
  return std::unexpected(DecodeError{.message = std::string(failed.error().message()),
                                     .is_unknown_type = state.met_unknown_type,
                                     .baton = std::move(baton)});
}

}  // namespace

Decoded<PipelineRequest> proto_pipeline(Bytes body, const DecodeLimits& limits) {
  PipelineRequest out;
  ProtoDecodeState state;
  const Status done = each_field(body, [&](const WireField& field) -> Status {
    if (field.number == 1) out.baton = TRY(text_of(field));
    if (field.number != 2) return ok();
    const Bytes request = TRY(message_of(field));
    return proto_stream_request(request, limits, state, out.requests.emplace_back());
  });
  if (!done) return proto_refused(done, state, std::move(out.baton));
  return out;
}

Decoded<CursorRequest> proto_cursor(Bytes body, const DecodeLimits& limits) {
  CursorRequest out;
  bool has_batch = false;
  Status done = each_field(body, [&](const WireField& field) -> Status {
    if (field.number == 1) out.baton = TRY(text_of(field));
    if (field.number != 2) return ok();
    has_batch = true;
    const Bytes batch = TRY(message_of(field));
    return proto_batch(batch, limits, out.batch);
  });
  if (done && !has_batch) done = refuse_proto("batch is missing");
  if (!done) return proto_refused(done, {}, std::move(out.baton));
  return out;
}

Decoded<SocketMessage> proto_socket_message(Bytes body, const DecodeLimits& limits) {
  SocketMessage out;
  ProtoDecodeState state;
  bool is_known = false;
  Status done = each_field(body, [&](const WireField& field) -> Status {
    if (field.number != 1 && field.number != 2) return ok();
    is_known = true;
    out.is_hello = field.number == 1;
    const Bytes message = TRY(message_of(field));
    if (!out.is_hello) return proto_socket_request(message, limits, state, out);
    return each_field(message, [&](const WireField& member) -> Status {
      if (member.number == 1) out.jwt = TRY(text_of(member));
      return ok();
    });
  });
  if (done && !is_known) done = refuse_proto("a message is of unknown type");
  if (!done) return proto_refused(done, state);
  return out;
}

}  // namespace tern::daemon::hrana
