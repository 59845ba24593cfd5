#include "engine/session/reader.h"

#include <gtest/gtest.h>

#include <random>

#include "engine/session/change_group.h"
#include "engine/session/invert.h"
#include "engine/session/rebaser.h"
#include "engine/session/writer.h"
#include "tests/unit/engine/session/both.h"
#include "tests/unit/engine/session/random_sql.h"

namespace tern::session {
namespace {

using test::Both;
using test::RandomSql;
using test::ReferenceSession;

ByteVector recorded(Both& both, uint64_t seed, Form form) {
  RandomSql random(seed);
  for (const std::string& sql : random.schema()) both.run(sql);
  ReferenceSession session(both.reference());
  session.attach(nullptr);
  for (int i = 0; i < 10; ++i) both.run(random.change());
  return *session.changes(form);
}

Status read_all(Bytes changes) {
  Reader reader(changes);
  ChangeView change;
  while (TRY(reader.next(change))) {
  }
  return ok();
}

TEST(Reader, WriterGivesTheReferencesBytesBack) {
  for (uint64_t seed = 0; seed < test::case_count(); ++seed) {
    SCOPED_TRACE(seed);
    Both both;
    const Form form = seed % 2 == 0 ? Form::Changeset : Form::Patchset;
    const ByteVector changes = recorded(both, seed, form);
    Reader reader(changes);
    Writer writer(form);
    ChangeView change;
    const Table* table = nullptr;
    for (;;) {
      const Result<bool> more = reader.next(change);
      ASSERT_TRUE(more);
      if (!*more) break;
      EXPECT_EQ(reader.form(), form);
      if (change.table != table) writer.table(*change.table);
      table = change.table;
      writer.change(change);
    }
    EXPECT_EQ(std::move(writer).take(), changes);
  }
}

// Everything that takes bytes, on bytes that were cut or changed. What is cut inside a change is an
// error; else there is nothing to expect but an answer.
TEST(Reader, HostileBytesAreErrors) {
  std::mt19937_64 random(1);
  for (uint64_t seed = 0; seed < 60; ++seed) {
    SCOPED_TRACE(seed);
    Both both;
    const ByteVector changes =
        recorded(both, seed, seed % 2 == 0 ? Form::Changeset : Form::Patchset);
    for (size_t size = 0; size < changes.size(); ++size) {
      const Bytes cut = Bytes(changes).first(size);
      const Status read = read_all(cut);
      if (!read) {
        EXPECT_EQ(read.error().code(), ErrorCode::Corrupt);
      }
      EXPECT_EQ(invert(cut).has_value(), read.has_value() && (seed % 2 == 0 || size == 0)) << size;
    }
    for (int i = 0; i < 300 && !changes.empty(); ++i) {
      ByteVector flipped = changes;
      for (uint64_t n = random() % 3 + 1; n > 0; --n) {
        flipped[random() % flipped.size()] ^= static_cast<std::byte>(1U << random() % 8);
      }
      (void)invert(flipped);
      (void)concat(changes, flipped);
      Rebaser rebaser;
      (void)rebaser.add(flipped);
      (void)rebaser.rebase(changes);
      ApplyOptions options;
      options.on_conflict = [](const ConflictView&) { return Answer::Omit; };
      (void)apply(both.tern(), flipped, options);
      EXPECT_FALSE(both.tern().in_transaction());
    }
  }
}

struct BadBytes {
  const char* what;
  std::vector<int> bytes;
};

TEST(Reader, EachBrokenRuleIsAnError) {
  const std::vector<BadBytes> cases = {
      {"no table", {18, 0, 5}},
      {"no columns", {'T', 0, 't', 0}},
      {"too many columns", {'T', 0x82, 0x80, 0x00, 1}},
      {"no key", {'T', 1, 0, 't', 0, 18, 0, 5}},
      {"name without an end", {'T', 1, 1, 't'}},
      {"operation", {'T', 1, 1, 't', 0, 19, 0, 5}},
      {"field type", {'T', 1, 1, 't', 0, 18, 0, 6}},
      {"number cut off", {'T', 1, 1, 't', 0, 18, 0, 1, 0, 0, 0, 0, 0, 0, 0}},
      {"text beyond the end", {'T', 1, 1, 't', 0, 18, 0, 3, 2, 'a'}},
      {"length beyond all",
       {'T', 1, 1, 't', 0, 18, 0, 4, 255, 255, 255, 255, 255, 255, 255, 255, 255}},
      {"undefined in an insert", {'T', 2, 1, 0, 't', 0, 18, 0, 5, 0}},
      {"undefined key in an update", {'T', 2, 1, 0, 't', 0, 23, 0, 0, 5, 0, 5}},
      {"undefined key in a patchset", {'P', 2, 1, 0, 't', 0, 23, 0, 0, 5}},
  };
  for (const BadBytes& its : cases) {
    SCOPED_TRACE(its.what);
    ByteVector bytes;
    for (const int byte : its.bytes) bytes.push_back(static_cast<std::byte>(byte));
    const Status read = read_all(bytes);
    ASSERT_FALSE(read);
    EXPECT_EQ(read.error().code(), ErrorCode::Corrupt);
  }
}

}  // namespace
}  // namespace tern::session
