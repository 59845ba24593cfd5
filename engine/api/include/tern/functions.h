#pragma once

/// SQL functions, collations and table functions of a program.
///
///   #include <tern/functions.h>
///
///   TRY(tern::add_function(db, "half", [](double x) { return x / 2; }));
///   TRY(tern::add_function(db, "greeting", [](std::optional<std::string_view> name) {
///     return "hello " + std::string(name.value_or("stranger"));
///   }));
///   TRY(tern::add_aggregate<double>(db, "product", [](double& all, double x) { all *= x; },
///                                   [](const double& all) { return all; }, 1.0));
///   TRY(tern::add_collation(db, "by_length", [](std::string_view a, std::string_view b) {
///     return static_cast<int>(a.size()) - static_cast<int>(b.size());
///   }));
///
/// How many arguments a function takes, and of what types, is what the lambda's parameters say:
///
///   bool, integers, double   as CAST to INTEGER or REAL gives them
///   std::string_view         as CAST to TEXT; Lifetime: the call
///   Bytes                    the bytes of a text or blob, of a number those of its text
///   ValueView                as it is
///   std::optional<T>         as T; NULL is nullopt
///   std::span<const ValueView>  alone: any number of arguments
///   FunctionCall&            first: the place that the function is called from (kept())
///
/// A NULL for a parameter that is neither optional nor a ValueView makes the result NULL, without a
/// call; an aggregate leaves such a row out. Results: nothing (NULL), bool, integers, double,
/// texts, Bytes, std::vector<std::byte>, ValueView, Value, std::optional of these, or a Result of
/// them: its error is the statement's. What a lambda throws becomes the error "function x()
/// failed".
///
/// A function hides built-in ones of the same name and number of arguments. While statements run,
/// none can be added: Busy. Names have 1 to 255 bytes, functions at most 127 arguments: else
/// Misuse.

#include <concepts>
#include <cstddef>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <tuple>
#include <type_traits>
#include <utility>
#include <vector>

#include "engine/functions/function.h"
#include "engine/record/affinity.h"
#include "tern/signature.h"
#include "tern/tern.h"

namespace tern {

using FunctionCall = functions::Call;

struct FunctionOptions {
  /// Same arguments, same result: may be part of an index, and is called once for constants.
  bool deterministic = false;
  /// Refused in views, triggers, CHECK, DEFAULT, generated columns and indexes.
  bool direct_only = false;
  /// Does no harm and tells no secrets: may be used there with PRAGMA trusted_schema = OFF, too.
  bool innocuous = false;
};

/// A function with its parameters and result in SQL's terms. Results view what lives until the next
/// call at the same place: FunctionCall::buffer(), the arguments.
struct ScalarDefinition {
  std::string name;
  int arguments_min = 0;
  int arguments_max = 0;
  FunctionOptions options = {};
  std::function<Result<ValueView>(FunctionCall& call, std::span<const ValueView> arguments)> body;
};
Status add_function(Connection& connection, ScalarDefinition definition);

/// One group of an aggregate, or one frame of a window.
class Aggregate {
 public:
  virtual ~Aggregate() = default;
  virtual Status step(FunctionCall& call, std::span<const ValueView> arguments) = 0;
  /// Takes back the oldest row. Only asked of definitions that say has_inverse.
  virtual Status inverse(FunctionCall& call, std::span<const ValueView> arguments) = 0;
  /// The result so far.
  virtual Result<ValueView> value(FunctionCall& call) = 0;
};
struct AggregateDefinition {
  std::string name;
  int arguments_min = 0;
  int arguments_max = 0;
  FunctionOptions options = {};
  bool has_inverse = false;  // without it, windows whose frames slide start over for each row
  std::function<std::unique_ptr<Aggregate>()> make;
};
Status add_aggregate(Connection& connection, AggregateDefinition definition);

/// Takes the connection's own function away, if there is one; a built-in one shows again. Errors:
/// Busy.
Result<bool> remove_function(Connection& connection, std::string_view name, int argument_count);

/// `order` gives <0, 0, >0 as the first text sorts before, with or after the second, the same for
/// the same texts always: indexes rely on it. An empty one takes the collation away. A table can be
/// read without its collations, but not compared or written.
Status add_collation(Connection& connection, std::string_view name,
                     std::function<int(std::string_view, std::string_view)> order);

/// The rows of one call of a table function: fills `row`, which has a Value for each column; false
/// at the end.
using TableRows = std::function<Result<bool>(std::span<Value> row)>;
struct TableDefinition {
  std::string name;
  std::vector<std::string> columns;  // "name" or "name TYPE"
  std::vector<std::string>
      arguments;  // names, which are hidden columns as well; missing ones are NULL
  /// Starts a call. Lifetime: of what the arguments view: that of the call to `open`.
  std::function<Result<TableRows>(std::span<const ValueView> arguments)> open;
};
/// FROM name(arguments): at most 31.
Status add_table_function(Connection& connection, TableDefinition definition);

// --- from lambdas

namespace function_details {

template <class T>
constexpr bool kTakesNull =
    std::same_as<T, ValueView> || !std::is_void_v<typename OptionalOf<T>::Type>;
template <class T>
constexpr bool kTakesAll = std::same_as<T, std::span<const ValueView>>;
/// An argument as a parameter of type T takes it. `scratch`: for texts of numbers.
template <class T>
T argument_as(ValueView value, std::string& scratch) {
  if constexpr (std::same_as<T, ValueView>) {
    return value;
  } else if constexpr (!std::is_void_v<typename OptionalOf<T>::Type>) {
    if (value.is_null()) return std::nullopt;
    return argument_as<typename OptionalOf<T>::Type>(value, scratch);
  } else if constexpr (std::same_as<T, bool>) {
    return record::to_real(value) != 0;
  } else if constexpr (std::integral<T>) {
    return static_cast<T>(record::to_integer(value));
  } else if constexpr (std::floating_point<T>) {
    return static_cast<T>(record::to_real(value));
  } else if constexpr (std::same_as<T, std::string_view>) {
    return record::to_text(value, scratch);
  } else if constexpr (std::same_as<T, std::string>) {
    return std::string(record::to_text(value, scratch));
  } else if constexpr (std::same_as<T, Bytes>) {
    if (value.is_blob()) return value.as_bytes();
    return as_bytes(record::to_text(value, scratch));
  } else {
    static_assert(kNoSuchType<T>, "functions of SQL have no parameters of this type");
  }
}

/// What a lambda gives, as the result of `call`.
template <class T>
Result<ValueView> result_of(FunctionCall& call, const T& value) {
  if constexpr (std::same_as<T, bool>) {
    return ValueView::boolean(value);
  } else if constexpr (std::integral<T>) {
    return ValueView::integer(static_cast<int64_t>(value));
  } else if constexpr (std::floating_point<T>) {
    return ValueView::real(static_cast<double>(value));
  } else if constexpr (std::same_as<T, ValueView>) {
    return value;
  } else if constexpr (std::convertible_to<T, std::string_view>) {
    call.buffer().assign(std::string_view(value));
    return call.text_result();
  } else if constexpr (std::convertible_to<T, Bytes>) {
    call.buffer().assign(as_text(Bytes(value)));
    return call.blob_result();
  } else if constexpr (std::same_as<T, Value>) {
    const ValueView view = value.view();
    if (view.is_text()) return result_of(call, view.as_text());
    if (view.is_blob()) return result_of(call, view.as_bytes());
    return view;
  } else if constexpr (requires { value.error(); }) {
    if (!value) return std::unexpected(value.error());
    if constexpr (std::is_void_v<typename T::value_type>) {
      return ValueView::null();
    } else {
      return result_of(call, *value);
    }
  } else if constexpr (requires { value.has_value(); }) {
    return value ? result_of(call, *value) : ValueView::null();
  } else {
    static_assert(kNoSuchType<T>, "functions of SQL have no results of this type");
  }
}

/// The parameters of F behind the first `Skipped`, which are not SQL's.
template <class F, size_t Skipped>
class Arguments {
  using Parameters = typename Signature<F>::Parameters;
  template <size_t I>
  using At = std::remove_cvref_t<std::tuple_element_t<I + Skipped, Parameters>>;

  static constexpr bool takes_all() {
    if constexpr (std::tuple_size_v<Parameters> == Skipped + 1) {
      return kTakesAll<At<0>>;
    } else {
      return false;
    }
  }

 public:
  static constexpr bool kAll = takes_all();
  static constexpr size_t kCount = std::tuple_size_v<Parameters> - Skipped;
  static constexpr int kMin = kAll ? 0 : static_cast<int>(kCount);
  static constexpr int kMax = kAll ? functions::kArgumentsMax : static_cast<int>(kCount);

  /// Is one of the arguments a NULL that its parameter cannot take?
  static bool has_null(std::span<const ValueView> arguments) {
    if constexpr (kAll) {
      return false;
    } else {
      return [&]<size_t... I>(std::index_sequence<I...>) {
        return ((!kTakesNull<At<I>> && arguments[I].is_null()) || ...);
      }(std::make_index_sequence<kCount>());
    }
  }
  /// `function(first..., arguments as its parameters take them...)`.
  template <class... First>
  static decltype(auto) call(F& function, std::span<const ValueView> arguments, First&... first) {
    if constexpr (kAll) {
      return function(first..., arguments);
    } else {
      std::string scratch[kCount + 1];
      return [&]<size_t... I>(std::index_sequence<I...>) -> decltype(auto) {
        return function(first..., argument_as<At<I>>(arguments[I], scratch[I])...);
      }(std::make_index_sequence<kCount>());
    }
  }
};

template <class F>
constexpr bool takes_call() {
  using Parameters = typename Signature<F>::Parameters;
  if constexpr (std::tuple_size_v<Parameters> == 0) {
    return false;
  } else {
    return std::same_as<std::tuple_element_t<0, Parameters>, FunctionCall&>;
  }
}

template <class T>
class Kept final : public functions::CallCache {
 public:
  Kept(ValueView of, T made) : key(of), value(std::move(made)) {}
  Value key;
  T value;
};

/// An aggregate of lambdas: Step(State&, arguments...), Final(const State&), Inverse like Step.
template <class State, class Step, class Final, class Inverse>
class LambdaAggregate final : public Aggregate {
 public:
  LambdaAggregate(State start, Step step, Final final, Inverse inverse)
      : state_(std::move(start)),
        step_(std::move(step)),
        final_(std::move(final)),
        inverse_(std::move(inverse)) {}

  Status step(FunctionCall&, std::span<const ValueView> arguments) override {
    return change(step_, arguments);
  }
  Status inverse(FunctionCall&, std::span<const ValueView> arguments) override {
    if constexpr (std::same_as<Inverse, std::nullptr_t>) {
      return fail(ErrorCode::Misuse);
    } else {
      return change(inverse_, arguments);
    }
  }
  Result<ValueView> value(FunctionCall& call) override {
    return result_of(call, final_(std::as_const(state_)));
  }

 private:
  template <class F>
  Status change(F& function, std::span<const ValueView> arguments) {
    using A = Arguments<F, 1>;
    if (A::has_null(arguments)) return ok();
    if constexpr (std::is_void_v<typename Signature<F>::Returned>) {
      A::call(function, arguments, state_);
      return ok();
    } else {
      return A::call(function, arguments, state_);
    }
  }

  State state_;
  Step step_;
  Final final_;
  [[no_unique_address]] Inverse inverse_;
};

}  // namespace function_details

/// What a function keeps at the place that it is called from, as long as `key` stays the same
/// value: `make()` gives it. Lifetime: until the next kept() at the same place.
template <class Make>
auto& kept(FunctionCall& call, ValueView key, Make make) {
  using Kept = function_details::Kept<std::invoke_result_t<Make>>;
  auto* known = dynamic_cast<Kept*>(call.cache().get());
  if (!known || !record::identical(known->key, key)) {
    call.cache() = std::make_unique<Kept>(key, make());
    known = static_cast<Kept*>(call.cache().get());
  }
  return known->value;
}

template <class F>
Status add_function(Connection& connection, std::string_view name, F function,
                    FunctionOptions options = {}) {
  using namespace function_details;
  constexpr size_t kFirst = takes_call<F>() ? 1 : 0;
  using A = Arguments<F, kFirst>;
  ScalarDefinition definition{.name = std::string(name),
                              .arguments_min = A::kMin,
                              .arguments_max = A::kMax,
                              .options = options,
                              .body = {}};
  definition.body = [function = std::move(function)](
                        FunctionCall& call,
                        std::span<const ValueView> arguments) mutable -> Result<ValueView> {
    if (A::has_null(arguments)) return ValueView::null();
    const auto run = [&]() -> decltype(auto) {
      if constexpr (kFirst == 1) {
        return A::call(function, arguments, call);
      } else {
        return A::call(function, arguments);
      }
    };
    if constexpr (std::is_void_v<typename Signature<F>::Returned>) {
      run();
      return ValueView::null();
    } else {
      return result_of(call, run());
    }
  };
  return add_function(connection, std::move(definition));
}

/// `step(State&, arguments...)` takes a row in, `inverse`, if it is given, the oldest one out,
/// `final(const State&)` is the result so far. Each group starts as `start`.
template <class State, class Step, class Final, class Inverse = std::nullptr_t>
Status add_aggregate(Connection& connection, std::string_view name, Step step, Final final,
                     State start = {}, Inverse inverse = nullptr, FunctionOptions options = {}) {
  using namespace function_details;
  using A = Arguments<Step, 1>;
  AggregateDefinition definition{.name = std::string(name),
                                 .arguments_min = A::kMin,
                                 .arguments_max = A::kMax,
                                 .options = options,
                                 .has_inverse = !std::same_as<Inverse, std::nullptr_t>,
                                 .make = {}};
  definition.make = [=]() -> std::unique_ptr<Aggregate> {
    return std::make_unique<LambdaAggregate<State, Step, Final, Inverse>>(start, step, final,
                                                                          inverse);
  };
  return add_aggregate(connection, std::move(definition));
}

}  // namespace tern
