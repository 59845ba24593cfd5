// P9: how many bytes travel. The bodies are measured by the proxy, before TLS.

#include <cstdio>

#include "sync/wire/envelope.h"
#include "tests/sync/probes/fault_proxy.h"
#include "tests/sync/probes/probe.h"

namespace tern::tests {
namespace {

class BytesProbe : public Probe {
 protected:
  BytesProbe() : proxy_(folder().path(), origin()) {}

  void start(const std::string& sql) {
    make_database(sql);
    clone("a", proxy_.origin());
    clone("b", proxy_.origin());
  }
  struct Moved {
    size_t pushed = 0;
    size_t pulled = 0;
    size_t push_message = 0;  // before compression
  };
  /// What a sync of the replica moves, in bytes of HTTP bodies.
  Moved sync_measured(const std::string& name) {
    proxy_.forget_passages();
    said_ = sync(name).out;
    Moved moved;
    for (const Passage& passage : proxy_.passages()) {
      if (passage.target.ends_with("/push")) {
        moved.pushed += passage.body.size();
        const auto message = sync::wire::unseal(sync::wire::Kind::PushRequest, passage.body);
        EXPECT_TRUE(message.has_value());
        if (message) moved.push_message += message->size();
      } else if (passage.target.ends_with("/pull")) {
        moved.pulled += passage.answer.size();
      }
    }
    return moved;
  }

  FaultProxy proxy_;
  std::string said_;
};

TEST_F(BytesProbe, P9OneRowUpdateIsSmall) {
  start(
      "CREATE TABLE t(id INTEGER PRIMARY KEY, v TEXT, n INTEGER);"
      "WITH RECURSIVE i(x) AS (VALUES(1) UNION ALL SELECT x+1 FROM i WHERE x<5000)"
      "INSERT INTO t SELECT x, 'row ' || x || ' of about thirty-five b', x FROM i");
  edit("a", "UPDATE t SET v='another text of thirty-five bytes..' WHERE id=2500");
  const Moved pushed = sync_measured("a");
  // The tool says the same.
  EXPECT_NE(said_.find(") " + std::to_string(pushed.pushed) + " B; pulled"), std::string::npos)
      << said_;
  const Moved pulled = sync_measured("b");
  std::printf(
      "P9 update of one row: %zu bytes pushed, %zu bytes pulled by the other replica, %zu by its "
      "own\n",
      pushed.pushed, pulled.pulled, pushed.pulled);
  EXPECT_LE(pushed.pushed, 600U);
  EXPECT_LE(pulled.pulled, 300U);
  EXPECT_LE(pushed.pulled, 300U);
  settle({"a", "b"});
  EXPECT_EQ(query("b", "SELECT v FROM t WHERE id=2500"),
            Rows{"another text of thirty-five bytes.."});
}

TEST_F(BytesProbe, P9InsertsAreLittleMoreThanTheirRows) {
  start("CREATE TABLE t(id INTEGER PRIMARY KEY, v TEXT, n INTEGER)");
  edit("a",
       "WITH RECURSIVE i(x) AS (VALUES(1) UNION ALL SELECT x+1 FROM i WHERE x<1000)"
       "INSERT INTO t SELECT x, hex(randomblob(12)) || ' of thirty.', x FROM i");
  const size_t rows = std::stoul(query("a",
                                       "SELECT sum(payload) FROM dbstat WHERE name='t' AND "
                                       "pagetype='leaf'")[0]);
  const Moved pushed = sync_measured("a");
  const double ratio = static_cast<double>(pushed.push_message) / static_cast<double>(rows);
  std::printf(
      "P9 insert of 1000 rows, %zu bytes as records: %zu bytes before compression (%.2f x), %zu "
      "pushed, %zu pulled by its own\n",
      rows, pushed.push_message, ratio, pushed.pushed, pushed.pulled);
  EXPECT_LE(ratio, 1.3);
  EXPECT_LE(pushed.pushed, pushed.push_message + 100);
  // What the replica pushed does not come back.
  EXPECT_LE(pushed.pulled, 600U);
  settle({"a", "b"});
  EXPECT_EQ(query("b", "SELECT count(*), sum(n) FROM t"), Rows{"1000|500500"});
}

}  // namespace
}  // namespace tern::tests
