#include <optional>

#include "engine/io/posix_vfs.h"
#include "sync/primary/hosted_database.h"
#include "sync/primary/primary_state.h"
#include "sync/wire/messages.h"

// What replicas ask, by path; errors become HTTP's numbers.

namespace tern::sync::primary {
namespace {

int status_of(const Error& error) {
  switch (tern::primary(error.code())) {
    case ErrorCode::Corrupt:
      return 422;
    case ErrorCode::TooBig:
      return 413;
    case ErrorCode::NotFound:
      return 404;
    case ErrorCode::Constraint:
      return 409;
    case ErrorCode::Misuse:
      return 400;
    case ErrorCode::Auth:
      return 403;
    case ErrorCode::Full:
      return 507;
    case ErrorCode::Busy:
      return 503;
    default:
      return 500;
  }
}

wire::Response refused(int status, std::string_view why) {
  const Bytes text = as_bytes(why);
  return {status, ByteVector(text.begin(), text.end())};
}

wire::Response refused(const Error& error) { return refused(status_of(error), error.message()); }

template <class Answer>
wire::Response answered(const Result<Answer>& answer) {
  if (!answer) return refused(answer.error());
  return {200, answer->encode()};
}

struct Target {
  std::string_view database;
  std::string_view action;  // "", "push", "pull", "status"
};

std::optional<Target> parse_path(std::string_view path) {
  constexpr std::string_view kPrefix = "/v1/db/";
  if (!path.starts_with(kPrefix)) return std::nullopt;
  path.remove_prefix(kPrefix.size());
  const size_t slash = path.find('/');
  Target target{path.substr(0, slash), {}};
  if (slash != std::string_view::npos) target.action = path.substr(slash + 1);
  if (!wire::is_valid_name(target.database)) return std::nullopt;
  return target;
}

wire::Response push(HostedDatabase& database, Bytes body) {
  const Result<wire::PushRequest> request = wire::PushRequest::decode(body);
  if (!request) return refused(request.error());
  return answered(database.push(*request));
}

wire::Response pull(HostedDatabase& database, Bytes body) {
  const Result<wire::PullRequest> request = wire::PullRequest::decode(body);
  if (!request) return refused(request.error());
  return answered(database.pull(*request));
}

}  // namespace

wire::Response Primary::handle(const wire::Request& request, const Caller& caller) {
  const std::optional<Target> target = parse_path(request.path);
  if (!target) return refused(404, "no such path");
  if (request.method == wire::Method::Put && target->action.empty()) {
    if (!caller.may_create) return refused(403, "the token may not create databases");
    if (request.body.empty()) {
      const Status done = create(target->database);
      return done ? wire::Response{201, {}} : refused(done.error());
    }
    const std::string upload = state_->upload_path();
    const auto write = [&]() -> Status {
      auto file = TRY(io::posix_vfs().open(upload, {.create = true, .exclusive = true}));
      TRY(file->pwrite(request.body, 0));
      return file->sync(io::SyncMode::Data);
    };
    Status done = write();
    if (done) done = create_from_file(target->database, upload);
    (void)io::posix_vfs().remove(upload);
    return done ? wire::Response{201, {}} : refused(done.error());
  }
  const bool is_push = request.method == wire::Method::Post && target->action == "push";
  const bool is_pull = request.method == wire::Method::Post && target->action == "pull";
  const bool is_status = request.method == wire::Method::Get && target->action == "status";
  if (!is_push && !is_pull && !is_status) return refused(404, "no such path");
  if (is_push ? !caller.may_push : !caller.may_pull)
    return refused(403, "the token does not allow this");
  const Result<OpenDatabases::Handle> database = state_->use(target->database);
  if (!database) return refused(database.error());
  if (is_push) return push(**database, request.body);
  if (is_pull) return pull(**database, request.body);
  return answered((*database)->status());
}

}  // namespace tern::sync::primary
