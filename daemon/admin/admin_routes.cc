#include "daemon/admin/admin_routes.h"

#include <charconv>
#include <filesystem>
#include <memory>
#include <optional>

#include "daemon/admin/database_request.h"
#include "daemon/operation/json_string.h"

namespace tern::daemon {
namespace {

using sync::primary::DatabaseQuota;
using sync::primary::DatabaseSummary;
using sync::primary::Primary;
using sync::primary::SqlSource;

constexpr size_t kPageMax = 1000;                          // databases of one answer
constexpr uint64_t kRequestBytesMax = uint64_t{64} << 20;  // SQL text is the largest part

int status_of(const Error& error) {
  switch (tern::primary(error.code())) {
    case ErrorCode::NotFound:
      return 404;
    case ErrorCode::Constraint:
    case ErrorCode::Busy:
      return 409;
    case ErrorCode::TooBig:
      return 413;
    case ErrorCode::Full:
      return 507;
    case ErrorCode::IoErr:
    case ErrorCode::CantOpen:
    case ErrorCode::Internal:
      return 500;
    default:
      return 400;  // of the request: bad names, bad SQL, files that are no database
  }
}

Answer refused(const Error& error) {
  const int status = status_of(error);
  return sql_error_answer(status, sql_code_of(status), error.message());
}

Answer refused(std::string_view message) {
  return sql_error_answer(400, sql_code_of(400), message);
}

Answer done(const Status& status, int success) {
  if (status) return {.status = success, .body = "{}\n"};
  return refused(status.error());
}

std::string json_of(const DatabaseQuota& quota) {
  return "{\"bytes_max\":" + std::to_string(quota.bytes_max) +
         ",\"streams_max\":" + std::to_string(quota.streams_max) +
         ",\"statement_ms\":" + std::to_string(quota.statement_ms) +
         ",\"result_bytes_max\":" + std::to_string(quota.result_bytes_max) + "}";
}

std::string json_of(const DatabaseSummary& database) {
  return "{\"name\":" + json_string(database.name) + ",\"id\":" + json_string(database.id) +
         ",\"revision\":" + std::to_string(database.revision) +
         ",\"bytes\":" + std::to_string(database.size_bytes) +
         ",\"quota\":" + json_of(database.quota) + "}";
}

/// A name of a file, and no way out of its folder.
bool is_file_name(std::string_view name) {
  return !name.empty() && !name.starts_with('.') && name.find('/') == std::string_view::npos &&
         name.find('\0') == std::string_view::npos;
}

class Administration {
 public:
  Administration(Primary& primary, const ServeOptions& options)
      : primary_(primary),
        import_bytes_max_(options.limits.import_bytes_max),
        import_folder_(options.import_folder) {}

  std::string passing_path() const { return primary_.passing_path(); }

  Answer list(const TableRequest& request) const {
    size_t limit = 100;
    const std::string_view asked = query_parameter(request.query, "limit");
    const auto [end, error] = std::from_chars(asked.begin(), asked.end(), limit);
    if (!asked.empty() && (error != std::errc() || end != asked.end() || limit == 0))
      return refused("limit is a number of databases, from 1 on");
    limit = std::min(limit, kPageMax);
    const auto databases = primary_.list(query_parameter(request.query, "after"), limit);
    std::string body = "{\"databases\":[";
    for (const DatabaseSummary& database : databases)
      body += (body.back() == '[' ? "" : ",") + json_of(database);
    const bool may_go_on = databases.size() == limit;
    return {.body = body + "],\"next\":" +
                    (may_go_on ? json_string(databases.back().name) : "null") + "}\n"};
  }

  Answer create(const TableRequest& request) const {
    const Result<DatabaseRequest> wanted = DatabaseRequest::parse(as_text(request.body));
    if (!wanted) return refused(wanted.error());
    if (!wanted->name) return refused("a new database needs a name");
    if (wanted->copy_of && wanted->file)
      return refused("a new database is a copy or comes from a file, not both");
    const std::string& name = *wanted->name;
    const bool is_of_sql = wanted->sql && !wanted->copy_of && !wanted->file;
    Status made = is_of_sql ? primary_.create_from_sql(name, sync::primary::source_of(*wanted->sql),
                                                       wanted->quota.over({}), request.cancelled)
                            : make(name, *wanted);
    if (!made) return refused(made.error());
    if (wanted->sql && !is_of_sql)
      made = run(name, sync::primary::source_of(*wanted->sql), request);
    if (made) return created(name);
    (void)primary_.remove(name, Primary::InUse::Force);  // all of it, or nothing
    return refused(made.error());
  }

  Answer show(const TableRequest& request) const {
    const Result<DatabaseSummary> database = primary_.show(request.parameters.front());
    if (!database) return refused(database.error());
    return {.body = json_of(*database) + "\n"};
  }

  Answer change(const TableRequest& request) const {
    const std::string& name = request.parameters.front();
    const Result<DatabaseRequest> wanted = DatabaseRequest::parse(as_text(request.body));
    if (!wanted) return refused(wanted.error());
    if (wanted->copy_of || wanted->sql || wanted->file)
      return refused("what can be changed is name and quota");
    const Result<DatabaseQuota> quota = primary_.quota(name);
    if (!quota) return refused(quota.error());
    const DatabaseQuota changed_quota = wanted->quota.over(*quota);
    Status changed = changed_quota == *quota ? ok() : primary_.set_quota(name, changed_quota);
    if (changed && wanted->name) changed = primary_.rename(name, *wanted->name);
    return done(changed, 200);
  }

  Answer remove(const TableRequest& request) const {
    const bool forced = query_parameter(request.query, "force") == "1";
    return done(primary_.remove(request.parameters.front(),
                                forced ? Primary::InUse::Force : Primary::InUse::Refuse),
                200);
  }

  Answer vacuum(const TableRequest& request) const {
    const Result<uint64_t> revision = primary_.vacuum(request.parameters.front());
    return revision ? at_revision(*revision) : refused(revision.error());
  }

  // --- files and SQL text, in and out

  /// Of what a new database is made of.
  std::expected<uint64_t, Answer> admit_new(const TableRequest& request) const {
    const std::string& name = request.parameters.front();
    if (primary_.quota(name))
      return std::unexpected(sql_error_answer(409, sql_code_of(409), "database exists: " + name));
    const Result<QuotaRequest> quota = QuotaRequest::of_query(request.query);
    if (!quota) return std::unexpected(refused(quota.error()));
    return import_bytes_max_;
  }
  /// A file that is larger than the database may become is not read to its end.
  std::expected<uint64_t, Answer> admit_file(const TableRequest& request) const {
    auto bytes_max = admit_new(request);
    if (!bytes_max) return bytes_max;
    const uint64_t quota = QuotaRequest::of_query(request.query)->over({}).bytes_max;
    return quota > 0 ? std::min(quota, *bytes_max) : *bytes_max;
  }
  std::expected<uint64_t, Answer> admit_existing(const TableRequest& request) const {
    const Result<DatabaseQuota> quota = primary_.quota(request.parameters.front());
    if (!quota) return std::unexpected(refused(quota.error()));
    return import_bytes_max_;
  }

  Answer take_file(const TableRequest& request) const {
    const Result<QuotaRequest> quota = QuotaRequest::of_query(request.query);
    if (!quota) return refused(quota.error());
    const std::string& name = request.parameters.front();
    const Status made = primary_.create_from_file(name, request.file->path(),
                                                  Primary::FileUse::Take, quota->over({}));
    return made ? created(name) : refused(made.error());
  }

  Answer take_sql(const TableRequest& request) const {
    const Result<QuotaRequest> quota = QuotaRequest::of_query(request.query);
    if (!quota) return refused(quota.error());
    const Result<SqlSource> sql = sync::primary::source_of_file(request.file->path());
    if (!sql) return refused(sql.error());
    const std::string& name = request.parameters.front();
    const Status made = primary_.create_from_sql(name, *sql, quota->over({}), request.cancelled);
    return made ? created(name) : refused(made.error());
  }

  Answer run_sql(const TableRequest& request) const {
    const Result<SqlSource> sql = sync::primary::source_of_file(request.file->path());
    if (!sql) return refused(sql.error());
    const Result<uint64_t> ran =
        primary_.import_sql(request.parameters.front(), *sql, request.cancelled);
    return ran ? at_revision(*ran) : refused(ran.error());
  }

  Answer give_file(const TableRequest& request) const {
    const std::string path = primary_.passing_path();
    const Status written = primary_.export_file(request.parameters.front(), path);
    return written ? file_answer(path, "application/vnd.sqlite3") : not_written(written.error());
  }

  Answer give_sql(const TableRequest& request) const {
    const std::string path = primary_.passing_path();
    const Status written = primary_.export_sql(request.parameters.front(), path);
    return written ? file_answer(path, "application/sql") : not_written(written.error());
  }

 private:
  static Answer created(const std::string& name) {
    return {.status = 201, .body = "{\"name\":" + json_string(name) + "}\n"};
  }

  static Answer at_revision(uint64_t revision) {
    return {.body = "{\"revision\":" + std::to_string(revision) + "}\n"};
  }

  static Answer file_answer(const std::string& path, std::string content_type) {
    auto file = PassingFile::adopt(path);
    if (!file) return refused(file.error());
    return {.content_type = std::move(content_type), .file = *std::move(file)};
  }

  /// What is wrong with a database here is no fault of the request.
  static Answer not_written(const Error& error) {
    const int status = status_of(error) == 400 ? 500 : status_of(error);
    return sql_error_answer(status, sql_code_of(status), error.message());
  }

  /// Without regard to SQL.
  Status make(const std::string& name, const DatabaseRequest& wanted) const {
    if (wanted.file) return import_file(name, *wanted.file, wanted.quota.over({}));
    const Status made =
        wanted.copy_of ? primary_.copy(*wanted.copy_of, name) : primary_.create(name);
    if (!made) return made;
    const DatabaseQuota before = TRY(primary_.quota(name));
    const DatabaseQuota after = wanted.quota.over(before);
    return after == before ? ok() : primary_.set_quota(name, after);
  }

  Status import_file(const std::string& name, const std::string& file,
                     const DatabaseQuota& quota) const {
    if (import_folder_.empty())
      return fail(ErrorCode::Misuse, "this server has no import folder (import_folder)");
    if (!is_file_name(file))
      return fail(ErrorCode::Misuse,
                  "\"file\": the name of a file in the server's import folder, without a path");
    const std::string path = import_folder_ + "/" + file;
    std::error_code error;
    if (!std::filesystem::is_regular_file(path, error))
      return fail(ErrorCode::NotFound, "the import folder has no file " + file);
    return primary_.create_from_file(name, path, Primary::FileUse::Copy, quota);
  }

  Status run(const std::string& name, const SqlSource& sql, const TableRequest& request) const {
    (void)TRY(primary_.import_sql(name, sql, request.cancelled));
    return ok();
  }

  Primary& primary_;
  uint64_t import_bytes_max_;
  std::string import_folder_;
};

}  // namespace

RouteTable admin_routes(Primary& primary, const ServeOptions& options) {
  // Shared by the handlers, which the table copies.
  const auto admin = std::make_shared<const Administration>(primary, options);
  using Handler = Answer (Administration::*)(const TableRequest&) const;
  using Admit = std::expected<uint64_t, Answer> (Administration::*)(const TableRequest&) const;
  RouteTable table;
  const auto add = [&](std::string method, std::string pattern, uint64_t body_bytes_max,
                       Handler handler) {
    table.add(
        {std::move(method), std::move(pattern), RouteAccess::Administrator, body_bytes_max,
         [admin, handler](const TableRequest& request) { return ((*admin).*handler)(request); }});
  };
  const auto add_upload = [&](std::string method, std::string pattern, Admit admit,
                              Handler handler) {
    TableRoute route;
    route.method = std::move(method);
    route.pattern = std::move(pattern);
    route.handler = [admin, handler](const TableRequest& request) {
      return ((*admin).*handler)(request);
    };
    route.admit = [admin, admit](const TableRequest& request) {
      return ((*admin).*admit)(request);
    };
    route.body_path = [admin] { return admin->passing_path(); };
    table.add(std::move(route));
  };
  add("GET", "/v1/databases", 0, &Administration::list);
  add("POST", "/v1/databases", kRequestBytesMax, &Administration::create);
  add("GET", "/v1/databases/{name}", 0, &Administration::show);
  add("PATCH", "/v1/databases/{name}", kRequestBytesMax, &Administration::change);
  add("DELETE", "/v1/databases/{name}", 0, &Administration::remove);
  add("POST", "/v1/databases/{name}/vacuum", 0, &Administration::vacuum);
  add("GET", "/v1/databases/{name}/file", 0, &Administration::give_file);
  add("GET", "/v1/databases/{name}/sql", 0, &Administration::give_sql);
  add_upload("PUT", "/v1/databases/{name}/file", &Administration::admit_file,
             &Administration::take_file);
  add_upload("PUT", "/v1/databases/{name}/sql", &Administration::admit_new,
             &Administration::take_sql);
  add_upload("POST", "/v1/databases/{name}/sql", &Administration::admit_existing,
             &Administration::run_sql);
  return table;
}

}  // namespace tern::daemon
