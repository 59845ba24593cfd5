// P10 and P11: a byte altered or a body cut on its way, in each message of a round.

#include "tests/sync/probes/fault_proxy.h"
#include "tests/sync/probes/probe.h"

namespace tern::tests {
namespace {

/// `a` writes and `b` reads, both through a proxy that tampers.
class TamperingProbe : public Probe {
 protected:
  TamperingProbe() : proxy_(folder().path(), origin()) {
    make_database(
        "CREATE TABLE t(id INTEGER PRIMARY KEY, v TEXT);"
        "INSERT INTO t VALUES(1, 'one'), (2, 'two');");
    clone("a", proxy_.origin());
    clone("b", proxy_.origin());
  }
  /// A new write at `a`, for what follows to carry.
  void write() { edit("a", "INSERT INTO t(v) VALUES('write " + std::to_string(++writes_) + "')"); }
  /// The sync fails with a reason and changes nothing that a reader sees; the next one is as ever.
  void expect_refused_and_healed(const std::string& name, const std::string& ending, Fate fate,
                                 double at = 0.5) {
    SCOPED_TRACE(name + " " + ending + " fate " + std::to_string(static_cast<int>(fate)) + " at " +
                 std::to_string(at));
    const Rows before = query(name, "SELECT * FROM t");
    const Rows before_at_primary = query_primary("SELECT * FROM t");
    proxy_.strike(ending, fate, at);
    const Outcome outcome = try_sync(name);
    EXPECT_TRUE(proxy_.has_struck());
    EXPECT_EQ(outcome.status, 1) << outcome.out;
    EXPECT_EQ(outcome.err.substr(0, 6), "tern: ");
    EXPECT_TRUE(outcome.err.find("hash") != std::string::npos ||
                outcome.err.find("cut") != std::string::npos ||
                outcome.err.find("cannot reach") != std::string::npos)
        << outcome.err;
    EXPECT_EQ(query(name, "SELECT * FROM t"), before);
    EXPECT_EQ(query(name, "PRAGMA integrity_check"), Rows{"ok"});
    if (ending == "/push" && fate != Fate::AlterAnswer && fate != Fate::CutAnswer) {
      EXPECT_EQ(query_primary("SELECT * FROM t"), before_at_primary);
    }
    sync(name);
  }
  void expect_all_there() {
    settle({"a", "b"});
    EXPECT_EQ(query("b", "SELECT count(*), count(DISTINCT v) FROM t"),
              Rows{std::to_string(2 + writes_) + "|" + std::to_string(2 + writes_)});
  }

  FaultProxy proxy_;
  int writes_ = 0;
};

constexpr double kPlaces[] = {0, 0.5, 1};  // magic, message, hash

TEST_F(TamperingProbe, P10AlteredPushIsRefusedAndHealed) {
  for (const double at : kPlaces) {
    write();
    expect_refused_and_healed("a", "/push", Fate::AlterRequest, at);
    write();
    expect_refused_and_healed("a", "/push", Fate::AlterAnswer, at);
  }
  expect_all_there();
}

TEST_F(TamperingProbe, P10AlteredPullIsRefusedAndHealed) {
  for (const double at : kPlaces) {
    write();
    sync("a");
    expect_refused_and_healed("b", "/pull", Fate::AlterAnswer, at);
    write();
    sync("a");
    expect_refused_and_healed("b", "/pull", Fate::AlterRequest, at);
  }
  expect_all_there();
}

TEST_F(TamperingProbe, P10AlteredCloneIsRefusedAndHealed) {
  proxy_.strike("/pull", Fate::AlterAnswer);
  const Outcome refused = tern({"clone", proxy_.origin() + "/db", path("c"), "--cacert",
                                folder() / "cert.pem", "--token-file", folder() / "token"});
  EXPECT_EQ(refused.status, 1);
  EXPECT_NE(refused.err, "");
  clone("c", proxy_.origin());
  settle({"a", "b", "c"});
  EXPECT_EQ(query("c", "SELECT * FROM t"), (Rows{"1|one", "2|two"}));
}

TEST_F(TamperingProbe, P11CutBodiesAreRefusedAndHealed) {
  for (const Fate fate : {Fate::CutRequest, Fate::CutAnswer, Fate::LoseRequest}) {
    write();
    expect_refused_and_healed("a", "/push", fate);
    write();
    sync("a");
    expect_refused_and_healed("b", "/pull", fate);
  }
  expect_all_there();
}

}  // namespace
}  // namespace tern::tests
