// Functions, collations and table functions of the program, as the engine sees them.

#include "engine/api/connection_state.h"
#include "engine/vtab/argument_plan.h"
#include "tern/functions.h"

namespace tern {
namespace {

constexpr size_t kNameMax = 255;  // bytes
constexpr size_t kTableArgumentsMax = 31;

std::string failed(const std::string& name) { return "function " + name + "() failed"; }

/// Runs `body`, which may throw.
template <class Body>
auto guarded(const std::string& name, const Body& body) -> decltype(body()) {
  try {
    return body();
  } catch (...) {
    return fail(ErrorCode::Error, failed(name));
  }
}

/// A definition, and whose it is.
template <class Definition>
struct Defined {
  Definition definition;
  const api::ConnectionState& connection;

  /// As guarded(), of what may run statements, too.
  template <class Body>
  auto run(const Body& body) const -> decltype(body()) {
    auto outcome = guarded(definition.name, body);
    TRY(connection.check_not_rolled_back());
    return outcome;
  }
};

Result<ValueView> call_scalar(FunctionCall& call, functions::Arguments arguments) {
  const auto& defined = *static_cast<const Defined<ScalarDefinition>*>(call.user_data());
  return defined.run([&] { return defined.definition.body(call, arguments); });
}

/// An Aggregate as engine/exec knows them.
class AggregateAdapter final : public functions::AggregateState {
 public:
  explicit AggregateAdapter(const void* known)
      : defined_(*static_cast<const Defined<AggregateDefinition>*>(known)) {}

  Status step(FunctionCall& call, functions::Arguments arguments) override {
    return defined_.run([&] { return group().step(call, arguments); });
  }
  Status inverse(FunctionCall& call, functions::Arguments arguments) override {
    return defined_.run([&] { return group().inverse(call, arguments); });
  }
  Result<ValueView> value(FunctionCall& call) override {
    return defined_.run([&] { return group().value(call); });
  }

 private:
  /// Made where what it throws is caught.
  Aggregate& group() {
    if (!group_) group_ = defined_.definition.make();
    return *group_;
  }

  const Defined<AggregateDefinition>& defined_;
  std::unique_ptr<Aggregate> group_;
};

template <class Function, class Definition>
Function signed_as(const Definition& definition, const api::ConnectionState& connection) {
  Function out;
  out.name = definition.name;
  out.arguments_min = definition.arguments_min;
  out.arguments_max = definition.arguments_max;
  out.determinism = definition.options.deterministic ? functions::Determinism::Always
                                                     : functions::Determinism::Never;
  out.is_direct_only = definition.options.direct_only;
  out.is_innocuous = definition.options.innocuous;
  out.user_data = std::make_shared<Defined<Definition>>(definition, connection);
  return out;
}

template <class Definition>
Status check_signature(const Definition& definition) {
  const bool has_name = !definition.name.empty() && definition.name.size() <= kNameMax;
  const bool has_counts = 0 <= definition.arguments_min &&
                          definition.arguments_min <= definition.arguments_max &&
                          definition.arguments_max <= functions::kArgumentsMax;
  if (!has_name || !has_counts) return fail(ErrorCode::Misuse);
  return ok();
}

/// The rows of a TableDefinition.
class LambdaCursor final : public vtab::Cursor {
 public:
  explicit LambdaCursor(const TableDefinition& definition)
      : definition_(definition),
        arguments_(definition.arguments.size()),
        row_(definition.columns.size()) {}

  Status filter(const vtab::IndexPlan& plan, std::span<const ValueView> given) override {
    size_t at = 0;
    for (size_t i = 0; i < arguments_.size(); ++i) {
      const bool is_given = (plan.number >> i & 1) != 0;
      arguments_[i].assign(is_given ? given[at++] : ValueView::null());
    }
    const std::vector<ValueView> views(arguments_.begin(), arguments_.end());
    rows_ = TRY(guarded(definition_.name, [&] { return definition_.open(views); }));
    rowid_ = 0;
    return next();
  }
  bool at_end() const override { return is_done_; }
  Status next() override {
    ++rowid_;
    is_done_ = !TRY(guarded(definition_.name, [&] { return rows_(row_); }));
    return ok();
  }
  Result<ValueView> column(uint32_t index) override {
    return index < row_.size() ? row_[index].view() : arguments_[index - row_.size()].view();
  }
  Result<int64_t> rowid() const override { return rowid_; }

 private:
  const TableDefinition& definition_;
  std::vector<Value> arguments_;
  std::vector<Value> row_;
  TableRows rows_;
  int64_t rowid_ = 0;
  bool is_done_ = true;
};

class LambdaTable final : public vtab::VirtualTable {
 public:
  explicit LambdaTable(TableDefinition definition)
      : VirtualTable(definition.name, definition.columns, definition.arguments),
        definition_(std::move(definition)) {}

  Result<vtab::IndexPlan> best_index(const vtab::PlanQuestion& question) const override {
    vtab::IndexPlan out = vtab::argument_plan(question.constraints, first_argument(),
                                              static_cast<int32_t>(definition_.arguments.size()));
    out.cost = 1000;
    out.rows = 1000;
    return out;
  }
  std::unique_ptr<vtab::Cursor> open() const override {
    return std::make_unique<LambdaCursor>(definition_);
  }

 private:
  TableDefinition definition_;
};

}  // namespace

Status add_function(Connection& connection, ScalarDefinition definition) {
  TRY(check_signature(definition));
  if (!definition.body) return fail(ErrorCode::Misuse);
  auto function = signed_as<functions::ScalarFunction>(definition, connection.state());
  function.body = call_scalar;
  return connection.state().change_functions(
      [&](functions::Registry& registry) { registry.add(std::move(function)); });
}

Status add_aggregate(Connection& connection, AggregateDefinition definition) {
  TRY(check_signature(definition));
  if (!definition.make) return fail(ErrorCode::Misuse);
  auto function = signed_as<functions::AggregateFunction>(definition, connection.state());
  function.has_inverse = definition.has_inverse;
  function.state_size_bytes = sizeof(AggregateAdapter);
  function.construct = [](void* memory, const void* known) -> functions::AggregateState* {
    return new (memory) AggregateAdapter(known);
  };
  function.create = [](const void* known) -> std::unique_ptr<functions::AggregateState> {
    return std::make_unique<AggregateAdapter>(known);
  };
  return connection.state().change_functions(
      [&](functions::Registry& registry) { registry.add(std::move(function)); });
}

Result<bool> remove_function(Connection& connection, std::string_view name, int argument_count) {
  bool was_there = false;
  TRY(connection.state().change_functions(
      [&](functions::Registry& registry) { was_there = registry.remove(name, argument_count); }));
  return was_there;
}

Status add_collation(Connection& connection, std::string_view name,
                     std::function<int(std::string_view, std::string_view)> order) {
  if (name.empty() || name.size() > kNameMax) return fail(ErrorCode::Misuse);
  return connection.state().define_collation(name, std::move(order));
}

Status add_table_function(Connection& connection, TableDefinition definition) {
  const bool has_name = !definition.name.empty() && definition.name.size() <= kNameMax;
  if (!has_name || definition.columns.empty() || !definition.open ||
      definition.arguments.size() > kTableArgumentsMax) {
    return fail(ErrorCode::Misuse);
  }
  return connection.state().add_table(std::make_unique<LambdaTable>(std::move(definition)));
}

}  // namespace tern
