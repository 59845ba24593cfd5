#pragma once

#include <cstdint>
#include <expected>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "engine/base/byte_arena.h"
#include "engine/base/bytes.h"
#include "engine/record/value.h"

// What clients ask, decoded: the same for HTTP and WebSocket, JSON and protobuf.
// Source: the Hrana 2 and 3 specifications; "SQL over HTTP, version 3".

namespace tern::daemon::hrana {

/// What is spoken: the version says which requests there are and how infinity is written.
struct Dialect {
  uint8_t version = 3;  // 1 (WebSocket only), 2 or 3
  bool is_protobuf = false;
};

/// SQL in a request: a text, or the id of one that was stored.
struct SqlSource {
  std::optional<std::string_view> text;
  int32_t id = 0;  // where there is no text
};

struct NamedArgument {
  std::string_view name;
  record::ValueView value;
};

struct Statement {
  SqlSource sql;
  std::vector<record::ValueView> arguments;
  std::vector<NamedArgument> named_arguments;
  bool wants_rows = true;
};

/// When a step of a batch runs.
struct Condition {
  enum class Kind : uint8_t { Ok, Error, Not, And, Or, IsAutocommit };
  Kind kind = Kind::Ok;
  uint32_t step = 0;             // Ok, Error: an earlier one
  std::vector<Condition> parts;  // Not: one; And, Or: any number
};

struct Step {
  std::optional<Condition> condition;
  Statement statement;
};

struct Batch {
  std::vector<Step> steps;
};

enum class RequestKind : uint8_t {
  Close,
  Execute,
  Batch,
  Sequence,
  Describe,
  StoreSql,
  CloseSql,
  GetAutocommit,
  // Over WebSocket only.
  OpenStream,
  CloseStream,
  OpenCursor,
  CloseCursor,
  FetchCursor,
};
/// As JSON writes it.
std::string_view name_of(RequestKind kind);

/// One request; only the members of its kind count.
struct Request {
  RequestKind kind = RequestKind::Close;
  int32_t stream_id = 0;   // WebSocket: all but StoreSql, CloseSql, FetchCursor, CloseCursor
  int32_t cursor_id = 0;   // OpenCursor, FetchCursor, CloseCursor
  uint32_t count_max = 0;  // FetchCursor
  Statement statement;     // Execute
  Batch batch;             // Batch, OpenCursor
  SqlSource sql;           // Sequence, Describe; StoreSql (text and id), CloseSql (id)
};

/// Bytes that texts and blobs of a message lie in where they do not lie in its body as they are.
struct Memory {
  std::string text;
  ByteArena blobs;
};

/// Lifetime of what the messages view: the body that was decoded, and the message.
struct PipelineRequest {
  std::optional<std::string> baton;
  std::vector<Request> requests;
  std::unique_ptr<Memory> memory;
};
struct CursorRequest {
  std::optional<std::string> baton;
  Batch batch;
  std::unique_ptr<Memory> memory;
};
/// Client to server over WebSocket.
struct SocketMessage {
  bool is_hello = false;
  std::string jwt;         // hello; "" if there is none
  int32_t request_id = 0;  // else
  Request request;
  std::unique_ptr<Memory> memory;
};

/// Why a message was refused.
struct DecodeError {
  std::string message;
  bool is_unknown_type = false;  // well formed, but of a kind that this version does not have
  std::optional<std::string> baton = {};  // of a pipeline or cursor, where that much could be read
};
template <class T>
using Decoded = std::expected<T, DecodeError>;

struct DecodeLimits {
  uint32_t condition_depth_max = 64;
};

/// All that decode refuse: what is malformed, of an unknown kind, a value or a condition that is
/// none, `close` that is not last. Nothing recurses deeper than the limits say.
Decoded<PipelineRequest> decode_pipeline(Bytes body, Dialect dialect, const DecodeLimits& limits);
Decoded<CursorRequest> decode_cursor(Bytes body, Dialect dialect, const DecodeLimits& limits);
Decoded<SocketMessage> decode_socket_message(Bytes body, Dialect dialect,
                                             const DecodeLimits& limits);

}  // namespace tern::daemon::hrana
