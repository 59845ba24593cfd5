#pragma once

#include <string_view>

#include "engine/base/authorizer.h"
#include "engine/base/result.h"

namespace tern::bind {

/// What is compiled, as its authorizer sees it: whom to ask, and which text says so. Cheap to copy.
/// Lifetime: of what it points at: as the compilation. Everything is allowed if nobody is to be
/// asked.
class Access {
 public:
  Access() = default;
  /// `has_attached`: there are databases beside main and the temporary one.
  Access(const Authorizer* authorizer, bool has_attached)
      : authorizer_(authorizer), has_attached_(has_attached) {}

  explicit operator bool() const { return authorizer_ != nullptr; }
  /// The same inside a view, a common table expression or a trigger; nothing: a foreign key's
  /// action.
  Access inside(AccessRequest::Text name) const {
    Access out = *this;
    out.inside_ = name;
    return out;
  }

  /// Errors: Auth "not authorized".
  Result<Permission> ask(Action action, AccessRequest::Text first = {},
                         AccessRequest::Text second = {}, AccessRequest::Text database = {}) const;
  /// Errors: Auth "access to t.c is prohibited"; the database's name comes before where it tells
  /// something.
  Result<Permission> ask_to_read(std::string_view database, std::string_view table,
                                 std::string_view column) const;
  /// `written`: as the text calls it. Errors: Error "not authorized to use function: f".
  Result<Permission> ask_to_call(std::string_view function, std::string_view written) const;

  /// What the authorizer says, without an error.
  Permission answer(const AccessRequest& request) const;
  bool has_attached() const { return has_attached_; }

 private:
  const Authorizer* authorizer_ = nullptr;
  bool has_attached_ = false;
  AccessRequest::Text inside_;
};

}  // namespace tern::bind
