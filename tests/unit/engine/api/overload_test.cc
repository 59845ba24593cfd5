// A table whose columns' functions are its own, and whose values have no affinity.

#include "engine/api/connection_state.h"
#include "engine/vtab/virtual_table.h"
#include "tests/support/sql_cases.h"

namespace tern {
namespace {

using record::ValueView;

catalog::Column column_of(std::string name, std::string type) {
  catalog::Column out;
  out.name = std::move(name);
  out.declared_type = std::move(type);
  out.affinity = record::affinity_of_type(out.declared_type);
  return out;
}

/// The rows (1, 10, 1), (2, 9, 2), (3, 100, 3): all of them integers.
class NumbersCursor final : public vtab::Cursor {
 public:
  Status filter(const vtab::IndexPlan&, std::span<const ValueView>) override {
    at_ = 0;
    return ok();
  }
  bool at_end() const override { return at_ >= 3; }
  Status next() override {
    ++at_;
    return ok();
  }
  Result<ValueView> column(uint32_t index) override {
    static constexpr int64_t kTexts[] = {10, 9, 100};
    return ValueView::integer(index == 0 ? kTexts[at_] : static_cast<int64_t>(at_ + 1));
  }
  Result<int64_t> rowid() const override { return static_cast<int64_t>(at_ + 1); }

 private:
  size_t at_ = 0;
};

class NumbersTable final : public vtab::VirtualTable {
 public:
  explicit NumbersTable(std::vector<std::string>& asked)
      : VirtualTable("numbers", {column_of("t", "TEXT"), column_of("r", "REAL")}), asked_(asked) {}
  Result<vtab::IndexPlan> best_index(const vtab::PlanQuestion& question) const override {
    vtab::IndexPlan out;
    out.uses.resize(question.constraints.size());
    return out;
  }
  std::unique_ptr<vtab::Cursor> open() const override { return std::make_unique<NumbersCursor>(); }
  bool keeps_affinities() const override { return false; }
  std::optional<vtab::Overload> overload(std::string_view name, size_t count) const override {
    asked_.push_back(std::string(name) + "/" + std::to_string(count));
    if (name != "upper" && name != "like" && name != "match") return std::nullopt;
    functions::ScalarFunction function;
    function.name = name;
    function.arguments_max = functions::kArgumentsMax;
    function.body = [](functions::Call& call, functions::Arguments arguments) {
      std::string scratch;
      return call.text_result("own " + std::string(record::to_text(arguments[0], scratch)));
    };
    return vtab::Overload{.function = std::make_shared<functions::ScalarFunction>(function)};
  }

 private:
  std::vector<std::string>& asked_;
};

class Overloads : public SqlCases {
 protected:
  void SetUp() override {
    db_->state().virtual_tables().add(std::make_unique<NumbersTable>(asked_));
  }
  std::string questions() {
    std::string out;
    for (const std::string& one : std::exchange(asked_, {})) out += one + " ";
    return out;
  }
  std::vector<std::string> asked_;
};

TEST_F(Overloads, AreForFunctionsOfColumns) {
  EXPECT_EQ(ask("SELECT upper(t), UPPER(r) FROM numbers LIMIT 1"), "own 10|own 1");
  EXPECT_EQ(questions(), "upper/1 upper/1 ");
  EXPECT_EQ(ask("SELECT lower(t), upper(t + 1), upper('x'), abs(1) FROM numbers LIMIT 1"),
            "10|11|X|1");
  EXPECT_EQ(questions(), "lower/1 ");
  EXPECT_EQ(ask("SELECT upper(rowid) FROM numbers LIMIT 1"), "own 1");
  EXPECT_EQ(ask("SELECT unknown(t) FROM numbers"), "! no such function: unknown");
}

TEST_F(Overloads, AreForOperatorsOnTheirLeftSide) {
  EXPECT_EQ(ask("SELECT t LIKE 'x', t LIKE 'y' ESCAPE '!', t MATCH 'z' FROM numbers LIMIT 1"),
            "own x|own y|own z");
  EXPECT_EQ(questions(), "like/2 like/3 match/2 ");
  EXPECT_EQ(ask("SELECT 'x' LIKE t FROM numbers LIMIT 1"), "0");
  EXPECT_EQ(questions(), "");
}

TEST_F(Overloads, AreSeenThroughViewsButNotThroughGroups) {
  run("CREATE TEMP VIEW w AS SELECT t AS x FROM numbers");
  EXPECT_EQ(ask("SELECT upper(x) FROM w LIMIT 1"), "own 10");
  EXPECT_EQ(ask("SELECT (SELECT upper(x)) FROM w LIMIT 1"), "own 10");
  EXPECT_EQ(ask("SELECT upper(t), (SELECT count(*) FROM w) FROM numbers LIMIT 1"), "own 10|3");
  EXPECT_EQ(ask("SELECT upper(x) FROM (SELECT DISTINCT t AS x FROM numbers) LIMIT 1"), "10");
  EXPECT_EQ(ask("SELECT group_concat(upper(t)) FROM numbers"), "10,9,100");
  EXPECT_EQ(ask("SELECT upper(t) FROM numbers GROUP BY rowid LIMIT 1"), "10");
  EXPECT_EQ(ask("SELECT count(*) FROM numbers WHERE upper(t) = 'own 10'"), "1");
}

TEST_F(Overloads, AreKeptByStatements) {
  Result<Statement> kept = db_->prepare("SELECT upper(t) FROM numbers");
  ASSERT_TRUE(kept);
  ASSERT_EQ(kept->step(), true);
  db_->state().virtual_tables().remove("numbers");
  ASSERT_EQ(kept->step(), true);
  EXPECT_EQ(shown(kept->column(0)), "own 9");
}

TEST_F(Overloads, AreAskedOfNoOtherTable) {
  run("CREATE TABLE other(t TEXT); INSERT INTO other VALUES('a')");
  EXPECT_EQ(ask("SELECT upper(other.t) FROM other, numbers LIMIT 1"), "A");
  EXPECT_EQ(questions(), "");
}

using LooseColumns = Overloads;

TEST_F(LooseColumns, IntegersOfATextColumnAreComparedAsIntegers) {
  EXPECT_EQ(ask("SELECT rowid FROM numbers WHERE t < 10"), "2");
  EXPECT_EQ(ask("SELECT rowid FROM numbers WHERE 10 > t"), "2");
  EXPECT_EQ(ask("SELECT rowid FROM numbers WHERE t BETWEEN 9 AND 10"), "1\n2");
  EXPECT_EQ(ask("SELECT rowid FROM numbers WHERE (t, 1) < (10, 1)"), "2");
  EXPECT_EQ(ask("SELECT rowid FROM numbers WHERE t < '11'"), "1\n3");  // as texts
  EXPECT_EQ(ask("SELECT rowid FROM numbers WHERE t < 10.5"), "1");     // as texts
  EXPECT_EQ(ask("SELECT x FROM (SELECT t AS x FROM numbers) WHERE x < 10"), "9");
}

TEST_F(LooseColumns, RealsMayBeIntegers) {
  EXPECT_EQ(ask("SELECT r, typeof(r), r / 2 FROM numbers LIMIT 1"), "1|integer|0");
  EXPECT_EQ(ask("SELECT x FROM (SELECT r AS x FROM numbers LIMIT 1)"), "1");
}

}  // namespace
}  // namespace tern
