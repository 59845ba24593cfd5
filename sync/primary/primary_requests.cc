#include <algorithm>
#include <charconv>
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
    case ErrorCode::NotADb:
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
  path = path.substr(0, path.find('?'));
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

/// What a status waits for.
struct StatusWait {
  uint64_t after = 0;
  uint64_t wait_ms = 0;  // 0: not at all
};

/// The numbers of a status' query; names that are not known here mean nothing.
std::optional<StatusWait> parse_wait(std::string_view path) {
  StatusWait out;
  const size_t mark = path.find('?');
  std::string_view query = mark == std::string_view::npos ? "" : path.substr(mark + 1);
  while (!query.empty()) {
    const std::string_view parameter = query.substr(0, query.find('&'));
    query.remove_prefix(std::min(parameter.size() + 1, query.size()));
    const size_t equals = std::min(parameter.find('='), parameter.size());
    const std::string_view name = parameter.substr(0, equals);
    uint64_t* const number = name == "after" ? &out.after : &out.wait_ms;
    if (name != "after" && name != "wait_ms") continue;
    const char* const end = parameter.data() + parameter.size();
    const char* const begin = std::min(parameter.data() + equals + 1, end);
    const auto [stop, error] = std::from_chars(begin, end, *number);
    if (error != std::errc() || stop != end) return std::nullopt;
  }
  return out;
}

/// Until the head is news, the time is over, or nobody wants to know any more.
void wait_for_news(HostedDatabase& database, const StatusWait& wait, const Caller& caller) {
  using Clock = std::chrono::steady_clock;
  constexpr std::chrono::milliseconds kLookPause{200};  // for a caller that goes
  const auto most = static_cast<uint64_t>(kStatusWaitMax.count());
  const Clock::time_point end =
      Clock::now() + std::chrono::milliseconds(std::min(wait.wait_ms, most));
  const auto is_gone = [&] { return caller.is_gone && *caller.is_gone; };
  while (!is_gone() && Clock::now() < end) {
    const Clock::time_point look = caller.is_gone ? std::min(end, Clock::now() + kLookPause) : end;
    const Result<uint64_t> head = database.wait_for_commit(wait.after, look);
    if (!head || *head > wait.after) return;
    // A database that is closed or removed wakes who waits, and has no more news.
    if (database.news().is_closed()) return;
  }
}

wire::Response status(HostedDatabase& database, std::string_view path, const Caller& caller) {
  const std::optional<StatusWait> wait = parse_wait(path);
  if (!wait) return refused(400, "after and wait_ms are whole numbers");
  if (wait->wait_ms > 0) {
    const auto run = [&] { wait_for_news(database, *wait, caller); };
    if (!caller.wait_elsewhere) run();
    if (caller.wait_elsewhere) (void)caller.wait_elsewhere(run);
  }
  return answered(database.status());
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
  return status(**database, request.path, caller);
}

}  // namespace tern::sync::primary
