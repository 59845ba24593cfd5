#pragma once

#include <optional>
#include <string>
#include <vector>

#include "engine/api/connection_state.h"

namespace tern::api {

/// What the authorizer said of a statement that is not compiled: it is asked when the statement is
/// prepared, and what it answered holds for all runs.
class CommandAccess {
 public:
  /// Asks about everything that the statement does; nobody, if the connection has no authorizer.
  /// Where the statement will fail, no more is asked than up to there. Errors: Auth; Error
  /// "not authorized to use function: f".
  static Result<CommandAccess> ask(ConnectionState& connection, const sql::Statement& statement,
                                   std::string_view sql);

  /// What it is there for is ignored.
  bool does_nothing() const { return does_nothing_; }
  /// For expressions and single objects: answers as before. Lifetime: of this.
  bind::Access again() const;

  /// An answer that is not Allow, kept.
  struct Ignored {
    Action action{};
    std::optional<std::string> first, second, database, inside;
    bool is_same(const AccessRequest& request) const;
  };

 private:
  bool does_nothing_ = false;
  bool has_attached_ = false;
  Authorizer again_;  // empty: everything was allowed
};

}  // namespace tern::api
