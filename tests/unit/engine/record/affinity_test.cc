#include "engine/record/affinity.h"

#include <gtest/gtest.h>

#include <bit>
#include <random>

#include "engine/base/numeric_text.h"
#include "tests/support/reference.h"

// Method: the installed SQLite computes each expected value when the test runs.

namespace tern::record {
namespace {

using test::odd_values;
using test::Outcome;
using test::Reference;
using test::show;

struct TypeCase {
  const char* name;
  Affinity affinity;
};
constexpr TypeCase kTypes[] = {{"BLOB", Affinity::Blob},
                               {"TEXT", Affinity::Text},
                               {"NUMERIC", Affinity::Numeric},
                               {"INTEGER", Affinity::Integer},
                               {"REAL", Affinity::Real}};

TEST(Affinity, CastGivesWhatSqliteGives) {
  Reference reference;
  std::string scratch;
  for (const TypeCase& type : kTypes) {
    for (const Value& value : odd_values()) {
      SCOPED_TRACE(show(value) + " AS " + type.name);
      const std::string sql = std::string("SELECT CAST(? AS ") + type.name + ")";
      EXPECT_EQ((Outcome{false, Value(cast(value, type.affinity, scratch)), {}}),
                reference.ask(sql, {value}));
    }
  }
}

TEST(Affinity, ColumnStoresWhatSqliteStores) {
  Reference reference;
  std::string scratch;
  for (const TypeCase& type : kTypes) {
    ASSERT_TRUE(reference.run("DROP TABLE IF EXISTS t"));
    ASSERT_TRUE(reference.run(std::string("CREATE TABLE t(v ") + type.name + ")"));
    for (const Value& value : odd_values()) {
      SCOPED_TRACE(show(value) + " in " + type.name);
      ASSERT_TRUE(reference.run("DELETE FROM t"));
      reference.ask("INSERT INTO t VALUES (?)", {value});
      EXPECT_EQ((Outcome{false, Value(apply_affinity(value, type.affinity, scratch)), {}}),
                reference.ask("SELECT v FROM t"));
    }
  }
}

TEST(Affinity, DeclaredTypeDecides) {
  EXPECT_EQ(affinity_of_type("VARCHAR(10)"), Affinity::Text);
  EXPECT_EQ(affinity_of_type("CHARINT"), Affinity::Integer);
  EXPECT_EQ(affinity_of_type("floating point"), Affinity::Integer);
  EXPECT_EQ(affinity_of_type("Clob"), Affinity::Text);
  EXPECT_EQ(affinity_of_type(""), Affinity::Blob);
  EXPECT_EQ(affinity_of_type("BLOBBY"), Affinity::Blob);
  EXPECT_EQ(affinity_of_type("double"), Affinity::Real);
  EXPECT_EQ(affinity_of_type("DECIMAL(10,5)"), Affinity::Numeric);
  EXPECT_EQ(affinity_of_type("STRING"), Affinity::Numeric);
}

TEST(Affinity, RowidLookupTakesOnlyIntegers) {
  EXPECT_EQ(as_rowid(Value::real(5.0)), 5);
  EXPECT_EQ(as_rowid(Value::text(" 5 ")), 5);
  EXPECT_EQ(as_rowid(Value::text("5.0")), 5);
  EXPECT_EQ(as_rowid(Value::real(5.5)), std::nullopt);
  EXPECT_EQ(as_rowid(Value::text("5x")), std::nullopt);
  EXPECT_EQ(as_rowid(Value()), std::nullopt);
}

TEST(NumericText, RandomRealsPrintAsInSqlite) {
  Reference reference;
  std::mt19937_64 random(20240501);
  for (int i = 0; i < 20000; ++i) {
    uint64_t bits = random();
    double real = std::bit_cast<double>(bits);
    if (i % 3 == 1) real = static_cast<double>(static_cast<int64_t>(bits) >> (bits & 63)) / 1000.0;
    if (i % 3 == 2) real = static_cast<double>(bits % 10000000) / 10000.0;
    if (real != real) continue;
    std::string text;
    append_real(text, real);
    const Outcome expected = reference.ask("SELECT ? || ''", {Value::real(real)});
    ASSERT_EQ(text, expected.value.view().as_text()) << show(Value::real(real));
  }
}

TEST(NumericText, RandomTextsParseAsInSqlite) {
  Reference reference;
  std::mt19937_64 random(20240502);
  const auto digits = [&](uint64_t count) {
    std::string out;
    while (count-- > 0) out += static_cast<char>('0' + random() % 10);
    return out;
  };
  for (int i = 0; i < 20000; ++i) {
    std::string text = (random() % 2 ? "-" : "") + digits(random() % 25);
    if (random() % 2) text += "." + digits(random() % 25);
    if (random() % 2) text += std::string("e") + (random() % 2 ? "-" : "") + digits(random() % 4);
    if (random() % 8 == 0) text += "z";
    const Outcome expected = reference.ask("SELECT CAST(? AS REAL)", {Value::text(text)});
    ASSERT_EQ((Outcome{false, Value::real(to_real(ValueView::text(text))), {}}), expected) << text;
    const Outcome number = reference.ask("SELECT 0 + ?", {Value::text(text)});
    const ValueView ours = to_number(ValueView::text(text));
    ASSERT_EQ(ours.type(), number.value.type()) << text;
    ASSERT_EQ(to_real(ours), to_real(number.value)) << text;
  }
}

}  // namespace
}  // namespace tern::record
