// Certificates that are exchanged while the server runs.

#include <gtest/gtest.h>
#include <openssl/x509.h>

#include <csignal>
#include <filesystem>

#include "tests/support/raw_client.h"
#include "tests/unit/daemon/http/http_client.h"
#include "tests/unit/daemon/http/server_fixture.h"

namespace tern::daemon {
namespace {

using tests::RawClient;

bool is_answered(RawClient& client) {
  client.send("GET /health HTTP/1.1\r\nHost: x\r\n\r\n");
  return client.read_some().starts_with("HTTP/1.1 200");
}

TEST(TlsReload, NewConnectionsGetTheNewCertificateAndOldOnesGoOn) {
  RunningServer server;
  RawClient old(server.port());
  const std::string first = old.certificate();
  EXPECT_TRUE(is_answered(old));
  // Found without a signal.
  ASSERT_TRUE(tests::make_certificate(server.folder()));
  ASSERT_TRUE(comes_true([&] { return server.counts().tls_reloads >= 1; }));
  RawClient fresh(server.port());
  EXPECT_NE(fresh.certificate(), first);
  EXPECT_TRUE(is_answered(fresh));
  EXPECT_TRUE(is_answered(old));
}

TEST(TlsReload, PairThatDoesNotFitIsNotTaken) {
  RunningServer server;
  const std::string before = RawClient(server.port()).certificate();
  tests::write_file(server.folder() + "/key.pem", "nonsense");
  std::raise(SIGHUP);
  ASSERT_TRUE(comes_true([&] { return server.counts().tls_reloads_failed >= 1; }));
  EXPECT_EQ(RawClient(server.port()).certificate(), before);
  std::filesystem::remove(server.cert());
  std::raise(SIGHUP);
  ASSERT_TRUE(comes_true([&] { return server.counts().tls_reloads_failed >= 2; }));
  EXPECT_EQ(RawClient(server.port()).certificate(), before);
  ASSERT_TRUE(tests::make_certificate(server.folder()));
  ASSERT_TRUE(comes_true([&] { return server.counts().tls_reloads >= 1; }));
  EXPECT_NE(RawClient(server.port()).certificate(), before);
}

TEST(TlsReload, SocketsAndCursorsWorkOverTls) {
  RunningServer server;
  RawClient client(server.port());
  client.send("POST /v3/cursor HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer " +
              std::string(kAdminToken) +
              "\r\nContent-Length: 18\r\nConnection: close\r\n\r\nrows 3000 of 1000x");
  EXPECT_GT(client.read_to_end().size(), 3'003'000U);
  RawClient socket(server.port());
  socket.send(
      "GET / HTTP/1.1\r\nHost: x\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
      "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n");
  EXPECT_TRUE(socket.read_some().starts_with("HTTP/1.1 101"));
  socket.send(std::string("\x81\x83\0\0\0\0abc", 9));
  EXPECT_EQ(socket.read_some(),
            "\x81\x03"
            "abc");
  socket.send(std::string("\x88\x82\0\0\0\0\x03\xe8", 8));
  EXPECT_EQ(socket.read_to_end(), "\x88\x02\x03\xe8");
}

}  // namespace
}  // namespace tern::daemon
