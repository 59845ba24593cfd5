#include "sync/primary/primary.h"

#include <filesystem>
#include <map>
#include <mutex>

#include "engine/io/posix_vfs.h"
#include "sync/model/codec.h"
#include "sync/primary/hosted_database.h"
#include "sync/store/record_log.h"
#include "sync/wire/messages.h"

namespace tern::sync::primary {
namespace {

namespace fs = std::filesystem;
constexpr uint8_t kRegistered = 1;

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

}  // namespace

class Primary::State {
 public:
  State(std::string folder, PrimaryOptions options)
      : folder_(std::move(folder)), options_(options) {}

  Status open() {
    std::error_code error;
    fs::create_directories(folder_, error);
    if (error) return fail(ErrorCode::CantOpen, folder_);
    // Two that serve one folder would each believe to know all of its history.
    lock_file_ = TRY(io::posix_vfs().open(folder_ + "/lock", {.create = true}));
    const Status locked = lock_file_->lock(0, 1, io::LockMode::Exclusive);
    if (!locked && locked.error().is(ErrorCode::Busy))
      return fail(ErrorCode::Busy, "another server works on the folder " + folder_);
    TRY(Status(locked));
    catalog_ = std::make_unique<store::RecordLog>(TRY(store::RecordLog::open(
        io::posix_vfs(), folder_ + "/catalog", [this](uint8_t, Bytes payload, uint64_t) {
          model::Reader in(payload);
          const std::string name(in.text());
          ids_[name] = in.text();
          return in.check("catalog");
        })));
    return ok();
  }

  Status register_database(std::string_view name, const std::string* file) {
    if (!wire::is_valid_name(name)) return fail(ErrorCode::Misuse, "bad database name");
    const std::lock_guard guard(mutex_);
    const std::string key(name);
    if (ids_.contains(key)) return fail(ErrorCode::Constraint, "database exists: " + key);
    const std::string id = model::ReplicaId::random(*options_.random).hex();
    TRY(make_folder(id, file));
    std::unique_ptr<HostedDatabase> database =
        TRY(HostedDatabase::open(folder_ + "/" + id, options_));
    model::Writer out;
    out.text(name);
    out.text(id);
    (void)TRY(catalog_->append(kRegistered, out.bytes()));
    TRY(catalog_->sync());
    ids_[key] = id;
    open_[key] = std::move(database);
    return ok();
  }

  Result<HostedDatabase*> find(std::string_view name) {
    const std::lock_guard guard(mutex_);
    const std::string key(name);
    const auto id = ids_.find(key);
    if (id == ids_.end()) return fail(ErrorCode::NotFound, "no database " + key);
    std::unique_ptr<HostedDatabase>& slot = open_[key];
    if (!slot) {
      Result<std::unique_ptr<HostedDatabase>> opened =
          HostedDatabase::open(folder_ + "/" + id->second, options_);
      if (!opened) {
        open_.erase(key);
        return std::unexpected(opened.error());
      }
      slot = *std::move(opened);
    }
    return slot.get();
  }

  std::map<std::string, std::string> ids() const {
    const std::lock_guard guard(mutex_);
    return ids_;
  }
  std::string file_of(const std::string& id) const { return folder_ + "/" + id + "/db"; }
  const std::string& folder() const { return folder_; }
  io::Random& random() { return *options_.random; }

 private:
  Status make_folder(const std::string& id, const std::string* file) {
    const std::string folder = folder_ + "/" + id;
    std::error_code error;
    fs::create_directories(folder, error);
    if (error) return fail(ErrorCode::CantOpen, folder);
    if (!file) return ok();
    fs::rename(*file, folder + "/db", error);
    if (error) {
      error.clear();
      fs::copy_file(*file, folder + "/db", error);
    }
    if (error) return fail(ErrorCode::IoErr, "cannot take over the database file");
    return ok();
  }

  std::string folder_;
  PrimaryOptions options_;
  mutable std::mutex mutex_;
  std::unique_ptr<io::File> lock_file_;  // held while this object lives
  std::unique_ptr<store::RecordLog> catalog_;
  std::map<std::string, std::string> ids_;
  std::map<std::string, std::unique_ptr<HostedDatabase>> open_;
};

Primary::Primary(std::unique_ptr<State> state) : state_(std::move(state)) {}
Primary::~Primary() = default;

Result<std::unique_ptr<Primary>> Primary::open(const std::string& folder, PrimaryOptions options) {
  auto state = std::make_unique<State>(folder, options);
  TRY(state->open());
  return std::unique_ptr<Primary>(new Primary(std::move(state)));
}

Status Primary::create(std::string_view name) { return state_->register_database(name, nullptr); }

Status Primary::create_from_file(std::string_view name, const std::string& path) {
  return state_->register_database(name, &path);
}

std::vector<DatabaseSummary> Primary::list() const {
  std::vector<DatabaseSummary> out;
  for (const auto& [name, id] : state_->ids()) {
    DatabaseSummary summary{name, id, state_->file_of(id), 0};
    if (Result<HostedDatabase*> database = state_->find(name)) {
      if (const auto status = (*database)->status()) summary.revision = status->head.raw;
    }
    out.push_back(std::move(summary));
  }
  return out;
}

Result<std::string> Primary::path_of(std::string_view name) const {
  return TRY(state_->find(name))->path();
}

Result<uint64_t> Primary::execute(std::string_view name, std::string_view sql) {
  return TRY(state_->find(name))->execute(sql);
}

namespace {

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
    const std::string upload =
        state_->folder() + "/upload-" + model::ReplicaId::random(state_->random()).hex();
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
  const Result<HostedDatabase*> database = state_->find(target->database);
  if (!database) return refused(database.error());
  if (is_push) return push(**database, request.body);
  if (is_pull) return pull(**database, request.body);
  return answered((*database)->status());
}

}  // namespace tern::sync::primary
