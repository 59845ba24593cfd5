#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace tern::bench {

/// A request as it goes over the wire, and what its answer has to contain.
struct ServeExchange {
  std::string request;
  std::string expected;
};

enum class Wire : uint8_t { Http, WebSocket };

/// Where requests go to, and who asks.
struct ServeRequestOptions {
  std::string path;
  std::string token;  ///< empty: none is sent
};
std::string http_post(const ServeRequestOptions& options, std::string_view body);
std::string http_request(std::string_view method, const ServeRequestOptions& options,
                         std::string_view body);

/// A whole text or binary frame of a client, masked with zeros.
std::string websocket_frame(std::string_view message, bool is_binary = false);
std::string websocket_handshake(std::string_view subprotocol);

/// The size of the answer that `received` begins with; 0: it is not all there. Ends the program if
/// it is none, or one that has no length.
size_t answer_size(Wire wire, std::string_view received);
/// Behind the head of an HTTP answer; npos while that is not there.
size_t body_at(std::string_view received);
/// Of the answer's head. `name` in small letters with the colon.
std::string_view header_of(std::string_view received, std::string_view name);

/// The member `stmt` of an execute. `integer`: its argument; "": it has none.
std::string execute_json(std::string_view sql, std::string_view integer = {});
/// A pipeline of one statement; `closes`: also of a `close`, so that no stream is left.
std::string pipeline_json(std::string_view sql, std::string_view integer, bool closes);

/// What a client says over a WebSocket, whole frames; `is_binary`: in Protocol Buffers.
std::string socket_hello(std::string_view token, bool is_binary);
std::string socket_open_stream(bool is_binary);
std::string socket_execute(std::string_view sql, std::string_view integer, bool is_binary);
/// In Protocol Buffers, of the message's field.
std::string protobuf_bytes(unsigned field, std::string_view bytes);
std::string protobuf_number(unsigned field, uint64_t number);

}  // namespace tern::bench
