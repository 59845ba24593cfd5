#include "engine/record/record.h"

#include <gtest/gtest.h>

#include <limits>
#include <random>

namespace tern::record {
namespace {

ByteVector encoded(std::vector<ValueView> values) {
  ByteVector out;
  encode_record(values, out);
  return out;
}

ByteVector bytes(std::initializer_list<int> list) {
  ByteVector out;
  for (const int b : list) out.push_back(static_cast<std::byte>(b));
  return out;
}

std::vector<int64_t> interesting_integers() {
  std::vector<int64_t> out;
  for (int bits = 0; bits < 64; ++bits) {
    const uint64_t power = uint64_t{1} << bits;
    for (const uint64_t each : {power - 1, power, power + 1}) {
      out.push_back(static_cast<int64_t>(each));
      out.push_back(static_cast<int64_t>(~each));
    }
  }
  return out;
}

// Expected bytes by hand from the file format's description.
TEST(Record, WritesTheFormatOfTheFile) {
  EXPECT_EQ(encoded({}), bytes({1}));
  EXPECT_EQ(encoded({ValueView::null()}), bytes({2, 0}));
  EXPECT_EQ(encoded({ValueView::integer(0), ValueView::integer(1)}), bytes({3, 8, 9}));
  EXPECT_EQ(encoded({ValueView::integer(-1)}), bytes({2, 1, 0xff}));
  EXPECT_EQ(encoded({ValueView::integer(127)}), bytes({2, 1, 0x7f}));
  EXPECT_EQ(encoded({ValueView::integer(128)}), bytes({2, 2, 0, 0x80}));
  EXPECT_EQ(encoded({ValueView::integer(-32769)}), bytes({2, 3, 0xff, 0x7f, 0xff}));
  EXPECT_EQ(encoded({ValueView::integer(1 << 23)}), bytes({2, 4, 0, 0x80, 0, 0}));
  EXPECT_EQ(encoded({ValueView::integer(int64_t{1} << 31)}), bytes({2, 5, 0, 0, 0x80, 0, 0, 0}));
  EXPECT_EQ(encoded({ValueView::integer(int64_t{1} << 47)}),
            bytes({2, 6, 0, 0, 0x80, 0, 0, 0, 0, 0}));
  EXPECT_EQ(encoded({ValueView::real(1.5)}), bytes({2, 7, 0x3f, 0xf8, 0, 0, 0, 0, 0, 0}));
  EXPECT_EQ(encoded({ValueView::text("ab"), ValueView::blob(bytes({7}))}),
            bytes({3, 17, 14, 'a', 'b', 7}));
}

TEST(Record, RoundTripsEveryIntegerWidth) {
  RecordReader reader;
  for (const int64_t v : interesting_integers()) {
    const ByteVector record = encoded({ValueView::text("x"), ValueView::integer(v)});
    reader.reset(record);
    const auto read = reader.column(1);
    ASSERT_TRUE(read);
    EXPECT_TRUE(identical(*read, ValueView::integer(v))) << v;
  }
}

TEST(Record, ReadsWideHeadersInAnyColumnOrder) {
  const std::string text(1000, 't');
  std::vector<ValueView> values;
  for (int i = 0; i < 300; ++i) {
    values.push_back(i % 3 == 0 ? ValueView::text(text) : ValueView::integer(i));
  }
  const ByteVector record = encoded(values);
  RecordReader reader;
  reader.reset(record);
  for (const uint32_t i : {299U, 0U, 150U, 298U, 3U}) {
    EXPECT_TRUE(identical(reader.column(i).value(), values[i])) << i;
  }
  EXPECT_EQ(reader.column_count().value(), 300U);
  EXPECT_TRUE(reader.column(300).value().is_null());
  EXPECT_EQ(reader.bytes_needed(299).value(), record.size());
}

TEST(Record, HeaderSizeCountsItselfAcrossItsOwnGrowth) {
  for (size_t count = 120; count < 135; ++count) {
    const std::vector<ValueView> values(count, ValueView::integer(5));
    const ByteVector record = encoded(values);
    RecordReader reader;
    reader.reset(record);
    EXPECT_EQ(reader.column_count().value(), count);
    EXPECT_EQ(record.size(), count * 2 + (count >= 127 ? 2 : 1));
  }
}

TEST(Record, RefusesWhatLeavesThePayload) {
  RecordReader reader;
  for (const ByteVector& bad :
       {bytes({}), bytes({0}), bytes({2}), bytes({2, 1}), bytes({3, 23, 1, 'a'}), bytes({2, 0x81}),
        bytes({9, 0x81, 0x82}),
        bytes({10, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff})}) {
    reader.reset(bad);
    const auto read = reader.column(0);
    ASSERT_FALSE(read);
    EXPECT_EQ(read.error().code(), ErrorCode::Corrupt);
    const std::vector<ValueView> probe{ValueView::integer(7)};
    const KeyColumn column;
    EXPECT_FALSE(compare_record(bad, probe, {&column, 1}));
  }
}

TEST(Record, RandomBytesNeverReadOutside) {
  std::mt19937 random(17);
  RecordReader reader;
  const std::vector<ValueView> probe{ValueView::text("abc"), ValueView::integer(3)};
  const std::vector<KeyColumn> columns(2);
  for (int round = 0; round < 20000; ++round) {
    ByteVector record(random() % 24);
    for (std::byte& b : record) b = static_cast<std::byte>(random() % (round % 2 != 0 ? 32 : 256));
    reader.reset(record);
    for (uint32_t i = 0; i < 5; ++i) {
      const auto read = reader.column(i);
      if (read && (read->is_text() || read->is_blob())) {
        EXPECT_LE(read->as_bytes().size(), record.size());
      }
    }
    (void)reader.column_count();
    (void)compare_record(record, probe, columns);
    (void)compare_records(record, record, columns);
  }
}

int sign(int v) { return v < 0 ? -1 : static_cast<int>(v > 0); }

TEST(Compare, OrdersStorageClassesAndNumbersExactly) {
  constexpr int64_t kMax = std::numeric_limits<int64_t>::max();
  constexpr int64_t kMin = std::numeric_limits<int64_t>::min();
  constexpr double kInfinity = std::numeric_limits<double>::infinity();
  const std::vector<ValueView> ascending{
      ValueView::null(),
      ValueView::real(-kInfinity),
      ValueView::real(-9223372036854777856.0),
      ValueView::integer(kMin),
      ValueView::integer(kMin + 1),
      ValueView::real(-1.5),
      ValueView::integer(-1),
      ValueView::real(-0.5),
      ValueView::integer(0),
      ValueView::real(0.5),
      ValueView::integer(1),
      ValueView::integer((int64_t{1} << 53) - 1),
      ValueView::real(9007199254740992.0),
      ValueView::integer((int64_t{1} << 53) + 1),
      ValueView::integer(kMax),
      ValueView::real(9223372036854775808.0),
      ValueView::real(kInfinity),
      ValueView::text(""),
      ValueView::text("A"),
      ValueView::text("a"),
      ValueView::text("a "),
      ValueView::text("\xff"),
      ValueView::blob({}),
      ValueView::blob(as_bytes("a")),
  };
  const KeyColumn column;
  const KeyColumn descending{.collation = &binary_collation(), .descending = true};
  for (size_t i = 0; i < ascending.size(); ++i) {
    for (size_t j = 0; j < ascending.size(); ++j) {
      const int expected = i < j ? -1 : static_cast<int>(i > j);
      const ByteVector a = encoded({ascending[i]});
      const ByteVector b = encoded({ascending[j]});
      EXPECT_EQ(sign(compare_values(ascending[i], ascending[j], binary_collation())), expected);
      EXPECT_EQ(sign(*compare_record(a, {&ascending[j], 1}, {&column, 1})), expected);
      EXPECT_EQ(sign(*compare_record(a, {&ascending[j], 1}, {&descending, 1})), -expected);
      EXPECT_EQ(sign(*compare_records(a, b, {&column, 1})), expected) << i << " " << j;
    }
  }
  EXPECT_EQ(compare_values(ValueView::integer(1), ValueView::real(1.0), binary_collation()), 0);
  EXPECT_EQ(compare_values(ValueView::real(0.0), ValueView::real(-0.0), binary_collation()), 0);
}

TEST(Compare, RecordsByLeadingColumnsOnly) {
  const ByteVector record =
      encoded({ValueView::text("Bob"), ValueView::integer(7), ValueView::integer(9)});
  const std::vector<KeyColumn> columns{{&nocase_collation(), false}, {&binary_collation(), true}};
  const std::vector<ValueView> equal{ValueView::text("bOB"), ValueView::integer(7)};
  const std::vector<ValueView> descending{ValueView::text("bob"), ValueView::integer(8)};
  EXPECT_EQ(*compare_record(record, equal, columns), 0);
  EXPECT_EQ(*compare_record(record, std::span(equal).first(1), columns), 0);
  EXPECT_EQ(*compare_record(record, std::span(equal).first(0), columns), 0);
  EXPECT_EQ(sign(*compare_record(record, descending, columns)), 1);
}

// Expected: asked of sqlite3 3.40.1.
TEST(Collation, BuiltInOnes) {
  EXPECT_EQ(nocase_collation().compare("ABCz", "abcZ"), 0);
  EXPECT_NE(nocase_collation().compare("\xc3\x84", "\xc3\xa4"), 0);
  EXPECT_LT(nocase_collation().compare("a_", "aa"), 0);
  EXPECT_EQ(nocase_collation().compare(std::string_view("a\0b", 3), std::string_view("A\0C", 3)),
            0);
  EXPECT_EQ(rtrim_collation().compare("a  ", "a"), 0);
  EXPECT_NE(rtrim_collation().compare("a\t", "a"), 0);
  EXPECT_LT(binary_collation().compare("a", "a "), 0);
  EXPECT_EQ(find_collation("nocase", TextEncoding::Utf8), &nocase_collation());
  EXPECT_EQ(find_collation("Binary", TextEncoding::Utf8), &binary_collation());
  EXPECT_EQ(find_collation("unicode", TextEncoding::Utf8), nullptr);
}

}  // namespace
}  // namespace tern::record
