#pragma once

/// What the signature of a lambda says: the parameters and the result of SQL functions are deduced
/// of it (functions.h, extension.h).

#include <cstddef>
#include <optional>
#include <tuple>

namespace tern::function_details {

template <class T>
struct Signature : Signature<decltype(&T::operator())> {};
template <class R, class... P>
struct Signature<R (*)(P...)> {
  using Returned = R;
  using Parameters = std::tuple<P...>;
};
template <class C, class R, class... P>
struct Signature<R (C::*)(P...) const> : Signature<R (*)(P...)> {};
template <class C, class R, class... P>
struct Signature<R (C::*)(P...)> : Signature<R (*)(P...)> {};

template <class T>
struct OptionalOf {
  using Type = void;
};
template <class T>
struct OptionalOf<std::optional<T>> {
  using Type = T;
};

template <class>
constexpr bool kNoSuchType = false;

}  // namespace tern::function_details
