#include "engine/api/command_access.h"

#include "engine/api/command_questions.h"

namespace tern::api {
namespace {

std::optional<std::string> kept(const AccessRequest::Text& text) {
  if (!text) return std::nullopt;
  return std::string(*text);
}

}  // namespace

bool CommandAccess::Ignored::is_same(const AccessRequest& request) const {
  return action == request.action && first == request.first && second == request.second &&
         database == request.database && inside == request.inside;
}

Result<CommandAccess> CommandAccess::ask(ConnectionState& connection,
                                         const sql::Statement& statement, std::string_view sql) {
  CommandAccess out;
  const bind::Access access = connection.access();
  if (!access) return out;
  std::vector<Ignored> ignored;
  const Authorizer asked = [&](const AccessRequest& request) {
    const Permission answer = access.answer(request);
    if (answer == Permission::Ignore) {
      ignored.push_back({request.action, kept(request.first), kept(request.second),
                         kept(request.database), kept(request.inside)});
    }
    return answer;
  };
  out.has_attached_ = access.has_attached();
  CommandQuestions questions(connection, TRY(connection.catalog()),
                             bind::Access(&asked, access.has_attached()), sql);
  TRY(questions.ask(statement));
  out.does_nothing_ = questions.is_ignored();
  if (!ignored.empty()) {
    out.again_ = [all = std::move(ignored)](const AccessRequest& request) {
      for (const Ignored& each : all) {
        if (each.is_same(request)) return Permission::Ignore;
      }
      return Permission::Allow;
    };
  }
  return out;
}

bind::Access CommandAccess::again() const {
  if (!again_) return {};
  return {&again_, has_attached_};
}

}  // namespace tern::api
