#pragma once

// Functions, aggregates and collations as C calls them.

#include "tern/extension/call.h"

namespace tern::extension::details {

template <class F>
struct Scalar {
  F function;
  std::string failure;

  static constexpr size_t kFirst = takes_call<F>() ? 1 : 0;
  using A = Arguments<F, kFirst>;

  static void call(sqlite3_context* context, int count, sqlite3_value** values) {
    auto& self = *static_cast<Scalar*>(sqlite3_user_data(context));
    const CallArguments arguments(count, values);
    if (A::has_null(arguments.views())) return;
    FunctionCall place(context, arguments.views());
    const auto run = [&]() -> decltype(auto) {
      if constexpr (kFirst == 1) {
        return A::call(self.function, arguments.views(), place);
      } else {
        return A::call(self.function, arguments.views());
      }
    };
    guarded(context, self.failure, [&] {
      if constexpr (std::is_void_v<typename Signature<F>::Returned>) {
        run();
      } else {
        give(context, run());
      }
    });
  }
  static void destroy(void* self) { delete static_cast<Scalar*>(self); }
};

/// Of lambdas: Step(State&, arguments...), Final(const State&), Inverse like Step.
template <class State, class Step, class Final, class Inverse>
struct AggregateFunction {
  Step step_function;
  Final final_function;
  Inverse inverse_function;
  State start;
  std::string failure;

  static AggregateFunction& of(sqlite3_context* context) {
    return *static_cast<AggregateFunction*>(sqlite3_user_data(context));
  }
  /// Where a group keeps the address of its state; null: it has had no row.
  static State** place_in(sqlite3_context* context, bool makes) {
    return static_cast<State**>(
        sqlite3_aggregate_context(context, makes ? static_cast<int>(sizeof(State*)) : 0));
  }

  template <class F>
  static void change(sqlite3_context* context, int count, sqlite3_value** values, F& function) {
    using A = Arguments<F, 1>;
    auto& self = of(context);
    const CallArguments arguments(count, values);
    if (A::has_null(arguments.views())) return;
    State** const place = place_in(context, true);
    if (!place) return sqlite3_result_error_nomem(context);
    guarded(context, self.failure, [&] {
      if (!*place) *place = new State(self.start);
      if constexpr (std::is_void_v<typename Signature<F>::Returned>) {
        A::call(function, arguments.views(), **place);
      } else {
        const Status changed = A::call(function, arguments.views(), **place);
        if (!changed) give_error(context, changed.error());
      }
    });
  }
  static void step(sqlite3_context* context, int count, sqlite3_value** values) {
    change(context, count, values, of(context).step_function);
  }
  static void inverse(sqlite3_context* context, int count, sqlite3_value** values) {
    if constexpr (!std::same_as<Inverse, std::nullptr_t>) {
      change(context, count, values, of(context).inverse_function);
    }
  }
  static void value(sqlite3_context* context) {
    auto& self = of(context);
    State** const place = place_in(context, false);
    const State& state = place && *place ? **place : self.start;
    guarded(context, self.failure, [&] { give(context, self.final_function(state)); });
  }
  static void finish(sqlite3_context* context) {
    value(context);
    if (State** const place = place_in(context, false)) delete std::exchange(*place, nullptr);
  }
  static void destroy(void* self) { delete static_cast<AggregateFunction*>(self); }
};

template <class F>
struct Collation {
  F order;

  static int compare(void* self, int a_size, const void* a, int b_size, const void* b) noexcept {
    const std::string_view first(static_cast<const char*>(a), static_cast<size_t>(a_size));
    const std::string_view second(static_cast<const char*>(b), static_cast<size_t>(b_size));
    try {
      return static_cast<Collation*>(self)->order(first, second);
    } catch (...) {
      return first.compare(second);  // nobody could be told of an error
    }
  }
  static void destroy(void* self) { delete static_cast<Collation*>(self); }
};

}  // namespace tern::extension::details
