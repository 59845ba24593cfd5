#pragma once

#include <cstdint>
#include <expected>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "daemon/auth/tokens.h"
#include "daemon/http/answer.h"
#include "daemon/operation/options.h"
#include "sync/primary/primary.h"
#include "sync/wire/exchange.h"

namespace tern::daemon {

/// What the router needs of the primary; tests put a function in its place.
struct Backend {
  std::function<sync::wire::Response(const sync::wire::Request&, const sync::primary::Caller&)>
      handle;
  std::function<std::vector<sync::primary::DatabaseSummary>()> list;
};

/// A request's head, before its body is read.
struct RequestHead {
  std::string method;
  std::string target;
  std::string authorization;  ///< the header's value
};

/// A request that may be answered: checked against the tokens, its body still to come.
struct Admitted {
  enum class Kind : uint8_t { Health, Version, List, Sync };
  Kind kind = Kind::Health;
  sync::wire::Method method = sync::wire::Method::Get;
  std::string path;
  sync::primary::Caller caller;
  std::string name;  ///< of the token, for logs; empty without one
  uint64_t body_bytes_max = 0;
};

/// Decides who may ask what, and asks the primary.
/// Threads: admit() on the HTTP thread; answer() on any, several at once.
class Router {
 public:
  Router(Backend backend, const Limits& limits) : backend_(std::move(backend)), limits_(limits) {}

  void set_tokens(TokenTable tokens) { tokens_ = std::move(tokens); }

  /// From the head alone, so that nobody sends a body in vain. An Answer is the refusal.
  std::expected<Admitted, Answer> admit(const RequestHead& head) const;
  Answer answer(const Admitted& admitted, ByteVector body) const;

 private:
  std::expected<Admitted, Answer> admit_database(const RequestHead& head, const Permit& permit,
                                                 std::string_view path) const;
  std::expected<Permit, Answer> permit_of(const RequestHead& head) const;
  Answer list_answer() const;
  Answer answer_or_throw(const Admitted& admitted, ByteVector body) const;

  Backend backend_;
  const Limits& limits_;
  TokenTable tokens_;
};

}  // namespace tern::daemon
