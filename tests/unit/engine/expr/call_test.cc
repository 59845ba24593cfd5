#include "engine/expr/call.h"

#include <gtest/gtest.h>

#include "engine/expr/builder.h"
#include "tests/support/fake_connection.h"

namespace tern::expr {
namespace {

using record::Affinity;
using record::ValueView;

class Calls : public ::testing::Test {
 protected:
  Calls() {
    functions::ScalarFunction counter;
    counter.name = "Counted";
    counter.arguments_max = 1;
    counter.user_data = std::shared_ptr<const void>(&calls_, [](const void*) {});
    counter.body = [](functions::Call& call, functions::Arguments) -> Result<ValueView> {
      return ValueView::integer(++*static_cast<int*>(const_cast<void*>(call.user_data())));
    };
    registry_.add(std::move(counter));
  }

  ExprPtr call(const char* name, ExprPtr argument) {
    std::vector<ExprPtr> arguments;
    if (argument) arguments.push_back(std::move(argument));
    return std::move(*builder_.call(name, std::move(arguments)));
  }

  int calls_ = 0;
  FrameLayout layout_;
  functions::Registry registry_;
  Builder builder_{layout_, registry_};
  RowSlot slot_ = layout_.add_row();
  test::FakeConnection connection_;
  std::vector<record::Value> parameters_;
};

TEST_F(Calls, ConstantCallsRunOncePerRun) {
  const ExprPtr expr = call("counted", builder_.parameter(1));
  EXPECT_TRUE(is_constant(*expr));
  Frame frame(layout_, connection_, parameters_);
  for (int row = 0; row < 3; ++row) EXPECT_EQ(expr->eval(frame)->as_integer(), 1);
  frame.restart();
  for (int row = 0; row < 3; ++row) EXPECT_EQ(expr->eval(frame)->as_integer(), 2);
}

TEST_F(Calls, CallsOnColumnsRunForEachRow) {
  const ExprPtr expr = call("COUNTED", builder_.column(slot_, 0, Affinity::None, nullptr));
  Frame frame(layout_, connection_, parameters_);
  for (int row = 1; row <= 3; ++row) EXPECT_EQ(expr->eval(frame)->as_integer(), row);
}

TEST_F(Calls, CoalesceStopsAtTheFirstValue) {
  std::vector<ExprPtr> arguments;
  arguments.push_back(builder_.literal(ValueView::null()));
  arguments.push_back(builder_.literal(ValueView::integer(7)));
  arguments.push_back(call("counted", nullptr));
  const ExprPtr expr = std::move(*builder_.call("coalesce", std::move(arguments)));
  Frame frame(layout_, connection_, parameters_);
  EXPECT_EQ(expr->eval(frame)->as_integer(), 7);
  EXPECT_EQ(calls_, 0);
}

TEST_F(Calls, OwnFunctionsHideBuiltins) {
  functions::ScalarFunction own;
  own.name = "abs";
  own.arguments_min = own.arguments_max = 1;
  own.body = [](functions::Call&, functions::Arguments) -> Result<ValueView> {
    return ValueView::integer(77);
  };
  registry_.add(own);
  EXPECT_EQ(call("abs", builder_.literal(ValueView::integer(-1)))->kind(), Kind::Other);
  EXPECT_FALSE(registry_.is_builtin(registry_.find("abs", 1)->signature()));
  const ExprPtr column = call("abs", builder_.column(slot_, 0, Affinity::None, nullptr));
  Frame frame(layout_, connection_, parameters_);  // last: the layout must be complete
  EXPECT_EQ(column->eval(frame)->as_integer(), 77);
}

TEST_F(Calls, AggregatesAndWindowFunctionsAreNoScalars) {
  std::vector<ExprPtr> one;
  one.push_back(builder_.literal(ValueView::integer(1)));
  EXPECT_EQ(builder_.call("sum", std::move(one)).error().message(),
            "misuse of aggregate function sum()");
  EXPECT_EQ(builder_.call("rank", {}).error().message(), "misuse of window function rank()");
}

TEST_F(Calls, LikelihoodWantsAProbability) {
  const auto likelihood = [&](ExprPtr probability) {
    std::vector<ExprPtr> arguments;
    arguments.push_back(builder_.literal(ValueView::integer(1)));
    arguments.push_back(std::move(probability));
    return builder_.call("likelihood", std::move(arguments));
  };
  EXPECT_TRUE(likelihood(builder_.literal(ValueView::real(0.5))));
  EXPECT_EQ(likelihood(builder_.literal(ValueView::integer(1))).error().message(),
            "second argument to likelihood() must be a constant between 0.0 and 1.0");
}

}  // namespace
}  // namespace tern::expr
