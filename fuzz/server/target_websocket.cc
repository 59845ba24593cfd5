#include <array>
#include <string>

#include "fuzz/server/front_peer.h"

// Frames of a WebSocket, behind a byte that says which subprotocol the handshake asked for.

namespace tern::fuzz {
namespace {

constexpr std::array<std::string_view, 4> kSubprotocols = {"hrana1", "hrana2", "hrana3",
                                                           "hrana3-protobuf"};

std::string handshake(std::string_view subprotocol) {
  return "GET / HTTP/1.1\r\nHost: h\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"
         "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n"
         "Sec-WebSocket-Protocol: " +
         std::string(subprotocol) + "\r\n\r\n";
}

}  // namespace

void run(Bytes input) {
  if (input.size() < 2) return;
  static HostedServer server;
  const std::string_view subprotocol = kSubprotocols[static_cast<unsigned>(input[0]) % 4];
  const std::string words = handshake(subprotocol);
  const auto is_answered = [](std::string_view heard) { return heard.contains("\r\n\r\n"); };
  const std::string heard =
      talk(server, daemon::Face::Public, {as_bytes(words), is_answered, input.subspan(1)});
  must(heard.starts_with("HTTP/1.1 101 "), "the handshake is accepted");
  server.renew();
}

}  // namespace tern::fuzz
