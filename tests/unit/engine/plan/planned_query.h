#pragma once

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <vector>

#include "engine/bind/binder.h"
#include "engine/catalog/estimates.h"
#include "engine/functions/registry.h"
#include "engine/plan/planner.h"
#include "engine/plan/rewrite.h"
#include "engine/sql/parser.h"

namespace tern::plan {

/// Plans queries over a schema that is described only: no database, no rows.
class PlannedQueries : public ::testing::Test {
 protected:
  using Lines = std::vector<std::string>;

  void create(const std::string& text) {
    auto parsed = sql::parse_statement(text);
    ASSERT_TRUE(parsed.has_value()) << parsed.error().message();
    if (parsed->statement->kind == sql::StatementKind::CreateTable) {
      auto table = catalog::describe_table(std::move(parsed->statement), text, {});
      ASSERT_TRUE(table.has_value()) << table.error().message();
      tables_.push_back(table->get());
      (*table)->schema = &schema_;
      schema_.made.tables.emplace((*table)->name, *std::move(table));
      catalog::guess_sizes(*tables_.back());
      return;
    }
    const auto& create = parsed->statement->as<sql::CreateIndexStatement>();
    catalog::Table& table = *schema_.made.tables.find(create.table.text)->second;
    auto index = catalog::describe_index(table, std::move(parsed->statement), text);
    ASSERT_TRUE(index.has_value()) << index.error().message();
    table.indexes.insert(table.indexes.begin(), *std::move(index));
    catalog::guess_sizes(table);
  }

  /// The bound and rewritten query; null after a failure.
  bind::Query* bind(const std::string& text) {
    layout_ = std::make_unique<expr::FrameLayout>();
    context_.reset(
        new PlanContext{.layout = *layout_, .registry = registry_, .rewrites_off = off_});
    text_ = text;
    parsed_ = sql::parse_statement(text_);
    EXPECT_TRUE(parsed_.has_value()) << text;
    if (!parsed_) return nullptr;
    const bind::Context context{schema_, *layout_, registry_, text_};
    bind::Binder binder(context);
    auto query = binder.bind_select(parsed_->statement->as<sql::SelectStatement>().select);
    EXPECT_TRUE(query.has_value()) << text;
    if (!query) return nullptr;
    query_ = *std::move(query);
    rewrite(*query_, *context_);
    return query_.get();
  }

  const QueryPlan* plan(const std::string& text) {
    if (!bind(text)) return nullptr;
    auto planned = plan_query(*query_, *context_);
    EXPECT_TRUE(planned.has_value()) << text;
    if (!planned) return nullptr;
    plan_ = *std::move(planned);
    return plan_.get();
  }

  /// What the accesses of the first SELECT are called.
  Lines lines(const std::string& text) {
    Lines out;
    const QueryPlan* planned = plan(text);
    if (!planned) return out;
    for (const Access& access : planned->cores.front().accesses) out.push_back(describe(access));
    if (planned->needs_sort) out.emplace_back("SORT");
    return out;
  }

  void turn_off(Rewrite rule) { off_ |= static_cast<uint32_t>(rule); }

  catalog::Schema schema_;
  std::vector<catalog::Table*> tables_;

 private:
  functions::Registry registry_;
  uint32_t off_ = 0;
  std::unique_ptr<expr::FrameLayout> layout_;
  std::unique_ptr<PlanContext> context_;
  std::string text_;
  Result<sql::ParsedStatement> parsed_ = sql::parse_statement("");
  std::unique_ptr<bind::Query> query_;
  std::unique_ptr<QueryPlan> plan_;
};

}  // namespace tern::plan
