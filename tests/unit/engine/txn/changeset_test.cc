// Changesets are built by hand, read back, inverted and damaged.
#include "engine/txn/changeset.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <random>

namespace tern::txn {
namespace {

using record::Value;
using record::ValueView;

TableShape people() {
  TableShape shape;
  shape.name = "people";
  shape.columns = {{"id", 1}, {"name", 0}};
  shape.keyed_by_rowid = true;
  return shape;
}

TableShape pairs() {
  TableShape shape;
  shape.name = "pairs";
  shape.columns = {{"a", 2}, {"b", 1}, {"c", 0}};
  shape.without_rowid = true;
  return shape;
}

std::string show(std::span<const ValueView> values) {
  std::string out;
  for (const ValueView v : values) {
    out += out.empty() ? "" : ",";
    if (v.is_null()) out += "NULL";
    if (v.is_integer()) out += std::to_string(v.as_integer());
    if (v.is_real()) out += "r" + std::to_string(v.as_real());
    if (v.is_text()) out += "'" + std::string(v.as_text()) + "'";
    if (v.is_blob()) out += "x" + std::to_string(v.as_bytes().size());
  }
  return out;
}

/// One line an operation, or the error's text.
std::vector<std::string> lines(Bytes changeset) {
  std::vector<std::string> out;
  auto reader = ChangesetReader::open(changeset);
  if (!reader) return {std::string(reader.error().message())};
  OpView op;
  while (true) {
    const auto more = reader->next(op);
    if (!more) {
      out.push_back(std::string(more.error().message()));
      return out;
    }
    if (!*more) return out;
    const std::string indirect = op.indirect ? "~" : "";
    const std::string rowids = std::to_string(op.old_rowid) + ">" + std::to_string(op.new_rowid);
    if (op.kind == OpKind::Ddl) out.push_back("ddl " + std::string(op.sql));
    if (op.kind == OpKind::Insert) {
      out.push_back(indirect + "+" + op.table->name + " " + rowids + " " + show(op.after));
    }
    if (op.kind == OpKind::Delete) {
      out.push_back(indirect + "-" + op.table->name + " " + rowids + " " + show(op.before));
    }
    if (op.kind == OpKind::Update) {
      out.push_back(indirect + "=" + op.table->name + " " + rowids + " " + show(op.before) + " > " +
                    show(op.after));
    }
  }
}

const std::vector<ValueView> kAnna = {ValueView::null(), ValueView::text("anna")};
const std::vector<ValueView> kBert = {ValueView::null(), ValueView::text("bert")};
const std::vector<ValueView> kPair = {ValueView::integer(-5), ValueView::real(0.5),
                                      ValueView::blob(as_bytes("xyz"))};

ChangesetBuilder sample() {
  ChangesetBuilder builder;
  const TableShape first = people();
  const TableShape second = pairs();
  builder.insert(first, 7, kAnna, false);
  builder.insert(second, 0, kPair, true);
  builder.update(first, 7, -8, kAnna, kBert, false);
  builder.erase(first, -8, kBert, true);
  return builder;
}

const std::vector<std::string> kSampleLines = {
    "+people 0>7 NULL,'anna'", "~+pairs 0>0 -5,r0.500000,x3",
    "=people 7>-8 NULL,'anna' > NULL,'bert'", "~-people -8>0 NULL,'bert'"};

TEST(Changeset, ReadsBackWhatWasBuilt) {
  const ChangesetBuilder builder = sample();
  EXPECT_EQ(builder.operations(), 4U);
  EXPECT_EQ(lines(builder.bytes()), kSampleLines);
}

TEST(Changeset, TellsWhoseChoiceARowidWas) {
  ChangesetBuilder builder;
  const TableShape shape = people();
  builder.insert(shape, 7, kAnna, true, true);
  builder.insert(shape, 8, kAnna, false);
  auto reader = ChangesetReader::open(builder.bytes());
  ASSERT_TRUE(reader);
  OpView op;
  ASSERT_TRUE(*reader->next(op));
  EXPECT_TRUE(op.indirect && op.chosen_rowid);
  ASSERT_TRUE(*reader->next(op));
  EXPECT_FALSE(op.indirect || op.chosen_rowid);
}

/// What a value adds to the changeset is what it takes in a record: its serial type and its bytes.
TEST(Changeset, ValuesTakeNoMoreThanInARecord) {
  TableShape shape;
  shape.name = "t";
  shape.columns = {{"a", 0}};
  shape.keyed_by_rowid = true;
  const std::pair<ValueView, size_t> kSizes[] = {{ValueView::null(), 1},
                                                 {ValueView::integer(0), 1},
                                                 {ValueView::integer(1), 1},
                                                 {ValueView::integer(-1), 2},
                                                 {ValueView::integer(127), 2},
                                                 {ValueView::integer(128), 3},
                                                 {ValueView::integer(8388607), 4},
                                                 {ValueView::integer(-2147483648), 5},
                                                 {ValueView::integer(140737488355327), 7},
                                                 {ValueView::integer(INT64_MIN), 9},
                                                 {ValueView::real(1.0), 9},
                                                 {ValueView::text(""), 1},
                                                 {ValueView::text("0123456789"), 11},
                                                 {ValueView::blob(as_bytes("0123456789")), 11}};
  ChangesetBuilder empty;
  empty.insert(shape, 1, std::vector{ValueView::null()}, false);
  for (const auto& [value, size] : kSizes) {
    ChangesetBuilder builder;
    const std::vector<ValueView> row = {value};
    builder.insert(shape, 1, row, false);
    EXPECT_EQ(builder.bytes().size() - empty.bytes().size() + 1, size) << show(row);
    EXPECT_EQ(lines(builder.bytes()), std::vector<std::string>{"+t 0>1 " + show(row)});
  }
}

TEST(Changeset, KeepsDdlInOrderAndTheTablesShapeAfterIt) {
  ChangesetBuilder builder;
  TableShape shape = people();
  builder.insert(shape, 1, kAnna, false);
  builder.ddl("ALTER TABLE people ADD COLUMN age");
  shape.columns.push_back({"age", 0});
  std::vector<ValueView> row = kAnna;
  row.push_back(ValueView::integer(3));
  builder.insert(shape, 2, row, false);
  EXPECT_EQ(
      lines(builder.bytes()),
      (std::vector<std::string>{"+people 0>1 NULL,'anna'", "ddl ALTER TABLE people ADD COLUMN age",
                                "+people 0>2 NULL,'anna',3"}));
}

TEST(Changeset, TruncateForgetsOperationsAndTables) {
  ChangesetBuilder builder;
  const TableShape first = people();
  const TableShape second = pairs();
  builder.insert(first, 7, kAnna, false);
  const ChangesetBuilder::Mark mark = builder.mark();
  builder.insert(second, 0, kPair, false);
  builder.truncate(mark);
  EXPECT_EQ(builder.operations(), 1U);
  builder.erase(second, 0, kPair, false);
  EXPECT_EQ(lines(builder.bytes()),
            (std::vector<std::string>{"+people 0>7 NULL,'anna'", "-pairs 0>0 -5,r0.500000,x3"}));
  builder.clear();
  EXPECT_TRUE(builder.empty());
  EXPECT_EQ(lines(builder.bytes()), std::vector<std::string>{});
}

TEST(Changeset, InverseRunsBackwards) {
  const auto inverse = invert(sample().bytes());
  ASSERT_TRUE(inverse);
  EXPECT_EQ(lines(*inverse),
            (std::vector<std::string>{"~+people 0>-8 NULL,'bert'",
                                      "=people -8>7 NULL,'bert' > NULL,'anna'",
                                      "~-pairs 0>0 -5,r0.500000,x3", "-people 7>0 NULL,'anna'"}));
  const auto twice = invert(*inverse);
  ASSERT_TRUE(twice);
  EXPECT_EQ(lines(*twice), kSampleLines);
}

TEST(Changeset, DdlHasNoInverse) {
  ChangesetBuilder builder;
  builder.ddl("DROP TABLE t");
  const auto inverse = invert(builder.bytes());
  ASSERT_FALSE(inverse);
  EXPECT_EQ(inverse.error().code(), ErrorCode::Error);
}

TEST(ChangesetReader, EveryTruncationIsAnErrorOrAPrefix) {
  const ChangesetBuilder builder = sample();
  for (size_t size = 0; size < builder.bytes().size(); ++size) {
    SCOPED_TRACE(size);
    std::vector<std::string> read = lines(builder.bytes().first(size));
    if (!read.empty() && read.back().starts_with("changeset: ")) read.pop_back();
    ASSERT_LT(read.size(), kSampleLines.size());
    EXPECT_TRUE(std::equal(read.begin(), read.end(), kSampleLines.begin()));
  }
}

TEST(ChangesetReader, FlippedBitsNeverLeaveTheBytes) {
  const ChangesetBuilder builder = sample();
  const ByteVector whole(builder.bytes().begin(), builder.bytes().end());
  for (size_t at = 0; at < whole.size(); ++at) {
    for (int bit = 0; bit < 8; ++bit) {
      ByteVector damaged = whole;
      damaged[at] ^= static_cast<std::byte>(1 << bit);
      const auto read = lines(damaged);
      EXPECT_LE(read.size(), whole.size());
      (void)invert(damaged);
    }
  }
}

TEST(ChangesetReader, RandomBytesNeverCrash) {
  std::mt19937 random(20240607);
  for (int round = 0; round < 20000; ++round) {
    ByteVector bytes = {std::byte{'T'}, std::byte{'C'}, std::byte{2}};
    for (int i = 0; i < 60; ++i) bytes.push_back(static_cast<std::byte>(random() % 16));
    EXPECT_LE(lines(bytes).size(), bytes.size());  // operations, and perhaps an error
  }
}

TEST(ChangesetReader, NamesWhatIsWrong) {
  const ChangesetBuilder builder = sample();
  ByteVector bytes(builder.bytes().begin(), builder.bytes().end());
  bytes[2] = std::byte{9};
  EXPECT_EQ(lines(bytes), std::vector<std::string>{"changeset: no such format"});
  bytes[2] = std::byte{2};
  bytes[3] = std::byte{77};
  EXPECT_EQ(lines(bytes), std::vector<std::string>{"changeset: unknown item"});
}

}  // namespace
}  // namespace tern::txn
