#include "tools/bench/serve_requests.h"

#include <algorithm>
#include <cctype>
#include <charconv>

#include "tools/bench/engine.h"

namespace tern::bench {
namespace {

[[noreturn]] void not_an_answer(std::string_view received) {
  give_up("serve", "not an answer: " + std::string(received.substr(0, 300)));
}

bool same_name(std::string_view line, std::string_view name) {
  return line.size() >= name.size() &&
         std::equal(name.begin(), name.end(), line.begin(), [](char small, char c) {
           return small == static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
         });
}

size_t http_answer_size(std::string_view received) {
  const size_t body = body_at(received);
  if (body == std::string_view::npos) return 0;
  const std::string_view length = header_of(received.substr(0, body), "content-length:");
  size_t size = 0;
  const auto [end, error] = std::from_chars(length.data(), length.data() + length.size(), size);
  if (error != std::errc() || end != length.data() + length.size()) not_an_answer(received);
  return received.size() >= body + size ? body + size : 0;
}

std::string varint(uint64_t number) {
  std::string out;
  for (; number >= 0x80; number >>= 7) out += static_cast<char>(number | 0x80);
  return out += static_cast<char>(number);
}

size_t websocket_answer_size(std::string_view received) {
  if (received.size() < 2) return 0;
  const auto byte = [&](size_t at) { return static_cast<size_t>(uint8_t(received[at])); };
  const size_t opcode = byte(0);
  if (opcode != 0x81 && opcode != 0x82) not_an_answer("a frame that is no whole message");
  size_t size = byte(1);
  size_t head = 2;
  if (size == 126 || size == 127) {
    head = size == 126 ? 4 : 10;
    if (received.size() < head) return 0;
    size = 0;
    for (size_t at = 2; at < head; ++at) size = size << 8 | byte(at);
  }
  return received.size() >= head + size ? head + size : 0;
}

}  // namespace

std::string http_request(std::string_view method, const ServeRequestOptions& options,
                         std::string_view body) {
  std::string out(method);
  out += " " + options.path + " HTTP/1.1\r\nHost: 127.0.0.1\r\nUser-Agent: tern-bench\r\n";
  out += "Accept: */*\r\n";
  if (!options.token.empty()) out += "Authorization: Bearer " + options.token + "\r\n";
  out += "Content-Type: application/json\r\nContent-Length: " + std::to_string(body.size());
  out += "\r\n\r\n";
  out += body;
  return out;
}

std::string http_post(const ServeRequestOptions& options, std::string_view body) {
  return http_request("POST", options, body);
}

std::string websocket_frame(std::string_view message, bool is_binary) {
  std::string out(1, is_binary ? '\x82' : '\x81');
  if (message.size() < 126) {
    out += static_cast<char>(0x80 | message.size());
  } else {
    if (message.size() > 0xffff) give_up("serve", "a message too long");
    out += static_cast<char>(0x80 | 126);
    out += static_cast<char>(message.size() >> 8);
    out += static_cast<char>(message.size() & 0xff);
  }
  out.append(4, '\0');
  out += message;
  return out;
}

std::string websocket_handshake(std::string_view subprotocol) {
  return "GET / HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"
         "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n"
         "Sec-WebSocket-Protocol: " +
         std::string(subprotocol) + "\r\n\r\n";
}

size_t body_at(std::string_view received) {
  const size_t at = received.find("\r\n\r\n");
  return at == std::string_view::npos ? at : at + 4;
}

std::string_view header_of(std::string_view received, std::string_view name) {
  for (size_t at = received.find("\r\n"); at != std::string_view::npos;) {
    const std::string_view line = received.substr(at + 2);
    if (line.starts_with("\r\n")) break;
    const size_t end = line.find("\r\n");
    if (same_name(line, name)) {
      std::string_view value = line.substr(name.size(), end - name.size());
      while (value.starts_with(' ')) value.remove_prefix(1);
      return value;
    }
    at = end == std::string_view::npos ? end : at + 2 + end;
  }
  return {};
}

size_t answer_size(Wire wire, std::string_view received) {
  return wire == Wire::Http ? http_answer_size(received) : websocket_answer_size(received);
}

std::string execute_json(std::string_view sql, std::string_view integer) {
  std::string out = R"("stmt":{"sql":")" + std::string(sql) + '"';
  if (!integer.empty())
    out += R"(,"args":[{"type":"integer","value":")" + std::string(integer) + R"("}])";
  return out + "}";
}

std::string pipeline_json(std::string_view sql, std::string_view integer, bool closes) {
  std::string out = R"({"requests":[{"type":"execute",)" + execute_json(sql, integer) + "}";
  if (closes) out += R"(,{"type":"close"})";
  return out + "]}";
}

// The field numbers are those of Hrana 3's ClientMsg, RequestMsg, ExecuteReq, Stmt and Value.

std::string socket_hello(std::string_view token, bool is_binary) {
  if (is_binary) return websocket_frame(protobuf_bytes(1, protobuf_bytes(1, token)), true);
  return websocket_frame(R"({"type":"hello","jwt":")" + std::string(token) + "\"}");
}

std::string socket_open_stream(bool is_binary) {
  if (is_binary) {
    const std::string open = protobuf_bytes(2, protobuf_number(1, 0));
    return websocket_frame(protobuf_bytes(2, protobuf_number(1, 0) + open), true);
  }
  return websocket_frame(
      R"({"type":"request","request_id":0,"request":{"type":"open_stream","stream_id":0}})");
}

std::string socket_execute(std::string_view sql, std::string_view integer, bool is_binary) {
  if (!is_binary) {
    return websocket_frame(
        R"({"type":"request","request_id":1,"request":{"type":"execute","stream_id":0,)" +
        execute_json(sql, integer) + "}}");
  }
  std::string statement = protobuf_bytes(1, sql);
  if (!integer.empty()) {
    const auto zigzag = 2 * static_cast<uint64_t>(std::stoull(std::string(integer)));
    statement += protobuf_bytes(3, protobuf_number(2, zigzag));
  }
  const std::string execute = protobuf_number(1, 0) + protobuf_bytes(2, statement);
  return websocket_frame(protobuf_bytes(2, protobuf_number(1, 1) + protobuf_bytes(4, execute)),
                         true);
}

std::string protobuf_bytes(unsigned field, std::string_view bytes) {
  return varint(field << 3 | 2) + varint(bytes.size()) + std::string(bytes);
}

std::string protobuf_number(unsigned field, uint64_t number) {
  return varint(field << 3) + varint(number);
}

}  // namespace tern::bench
