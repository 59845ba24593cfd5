#include "sync/model/resolver.h"

#include <gtest/gtest.h>

namespace tern::sync::model {
namespace {

using Action = RowDecision::Action;
using record::Value;

ReplicaId rid(int n) {
  ReplicaId id;
  id.bytes[0] = static_cast<std::byte>(n);
  return id;
}

Value num(int64_t v) { return Value::integer(v); }

// A table t(id, a, b) keyed by id; values are integers.
std::vector<Value> row(int64_t id, int64_t a, int64_t b) { return {num(id), num(a), num(b)}; }

RowChange change(txn::OpKind kind, std::vector<Value> before, std::vector<Value> after) {
  RowChange out;
  out.kind = kind;
  out.table = "t";
  out.columns = {"id", "a", "b"};
  out.key_columns = {0};
  out.before = std::move(before);
  out.after = std::move(after);
  return out;
}

/// The row was last written at revision 6 by replica 2 at time 50.
RowHistory written_by_other(std::initializer_list<const char*> columns) {
  RowHistory out;
  out.newest = {Revision{6}, rid(2), Hlc{50}};
  for (const char* column : columns) out.columns[column] = out.newest;
  return out;
}

const Author kEarly{rid(1), {}, Revision{5}, Hlc{40}};
const Author kLate{rid(1), {}, Revision{5}, Hlc{60}};

int64_t at(const RowDecision& decision, size_t column) {
  return decision.values[column].view().as_integer();
}

TEST(Resolver, UpdateOfOtherColumnsKeepsBothWithoutConflict) {
  const RowHistory history = written_by_other({"b"});
  const RowState state{true, row(1, 10, 99), {}, &history, true};
  const RowDecision decision =
      resolve(change(txn::OpKind::Update, row(1, 10, 20), row(1, 11, 20)), state, {}, kEarly);
  EXPECT_EQ(decision.action, Action::Update);
  EXPECT_EQ(at(decision, 1), 11);
  EXPECT_EQ(at(decision, 2), 99);
  EXPECT_TRUE(decision.conflicts.empty());
}

TEST(Resolver, SameCellGoesToTheLaterClockAndKeepsTheLoser) {
  const RowHistory history = written_by_other({"a"});
  const RowState state{true, row(1, 99, 20), {}, &history, true};
  const RowChange mine = change(txn::OpKind::Update, row(1, 10, 20), row(1, 11, 20));
  const RowDecision lost = resolve(mine, state, {}, kEarly);
  EXPECT_EQ(lost.action, Action::Nothing);
  ASSERT_EQ(lost.conflicts.size(), 1u);
  EXPECT_EQ(lost.conflicts[0].kind, ConflictClass::Cell);
  EXPECT_EQ(lost.conflicts[0].ours.view().as_integer(), 11);
  EXPECT_EQ(lost.conflicts[0].theirs.view().as_integer(), 99);
  EXPECT_EQ(lost.conflicts[0].chosen.view().as_integer(), 99);
  const RowDecision won = resolve(mine, state, {}, kLate);
  EXPECT_EQ(won.action, Action::Update);
  EXPECT_EQ(at(won, 1), 11);
  ASSERT_EQ(won.conflicts.size(), 1u);
  EXPECT_EQ(won.conflicts[0].chosen.view().as_integer(), 11);
}

TEST(Resolver, OwnEarlierWriteIsNoConflict) {
  RowHistory history = written_by_other({"a"});
  history.columns["a"].writer = rid(1);
  const RowState state{true, row(1, 99, 20), {}, &history, true};
  const RowDecision decision =
      resolve(change(txn::OpKind::Update, row(1, 10, 20), row(1, 11, 20)), state, {}, kEarly);
  EXPECT_EQ(at(decision, 1), 11);
  EXPECT_TRUE(decision.conflicts.empty());
}

TEST(Resolver, WriteOfAFormerIdIsOwn) {
  const RowHistory history = written_by_other({"a"});
  const RowState state{true, row(1, 99, 20), {}, &history, true};
  Author heir = kEarly;
  heir.parents = {rid(2)};
  const RowDecision decision =
      resolve(change(txn::OpKind::Update, row(1, 10, 20), row(1, 11, 20)), state, {}, heir);
  EXPECT_TRUE(decision.conflicts.empty());
}

TEST(Resolver, CounterAddsTheDifferenceEvenIfBothWantTheSameValue) {
  const RowHistory history = written_by_other({"a"});
  const RowState state{true, row(1, 11, 20), {}, &history, true};
  PolicyTable policies;
  policies.set("T", "A", Policy::Counter);
  const RowDecision decision =
      resolve(change(txn::OpKind::Update, row(1, 10, 20), row(1, 11, 20)), state, policies, kEarly);
  EXPECT_EQ(at(decision, 1), 12);
  ASSERT_EQ(decision.conflicts.size(), 1u);
  EXPECT_EQ(decision.conflicts[0].chosen.view().as_integer(), 12);
}

TEST(Resolver, RejectParks) {
  const RowHistory history = written_by_other({"a"});
  const RowState state{true, row(1, 99, 20), {}, &history, true};
  PolicyTable policies;
  policies.set("t", "", Policy::Reject);
  const RowDecision decision =
      resolve(change(txn::OpKind::Update, row(1, 10, 20), row(1, 11, 20)), state, policies, kLate);
  EXPECT_EQ(decision.action, Action::Park);
  EXPECT_EQ(decision.conflicts.back().state, ConflictState::Open);
}

TEST(Resolver, UpdateBeatsDeleteBothWays) {
  RowHistory deleted = written_by_other({});
  deleted.deleted = true;
  const RowState gone{false, {}, {}, &deleted, true};
  const RowDecision back =
      resolve(change(txn::OpKind::Update, row(1, 10, 20), row(1, 11, 20)), gone, {}, kEarly);
  EXPECT_EQ(back.action, Action::Insert);
  EXPECT_EQ(at(back, 1), 11);
  EXPECT_EQ(back.conflicts.at(0).kind, ConflictClass::DeleteUpdate);

  const RowHistory touched = written_by_other({"a"});
  const RowState changed{true, row(1, 99, 20), {}, &touched, true};
  const RowDecision kept =
      resolve(change(txn::OpKind::Delete, row(1, 10, 20), {}), changed, {}, kLate);
  EXPECT_EQ(kept.action, Action::Nothing);
  EXPECT_EQ(kept.conflicts.at(0).kind, ConflictClass::UpdateDelete);
}

TEST(Resolver, DifferentInsertsOfOneKeyParkUnlessLwwDecides) {
  const RowHistory history = written_by_other({});
  const RowState state{true, row(1, 99, 20), {}, &history, true};
  const RowChange mine = change(txn::OpKind::Insert, {}, row(1, 10, 20));
  EXPECT_EQ(resolve(mine, state, {}, kLate).action, Action::Park);
  PolicyTable policies;
  policies.set("t", "", Policy::Lww);
  EXPECT_EQ(resolve(mine, state, policies, kLate).action, Action::Update);
  EXPECT_EQ(resolve(mine, state, policies, kEarly).action, Action::Nothing);
  const RowState same{true, row(1, 10, 20), {}, &history, true};
  EXPECT_TRUE(resolve(mine, same, {}, kLate).conflicts.empty());
}

TEST(Resolver, WithoutHistoryValuesDecide) {
  const RowState moved{true, row(1, 99, 20), {}, nullptr, false};
  const RowChange mine = change(txn::OpKind::Update, row(1, 10, 20), row(1, 11, 20));
  EXPECT_EQ(resolve(mine, moved, {}, kEarly).conflicts.size(), 1u);
  const RowState still{true, row(1, 10, 20), {}, nullptr, false};
  EXPECT_TRUE(resolve(mine, still, {}, kEarly).conflicts.empty());
}

TEST(Resolver, ValueOfADroppedColumnIsKeptInTheRecord) {
  const RowState state{true, {num(1), num(10), Value()}, {false, false, true}, nullptr, true};
  const RowDecision decision =
      resolve(change(txn::OpKind::Update, row(1, 10, 20), row(1, 11, 21)), state, {}, kEarly);
  EXPECT_EQ(decision.action, Action::Update);
  ASSERT_EQ(decision.conflicts.size(), 1u);
  EXPECT_EQ(decision.conflicts[0].kind, ConflictClass::Schema);
  EXPECT_EQ(decision.conflicts[0].ours.view().as_integer(), 21);
}

// Method: every (policy, clock, concurrent kind) gives each side's value a place: chosen, or a
// record.
TEST(Resolver, NoPolicyLosesAValueSilently) {
  for (const char* name : {"merge", "lww", "fww", "reject", "counter", "max", "min"}) {
    SCOPED_TRACE(name);
    PolicyTable policies;
    policies.set("", "", *parse_policy(name));
    for (const Author& author : {kEarly, kLate}) {
      const RowHistory history = written_by_other({"a"});
      const RowState state{true, row(1, 99, 20), {}, &history, true};
      const RowDecision decision = resolve(
          change(txn::OpKind::Update, row(1, 10, 20), row(1, 11, 20)), state, policies, author);
      ASSERT_EQ(decision.conflicts.size(), 1u);
      EXPECT_EQ(decision.conflicts[0].ours.view().as_integer(), 11);
      EXPECT_EQ(decision.conflicts[0].theirs.view().as_integer(), 99);
    }
  }
}

}  // namespace
}  // namespace tern::sync::model
