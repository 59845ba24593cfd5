// P12: peers that hold connections and say nothing, and peers without a token.

#include <memory>

#include "sync/transport/transport.h"
#include "tests/support/raw_client.h"
#include "tests/sync/probes/fault_proxy.h"
#include "tests/sync/probes/probe.h"

namespace tern::tests {
namespace {

using std::chrono::steady_clock;

const std::string kTable =
    "CREATE TABLE t(id INTEGER PRIMARY KEY, v TEXT);"
    "INSERT INTO t VALUES(1, 'one'), (2, 'two');";

TEST_F(Probe, P12NobodyWaitsForPeersThatStopHalfWay) {
  start(kTable);
  constexpr int kEach = 20;
  std::vector<std::unique_ptr<RawSocket>> silent;
  std::vector<std::unique_ptr<RawClient>> slow;
  for (int i = 0; i < kEach; ++i) {
    silent.push_back(std::make_unique<RawSocket>(primary_port()));
    // A header that does not end, and a stated body that does not come.
    slow.push_back(std::make_unique<RawClient>(primary_port()));
    slow.back()->send("POST /v1/db/db/push HTTP/1.1\r\nHost: x\r\nAuthoriz");
    slow.push_back(std::make_unique<RawClient>(primary_port()));
    slow.back()->send("POST /v1/db/db/push HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer " +
                      std::string(kToken) + "\r\nContent-Length: 100000\r\n\r\nTSY1");
  }
  const auto begin = steady_clock::now();
  edit("a", "INSERT INTO t VALUES(3, 'of a')");
  edit("b", "INSERT INTO t VALUES(4, 'of b')");
  settle({"a", "b"});
  // Limits of the server are 10 s and more: it did not wait for any of them.
  EXPECT_LT(steady_clock::now() - begin, std::chrono::seconds(9));
  for (const auto& client : slow) EXPECT_TRUE(client->send("x"));
  EXPECT_EQ(query("b", "SELECT * FROM t"), (Rows{"1|one", "2|two", "3|of a", "4|of b"}));
}

TEST_F(Probe, P12WithoutItsTokenNothingIsToldOrDone) {
  start(kTable);
  FaultProxy proxy(folder().path(), origin());
  clone("c", proxy.origin());
  edit("c", "UPDATE t SET v='of c' WHERE id=1");
  proxy.strike("/push", Fate::LoseRequest);
  EXPECT_EQ(try_sync("c").status, 1);
  const std::string hash = hash_of_file(primary_file());
  for (const std::string token : {"", "a-wrong-token-0123456789", "a-token-for-these-tests-012"}) {
    for (Passage passage : proxy.passages()) {
      SCOPED_TRACE("'" + token + "' " + passage.method + " " + passage.target);
      passage.authorization = token.empty() ? "" : "Bearer " + token;
      EXPECT_EQ(proxy.send_again(passage), 401);
    }
    for (const char* path :
         {"/v1/db", "/v1/db/db", "/v1/db/db/status", "/v1/db/db/sql", "/other"}) {
      for (const char* method : {"GET", "POST", "PUT"}) {
        Passage passage;
        passage.method = method;
        passage.target = path;
        passage.authorization = token.empty() ? "" : "Bearer " + token;
        passage.body.assign(3, std::byte{'x'});
        const int status = proxy.send_again(passage);
        EXPECT_TRUE(status == 401 || (status == 404 && passage.target == "/other"))
            << method << " " << path << ": " << status;
      }
    }
  }
  EXPECT_EQ(hash_of_file(primary_file()), hash);
  EXPECT_EQ(query_primary("SELECT * FROM t"), (Rows{"1|one", "2|two"}));
  // The tool says why, and nothing of the replica is lost.
  write_file(folder() / "token", "a-wrong-token-0123456789\n");
  const Outcome refused = try_sync("c");
  EXPECT_EQ(refused.status, 1);
  EXPECT_NE(refused.err.find("token"), std::string::npos) << refused.err;
  write_file(folder() / "token", std::string(kToken) + "\n");
  settle({"a", "b", "c"});
  EXPECT_EQ(query("a", "SELECT * FROM t"), (Rows{"1|of c", "2|two"}));
}

}  // namespace
}  // namespace tern::tests
