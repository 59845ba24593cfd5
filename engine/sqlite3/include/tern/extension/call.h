#pragma once

// Arguments as a lambda's parameters take them, and what it gives as the result of a call.

#include <array>
#include <concepts>
#include <memory>
#include <new>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <tuple>
#include <type_traits>
#include <utility>

#include "tern/extension/value.h"
#include "tern/signature.h"

namespace tern::extension {

/// The place in a statement that a function is called from, while it is called.
class FunctionCall {
 public:
  FunctionCall(sqlite3_context* context, std::span<const ValueView> arguments)
      : context_(context), arguments_(arguments) {}
  FunctionCall(const FunctionCall&) = delete;
  FunctionCall& operator=(const FunctionCall&) = delete;

  sqlite3_context* context() const { return context_; }
  sqlite3* connection() const { return sqlite3_context_db_handle(context_); }

 private:
  template <class Make>
  friend auto& kept(FunctionCall& call, ValueView key, Make make);
  /// -1: it is no argument.
  int place_of(ValueView key) const {
    for (size_t i = 0; i < arguments_.size(); ++i) {
      if (arguments_[i].get() == key.get()) return static_cast<int>(i);
    }
    return -1;
  }

  sqlite3_context* context_;
  std::span<const ValueView> arguments_;
  std::shared_ptr<void> held_;  // shared: with what the library keeps for later calls
};

/// What a function keeps at the place that it is called from, as long as its argument `key` stays
/// the same value: `make()` gives it. One kept() for each argument. Lifetime: the call.
template <class Make>
auto& kept(FunctionCall& call, ValueView key, Make make) {
  using Shared = std::shared_ptr<std::invoke_result_t<Make>>;
  const int place = call.place_of(key);
  const auto* const known =
      place < 0 ? nullptr : static_cast<Shared*>(sqlite3_get_auxdata(call.context_, place));
  const Shared held = known ? *known : std::make_shared<std::invoke_result_t<Make>>(make());
  call.held_ = held;
  if (!known && place >= 0) {
    sqlite3_set_auxdata(call.context_, place, new Shared(held),
                        [](void* shared) { delete static_cast<Shared*>(shared); });
  }
  return *held;
}

namespace details {

using function_details::kNoSuchType;
using function_details::OptionalOf;
using function_details::Signature;

constexpr size_t kArgumentsMax = 127;

template <class T>
constexpr bool kTakesNull =
    std::same_as<T, ValueView> || !std::is_void_v<typename OptionalOf<T>::Type>;
template <class T>
constexpr bool kTakesAll = std::same_as<T, std::span<const ValueView>>;

/// An argument as a parameter of type T takes it.
template <class T>
T argument_as(ValueView value) {
  if constexpr (std::same_as<T, ValueView>) {
    return value;
  } else if constexpr (!std::is_void_v<typename OptionalOf<T>::Type>) {
    if (value.is_null()) return std::nullopt;
    return argument_as<typename OptionalOf<T>::Type>(value);
  } else if constexpr (std::same_as<T, bool>) {
    return value.as_real() != 0;
  } else if constexpr (std::integral<T>) {
    return static_cast<T>(value.as_integer());
  } else if constexpr (std::floating_point<T>) {
    return static_cast<T>(value.as_real());
  } else if constexpr (std::same_as<T, std::string_view>) {
    return value.as_text();
  } else if constexpr (std::same_as<T, std::string>) {
    return std::string(value.as_text());
  } else if constexpr (std::same_as<T, Bytes>) {
    return value.as_bytes();
  } else {
    static_assert(kNoSuchType<T>, "functions of SQL have no parameters of this type");
  }
}

inline void give_error(sqlite3_context* context, const Error& error) {
  if (!error.message.empty()) {
    sqlite3_result_error(context, error.message.data(), static_cast<int>(error.message.size()));
  }
  sqlite3_result_error_code(context, error.code);
}

/// What a lambda gives, as the result of a call.
template <class T>
void give(sqlite3_context* context, const T& value) {
  if constexpr (std::integral<T>) {
    sqlite3_result_int64(context, static_cast<sqlite3_int64>(value));
  } else if constexpr (std::floating_point<T>) {
    sqlite3_result_double(context, static_cast<double>(value));
  } else if constexpr (std::same_as<T, ValueView>) {
    value.get() ? sqlite3_result_value(context, value.get()) : sqlite3_result_null(context);
  } else if constexpr (std::convertible_to<T, std::string_view>) {
    const std::string_view text(value);
    sqlite3_result_text64(context, text.data() ? text.data() : "", text.size(), SQLITE_TRANSIENT,
                          SQLITE_UTF8);
  } else if constexpr (std::convertible_to<T, Bytes>) {
    const Bytes bytes(value);
    if (bytes.empty()) return sqlite3_result_zeroblob(context, 0);
    sqlite3_result_blob64(context, bytes.data(), bytes.size(), SQLITE_TRANSIENT);
  } else if constexpr (requires { value.error(); }) {
    if (!value) return give_error(context, value.error());
    if constexpr (!std::is_void_v<typename T::value_type>) give(context, *value);
  } else if constexpr (requires { value.has_value(); }) {
    value ? give(context, *value) : sqlite3_result_null(context);
  } else {
    static_assert(kNoSuchType<T>, "functions of SQL have no results of this type");
  }
}

/// Runs `body` at the border to C. `failure`: the text of the error where it throws.
template <class Body>
void guarded(sqlite3_context* context, const std::string& failure, Body&& body) noexcept {
  try {
    body();
  } catch (const std::bad_alloc&) {
    sqlite3_result_error_nomem(context);
  } catch (...) {
    sqlite3_result_error(context, failure.data(), static_cast<int>(failure.size()));
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
  static constexpr int kDeclared = kAll ? -1 : static_cast<int>(kCount);  // as SQLite counts them

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
      return [&]<size_t... I>(std::index_sequence<I...>) -> decltype(auto) {
        return function(first..., argument_as<At<I>>(arguments[I])...);
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

/// The arguments of one call.
class CallArguments {
 public:
  CallArguments(int count, sqlite3_value** values) : count_(static_cast<size_t>(count)) {
    for (size_t i = 0; i < count_; ++i) views_[i] = ValueView(values[i]);
  }
  std::span<const ValueView> views() const { return std::span(views_).first(count_); }

 private:
  std::array<ValueView, kArgumentsMax> views_;
  size_t count_;
};

}  // namespace details
}  // namespace tern::extension
