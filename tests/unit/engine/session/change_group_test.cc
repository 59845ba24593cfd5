#include "engine/session/change_group.h"

#include <gtest/gtest.h>

#include "engine/session/invert.h"
#include "tests/unit/engine/session/both.h"
#include "tests/unit/engine/session/random_sql.h"

namespace tern::session {
namespace {

using test::Both;
using test::described;
using test::RandomSql;
using test::ReferenceSession;

/// Changesets, or patchsets, of the reference: `count` in a row.
std::vector<ByteVector> recorded(uint64_t seed, size_t count, Form form) {
  Both both;
  RandomSql random(seed);
  for (const std::string& sql : random.schema()) both.run(sql);
  std::vector<ByteVector> out;
  for (size_t i = 0; i < count; ++i) {
    ReferenceSession session(both.reference());
    session.attach(nullptr);
    const size_t steps = 1 + random.pick(8);
    for (size_t step = 0; step < steps; ++step) both.run(random.change());
    out.push_back(*session.changes(form));
  }
  return out;
}

// In their order, in the wrong order, and with itself.
TEST(ChangeGroup, CombinesAsTheReferenceDoes) {
  for (uint64_t seed = 0; seed < test::case_count(); ++seed) {
    SCOPED_TRACE(seed);
    const Form form = seed % 2 == 0 ? Form::Changeset : Form::Patchset;
    const std::vector<ByteVector> parts = recorded(seed, 2, form);
    for (const auto& [first, second] : {std::pair(0, 1), std::pair(1, 0), std::pair(0, 0)}) {
      const ByteVector& a = parts[static_cast<size_t>(first)];
      const ByteVector& b = parts[static_cast<size_t>(second)];
      const Result<ByteVector> ours = concat(a, b);
      const test::Answered expected = test::reference_concat(a, b);
      ASSERT_EQ(ours.has_value(), expected.code == SQLITE_OK);
      EXPECT_EQ(described(*ours), described(expected.bytes)) << described(a) << "\n"
                                                             << described(b);
    }
    if (HasFailure()) return;
  }
}

TEST(ChangeGroup, RefusesAMixtureAndOtherColumns) {
  const ByteVector changeset = [] {
    Both both;
    both.run("CREATE TABLE t(a PRIMARY KEY, b)");
    ReferenceSession session(both.reference());
    session.attach("t");
    both.run("INSERT INTO t VALUES(1, 1)");
    return *session.changes(Form::Changeset);
  }();
  ByteVector patchset = changeset;
  patchset[0] = std::byte{'P'};
  EXPECT_EQ(concat(changeset, patchset).error().code(), ErrorCode::Error);
  EXPECT_EQ(test::reference_concat(changeset, patchset).code, SQLITE_ERROR);
  ByteVector other_key = changeset;
  std::swap(other_key[2], other_key[3]);
  EXPECT_EQ(concat(changeset, other_key).error().code(), ErrorCode::Schema);
  EXPECT_EQ(test::reference_concat(changeset, other_key).code, SQLITE_SCHEMA);
}

TEST(Invert, GivesTheReferencesBytes) {
  for (uint64_t seed = 0; seed < test::case_count(); ++seed) {
    SCOPED_TRACE(seed);
    const ByteVector changeset = recorded(seed + 700000, 1, Form::Changeset).front();
    const Result<ByteVector> ours = invert(changeset);
    ASSERT_TRUE(ours);
    EXPECT_EQ(*ours, test::reference_invert(changeset).bytes);
    if (HasFailure()) return;
  }
}

TEST(Invert, RefusesPatchsets) {
  ByteVector patchset;  // of the first seed that changes something
  for (uint64_t seed = 0; seed < 20 && patchset.empty(); ++seed) {
    patchset = recorded(seed, 1, Form::Patchset).front();
  }
  ASSERT_FALSE(patchset.empty());
  EXPECT_EQ(invert(patchset).error().code(), ErrorCode::Corrupt);
}

}  // namespace
}  // namespace tern::session
