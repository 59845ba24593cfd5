#include "engine/bind/access.h"

#include <string>

namespace tern::bind {

Permission Access::answer(const AccessRequest& request) const {
  if (!authorizer_) return Permission::Allow;
  try {
    return (*authorizer_)(request);
  } catch (...) {
    return Permission::Deny;
  }
}

Result<Permission> Access::ask(Action action, AccessRequest::Text first, AccessRequest::Text second,
                               AccessRequest::Text database) const {
  const Permission out = answer({action, first, second, database, inside_});
  if (out == Permission::Deny) return fail(ErrorCode::Auth, "not authorized");
  return out;
}

Result<Permission> Access::ask_to_read(std::string_view database, std::string_view table,
                                       std::string_view column) const {
  const Permission out = answer({Action::Read, table, column, database, inside_});
  if (out != Permission::Deny) return out;
  std::string text = "access to ";
  if (has_attached_ || database != "main") text.append(database).append(".");
  text.append(table).append(".").append(column).append(" is prohibited");
  return fail(ErrorCode::Auth, std::move(text));
}

Result<Permission> Access::ask_to_call(std::string_view function, std::string_view written) const {
  const Permission out = answer({Action::Function, {}, function, {}, inside_});
  if (out != Permission::Deny) return out;
  std::string text = "not authorized to use function: ";
  text.append(written);
  return fail(ErrorCode::Error, std::move(text));
}

}  // namespace tern::bind
