#include <gtest/gtest.h>

#include <random>

#include "engine/expr/builder.h"
#include "engine/expr/frame.h"
#include "engine/functions/quote.h"
#include "tests/support/fake_connection.h"
#include "tests/support/reference.h"

// Method: random expressions are built here and written as SQL; the installed SQLite computes the
// expected value of each when the test runs.

namespace tern::expr {
namespace {

using record::Affinity;
using record::Value;
using test::Outcome;

struct ColumnCase {
  const char* name;
  const char* type;
  Affinity affinity;
  const record::Collation& collation;
};
const std::vector<ColumnCase>& columns() {
  static const std::vector<ColumnCase> kColumns = {
      {"b", "", Affinity::Blob, record::binary_collation()},
      {"t", "TEXT", Affinity::Text, record::binary_collation()},
      {"n", "NUMERIC", Affinity::Numeric, record::binary_collation()},
      {"i", "INTEGER", Affinity::Integer, record::binary_collation()},
      {"r", "REAL", Affinity::Real, record::binary_collation()},
      {"tn", "TEXT COLLATE NOCASE", Affinity::Text, record::nocase_collation()},
      {"tr", "TEXT COLLATE RTRIM", Affinity::Text, record::rtrim_collation()},
  };
  return kColumns;
}

/// An expression in both shapes.
struct Twin {
  std::string sql;
  ExprPtr expr;
};

class Operators : public ::testing::Test {
 protected:
  Operators() {
    std::string sql = "CREATE TABLE t(";
    for (const ColumnCase& column : columns()) {
      sql += std::string(sql.back() == '(' ? "" : ", ") + column.name + " " + column.type;
    }
    reference_.run(sql + ")");
  }

  /// A new row of odd values in both engines.
  void set_row() {
    ASSERT_TRUE(reference_.run("DELETE FROM t"));
    std::vector<Value> values;
    for (size_t i = 0; i < columns().size(); ++i) values.push_back(any_value());
    reference_.ask("INSERT INTO t VALUES (?,?,?,?,?,?,?)", values);
    row_.clear();
    std::string scratch;
    for (size_t i = 0; i < columns().size(); ++i) {
      row_.emplace_back(record::apply_affinity(values[i], columns()[i].affinity, scratch));
    }
  }

  Value any_value() {
    static const std::vector<Value> kFew = {Value(),
                                            Value::integer(0),
                                            Value::integer(1),
                                            Value::integer(5),
                                            Value::real(5.0),
                                            Value::text("5"),
                                            Value::text("a"),
                                            Value::text("A"),
                                            Value::text("a  "),
                                            Value::blob(as_bytes("a")),
                                            Value::text("5.0"),
                                            Value::real(0.5)};
    if (random_() % 3) return kFew[random_() % kFew.size()];
    return test::odd_values()[random_() % test::odd_values().size()];
  }

  Twin leaf() {
    switch (random_() % 3) {
      case 0: {
        const size_t i = random_() % columns().size();
        const ColumnCase& c = columns()[i];
        return {c.name, builder_.column(slot_, static_cast<uint32_t>(i), c.affinity, &c.collation)};
      }
      case 1: {
        parameters_.push_back(any_value());
        const auto number = static_cast<uint32_t>(parameters_.size());
        return {"?" + std::to_string(number), builder_.parameter(number)};
      }
      default: {
        const Value value = any_value();
        std::string sql;
        // Only what a literal can say exactly.
        if (value.type() == record::ValueType::Real || value.view().is_text()) {
          const auto* plain = value.view().is_text() ? "'5'" : "5.0";
          return {plain, builder_.literal(value.view().is_text() ? record::ValueView::text("5")
                                                                 : record::ValueView::real(5.0))};
        }
        if (value.view().is_integer() && value.view().as_integer() == INT64_MIN) return leaf();
        functions::append_literal(sql, value);
        return {"(" + sql + ")", builder_.literal(value)};
      }
    }
  }

  template <class Make>
  Twin binary(const char* op, int depth, Make make) {
    Twin l = any(depth - 1);
    Twin r = any(depth - 1);
    Result<ExprPtr> expr = make(std::move(l.expr), std::move(r.expr));
    return {"(" + l.sql + " " + op + " " + r.sql + ")", std::move(*expr)};
  }

  Twin any(int depth) {
    if (depth == 0) return leaf();
    switch (random_() % 16) {
      case 0:
      case 1: {
        static constexpr const char* kOps[] = {"+", "-", "*", "/", "%", "&", "|", "<<", ">>"};
        const size_t i = random_() % 9;
        return binary(kOps[i], depth, [&](ExprPtr l, ExprPtr r) {
          return builder_.arithmetic(static_cast<ArithmeticOp>(i), std::move(l), std::move(r));
        });
      }
      case 2:
      case 3:
      case 4: {
        static constexpr const char* kOps[] = {"=", "<>", "<", "<=", ">", ">=", "IS", "IS NOT"};
        const size_t i = random_() % 8;
        return binary(kOps[i], depth, [&](ExprPtr l, ExprPtr r) {
          return builder_.compare(static_cast<CompareOp>(i), std::move(l), std::move(r));
        });
      }
      case 5:
        return binary("AND", depth, [&](ExprPtr l, ExprPtr r) {
          return builder_.logical_and(std::move(l), std::move(r));
        });
      case 6:
        return binary("OR", depth, [&](ExprPtr l, ExprPtr r) {
          return builder_.logical_or(std::move(l), std::move(r));
        });
      case 7:
        return binary("||", depth, [&](ExprPtr l, ExprPtr r) {
          return builder_.concat(std::move(l), std::move(r));
        });
      case 8: {
        static constexpr const char* kOps[] = {"- ", "+ ", "~ ", "NOT "};
        const size_t i = random_() % 4;
        Twin x = any(depth - 1);
        Result<ExprPtr> expr = i == 3 ? builder_.logical_not(std::move(x.expr))
                                      : builder_.unary(static_cast<UnaryOp>(i), std::move(x.expr));
        return {"(" + std::string(kOps[i]) + x.sql + ")", std::move(*expr)};
      }
      case 9: {
        const bool negated = random_() % 2;
        Twin x = any(depth - 1);
        Twin low = any(depth - 1);
        Twin high = any(depth - 1);
        auto expr =
            builder_.between(negated, std::move(x.expr), std::move(low.expr), std::move(high.expr));
        return {"(" + x.sql + (negated ? " NOT" : "") + " BETWEEN " + low.sql + " AND " + high.sql +
                    ")",
                std::move(*expr)};
      }
      case 10:
        return in_list(depth);
      case 11: {
        static constexpr const char* kTypes[] = {"TEXT", "INTEGER", "REAL", "NUMERIC", "BLOB"};
        const char* type = kTypes[random_() % 5];
        Twin x = any(depth - 1);
        return {"CAST(" + x.sql + " AS " + type + ")",
                std::move(*builder_.cast(std::move(x.expr), type))};
      }
      case 12: {
        static constexpr const char* kNames[] = {"BINARY", "NOCASE", "RTRIM"};
        const char* name = kNames[random_() % 3];
        Twin x = any(depth - 1);
        return {"(" + x.sql + " COLLATE " + name + ")",
                std::move(*builder_.collate(std::move(x.expr),
                                            *record::find_collation(name, TextEncoding::Utf8)))};
      }
      case 13:
        return case_when(depth);
      case 14: {
        const bool glob = random_() % 2;
        return binary(glob ? "GLOB" : "LIKE", depth, [&](ExprPtr l, ExprPtr r) {
          return builder_.like(glob ? LikeKind::Glob : LikeKind::Like, false, std::move(l),
                               std::move(r), nullptr);
        });
      }
      default:
        return unary_test(depth);
    }
  }

  Twin unary_test(int depth) {
    Twin x = any(depth - 1);
    const bool negated = random_() % 2;
    if (random_() % 2) {
      return {"(" + x.sql + (negated ? " NOTNULL)" : " ISNULL)"),
              std::move(*builder_.is_null(negated, std::move(x.expr)))};
    }
    const bool expected = random_() % 2;
    return {"(" + x.sql + (negated ? " IS NOT " : " IS ") + (expected ? "TRUE)" : "FALSE)"),
            std::move(*builder_.is_truth(negated, expected, std::move(x.expr)))};
  }

  Twin in_list(int depth) {
    const bool negated = random_() % 2;
    Twin x = any(depth - 1);
    std::string sql = "(" + x.sql + (negated ? " NOT IN (" : " IN (");
    std::vector<ExprPtr> items;
    const bool only_constants = random_() % 2;
    for (uint64_t count = 1 + random_() % 5; items.size() < count;) {
      Twin item = only_constants ? leaf() : any(depth - 1);
      if (only_constants && !is_constant(*item.expr)) continue;
      sql += (items.empty() ? "" : ", ") + item.sql;
      items.push_back(std::move(item.expr));
    }
    return {sql + "))", std::move(*builder_.in_list(negated, std::move(x.expr), std::move(items)))};
  }

  Twin case_when(int depth) {
    std::string sql = "CASE ";
    ExprPtr operand;
    if (random_() % 2) {
      Twin x = any(depth - 1);
      sql += x.sql + " ";
      operand = std::move(x.expr);
    }
    std::vector<Builder::CaseBranch> branches;
    for (uint64_t count = 1 + random_() % 2; branches.size() < count;) {
      Twin when = any(depth - 1);
      Twin then = any(depth - 1);
      sql += "WHEN " + when.sql + " THEN " + then.sql + " ";
      branches.push_back({std::move(when.expr), std::move(then.expr)});
    }
    ExprPtr otherwise;
    if (random_() % 2) {
      Twin x = any(depth - 1);
      sql += "ELSE " + x.sql + " ";
      otherwise = std::move(x.expr);
    }
    return {sql + "END", std::move(*builder_.case_when(std::move(operand), std::move(branches),
                                                       std::move(otherwise)))};
  }

  Outcome ours(const Expr& expr) {
    Frame frame(layout_, connection_, parameters_);
    const std::vector<record::ValueView> views(row_.begin(), row_.end());
    frame.row(slot_).set_values(views, 1);
    const Result<record::ValueView> value = expr.eval(frame);
    if (!value) return {true, {}, std::string(value.error().message())};
    Outcome out{false, Value(*value), {}};
    const Result<Truth> truth = expr.truth(frame);
    EXPECT_TRUE(truth && *truth == truth_of(out.value.view()));
    return out;
  }

  void expect_same(const Twin& twin) {
    const Outcome expected = reference_.ask("SELECT " + twin.sql + " FROM t", parameters_);
    EXPECT_EQ(ours(*twin.expr), expected) << twin.sql << describe();
  }
  std::string describe() const {
    std::string out;
    for (size_t i = 0; i < row_.size(); ++i) {
      out += std::string("\n  ") + columns()[i].name + " = " + test::show(row_[i]);
    }
    for (size_t i = 0; i < parameters_.size(); ++i) {
      out += "\n  ?" + std::to_string(i + 1) + " = " + test::show(parameters_[i]);
    }
    return out;
  }

  std::mt19937_64 random_{12345};
  FrameLayout layout_;
  functions::Registry registry_;
  Builder builder_{layout_, registry_};
  RowSlot slot_ = layout_.add_row();
  test::FakeConnection connection_;
  std::vector<Value> parameters_;
  std::vector<Value> row_;
  test::Reference reference_;
};

TEST_F(Operators, RandomExpressionsAgree) {
  for (int i = 0; i < 60000 && !HasFailure(); ++i) {
    if (i % 10 == 0) set_row();
    parameters_.clear();
    layout_ = FrameLayout();
    slot_ = layout_.add_row();
    const Twin twin = any(1 + i % 3);
    expect_same(twin);
  }
}

TEST_F(Operators, CopiesGiveTheSame) {
  class Copier final : public Cloner {
   public:
    using Cloner::Cloner;
    ExprPtr replace(const Expr&) override { return nullptr; }
  };
  for (int i = 0; i < 5000 && !HasFailure(); ++i) {
    if (i % 10 == 0) set_row();
    parameters_.clear();
    layout_ = FrameLayout();
    slot_ = layout_.add_row();
    const Twin twin = any(3);
    Copier copier(layout_);
    const ExprPtr copy = copier(*twin.expr);
    ASSERT_NE(copy, nullptr);
    EXPECT_EQ(ours(*twin.expr), ours(*copy)) << twin.sql;
    EXPECT_TRUE(same(*twin.expr, *copy)) << twin.sql;
    EXPECT_EQ(slots_of(*twin.expr), slots_of(*copy));
  }
}

TEST_F(Operators, RowValuesAgree) {
  set_row();
  static constexpr const char* kOps[] = {"=", "<>", "<", "<=", ">", ">=", "IS", "IS NOT"};
  for (int i = 0; i < 20000 && !HasFailure(); ++i) {
    if (i % 10 == 0) set_row();
    parameters_.clear();
    layout_ = FrameLayout();
    slot_ = layout_.add_row();
    std::string sql[2];
    ExprPtr rows[2];
    for (int side = 0; side < 2; ++side) {
      std::vector<ExprPtr> items;
      for (int column = 0; column < 3; ++column) {
        Twin item = leaf();
        sql[side] += (column ? ", " : "(") + item.sql;
        items.push_back(std::move(item.expr));
      }
      sql[side] += ")";
      rows[side] = builder_.row_value(std::move(items));
    }
    const size_t op = random_() % 8;
    Twin twin{sql[0] + " " + kOps[op] + " " + sql[1],
              std::move(*builder_.compare(static_cast<CompareOp>(op), std::move(rows[0]),
                                          std::move(rows[1])))};
    expect_same(twin);
  }
}

TEST_F(Operators, RowValuesOfDifferentWidthAreRefused) {
  const auto row = [&](size_t width) {
    std::vector<ExprPtr> items;
    while (items.size() < width) items.push_back(builder_.literal(record::ValueView::integer(1)));
    return builder_.row_value(std::move(items));
  };
  EXPECT_EQ(builder_.compare(CompareOp::Equal, row(2), row(3)).error().message(),
            "row value misused");
  EXPECT_EQ(builder_.unary(UnaryOp::Minus, row(2)).error().message(), "row value misused");
  EXPECT_EQ(builder_.call("abs", {}).error().message(),
            "wrong number of arguments to function abs()");
  EXPECT_EQ(builder_.call("nosuch", {}).error().message(), "no such function: nosuch");
}

TEST_F(Operators, FactsAreKnownBeforeARun) {
  auto column = builder_.column(slot_, 1, Affinity::Text, &record::nocase_collation());
  EXPECT_EQ(column->affinity(), Affinity::Text);
  EXPECT_FALSE(column->collation().is_explicit);
  std::vector<ExprPtr> none;
  const ExprPtr random = std::move(*builder_.call("random", std::move(none)));
  EXPECT_FALSE(is_deterministic(*random));
  EXPECT_FALSE(is_constant(*random));
  EXPECT_TRUE(is_constant(*builder_.parameter(1)));
  EXPECT_FALSE(is_constant(*column));
  const ExprPtr sum =
      std::move(*builder_.arithmetic(ArithmeticOp::Add, std::move(column), builder_.parameter(1)));
  EXPECT_EQ(sum->affinity(), Affinity::None);
  EXPECT_EQ(slots_of(*sum), SlotList{slot_});
}

}  // namespace
}  // namespace tern::expr
