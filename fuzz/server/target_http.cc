#include <csignal>

#include "fuzz/server/front_peer.h"

// What a peer says to the server's front, byte for byte, behind a byte that says which listener it
// came in by.

namespace tern::fuzz {

void run(Bytes input) {
  if (input.empty()) return;
  static HostedServer server;
  const auto face = static_cast<daemon::Face>(static_cast<unsigned>(input[0]) % 3);
  const std::string heard = talk(server, face, {.first = input.subspan(1)});
  must(heard.empty() || heard.starts_with("HTTP/1."), "an answer is HTTP");
  server.renew();
}

}  // namespace tern::fuzz
