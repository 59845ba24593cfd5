#include <gtest/gtest.h>
#include <tern/tern.h>

#include <string>

#include "engine/api/connection_state.h"
#include "engine/txn/row_listener.h"

namespace tern {
namespace {

/// Writes down what it hears of rows: "+" before and "." after a change.
class Listener final : public txn::RowListener {
 public:
  explicit Listener(bool wants_every_row) : wants_every_row_(wants_every_row) {}
  bool wants_every_row() const override { return wants_every_row_; }
  void row_changes(const txn::RowChange& change) override { heard += '+' + change.table->name; }
  void row_changed(const txn::RowChange& change) override { heard += '.' + change.table->name; }
  std::string take() { return std::exchange(heard, {}); }
  std::string heard;

 private:
  bool wants_every_row_;
};

TEST(RowListeners, AllHearOfEachRowWhileTheyListen) {
  Connection db = *Connection::open(":memory:");
  ASSERT_TRUE(db.execute("CREATE TABLE t(a)"));
  std::vector<txn::RowListener*>& listeners = db.state().transaction().row_listeners;
  ASSERT_TRUE(listeners.empty());
  Listener first(false), second(true);
  listeners.push_back(&first);
  std::string hooked;
  db.set_preupdate_hook([&](const RowChange& change) { hooked += change.table; });
  listeners.push_back(&second);

  ASSERT_TRUE(db.execute("INSERT INTO t VALUES (1), (2)"));
  EXPECT_EQ(first.take(), "+t.t+t.t");
  EXPECT_EQ(second.take(), "+t.t+t.t");
  EXPECT_EQ(std::exchange(hooked, {}), "tt");

  db.set_preupdate_hook(nullptr);
  ASSERT_EQ(listeners.size(), 2);
  ASSERT_TRUE(db.execute("DELETE FROM t"));  // one of them wants every row
  EXPECT_EQ(first.take(), "+t.t+t.t");
  EXPECT_EQ(second.take(), "+t.t+t.t");

  listeners.pop_back();
  ASSERT_TRUE(db.execute("INSERT INTO t VALUES (1)"));
  EXPECT_EQ(first.take(), "+t.t");
  EXPECT_EQ(second.take(), "");
  ASSERT_TRUE(db.execute("DELETE FROM t"));  // at once: nobody wants every row
  EXPECT_EQ(first.take(), "");
}

// But for what DROP TABLE deletes where foreign keys want it.
TEST(RowListeners, HearNothingOfDdl) {
  Connection db = *Connection::open(":memory:");
  ASSERT_TRUE(db.execute("CREATE TABLE t(a, b); INSERT INTO t VALUES (1, 2)"));
  Listener listener(true);
  db.state().transaction().row_listeners.push_back(&listener);
  ASSERT_TRUE(db.execute("ALTER TABLE t DROP COLUMN b"));
  ASSERT_FALSE(db.execute("ALTER TABLE t DROP COLUMN b"));
  ASSERT_TRUE(db.execute("CREATE TABLE copied AS SELECT * FROM t"));
  ASSERT_FALSE(db.execute("CREATE TABLE failed AS SELECT abs(-9223372036854775807 - a) FROM t"));
  EXPECT_EQ(listener.take(), "");
  ASSERT_TRUE(db.execute("UPDATE t SET a = 3"));
  EXPECT_EQ(listener.take(), "+t.t");
}

}  // namespace
}  // namespace tern
