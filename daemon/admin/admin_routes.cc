#include "daemon/admin/admin_routes.h"

#include <charconv>
#include <filesystem>
#include <fstream>
#include <optional>
#include <sstream>

#include "daemon/admin/database_request.h"
#include "daemon/operation/json_string.h"
#include "engine/io/random.h"
#include "sync/model/identity.h"

namespace tern::daemon {
namespace {

using sync::primary::DatabaseQuota;
using sync::primary::DatabaseSummary;
using sync::primary::Primary;

constexpr size_t kPageMax = 1000;                          // databases of one answer
constexpr uint64_t kRequestBytesMax = uint64_t{64} << 20;  // SQL text is the largest part

int status_of(const Error& error) {
  switch (tern::primary(error.code())) {
    case ErrorCode::NotFound:
      return 404;
    case ErrorCode::Constraint:
    case ErrorCode::Busy:
      return 409;
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

Answer done(const Status& status, int success) {
  return status ? Answer{.status = success, .body = "{}\n"} : refused(status.error());
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
         ",\"quota\":" + json_of(database.quota) + "}";
}

/// The value of `name` in "?a=1&b=2"; names of databases need no decoding.
std::string_view parameter(std::string_view query, std::string_view name) {
  if (query.starts_with('?')) query.remove_prefix(1);
  while (!query.empty()) {
    const std::string_view pair = query.substr(0, query.find('&'));
    query.remove_prefix(std::min(query.size(), pair.size() + 1));
    const size_t equals = pair.find('=');
    if (pair.substr(0, equals) == name && equals != std::string_view::npos)
      return pair.substr(equals + 1);
  }
  return {};
}

/// A file that goes when this does.
class PassingFile {
 public:
  explicit PassingFile(const std::string& folder)
      : path_(folder + "/passing-" + sync::model::ReplicaId::random(io::system_random()).hex()) {}
  PassingFile(const PassingFile&) = delete;
  ~PassingFile() {
    std::error_code error;
    std::filesystem::remove(path_, error);
  }
  const std::string& path() const { return path_; }

 private:
  std::string path_;
};

class Administration {
 public:
  Administration(Primary& primary, uint64_t file_bytes_max, std::string folder)
      : primary_(primary), file_bytes_max_(file_bytes_max), folder_(std::move(folder)) {}

  Answer list(const TableRequest& request) const {
    size_t limit = 100;
    const std::string_view asked = parameter(request.query, "limit");
    const auto [end, error] = std::from_chars(asked.begin(), asked.end(), limit);
    if (!asked.empty() && (error != std::errc() || end != asked.end() || limit == 0))
      return sql_error_answer(400, "BAD_REQUEST", "limit is a number of databases, from 1 on");
    limit = std::min(limit, kPageMax);
    const auto databases = primary_.list(parameter(request.query, "after"), limit);
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
    if (!wanted->name) return sql_error_answer(400, "BAD_REQUEST", "a new database needs a name");
    const std::string& name = *wanted->name;
    Status made = wanted->copy_of ? primary_.copy(*wanted->copy_of, name) : primary_.create(name);
    if (!made) return refused(made.error());
    Status filled = wanted->quota ? primary_.set_quota(name, *wanted->quota) : ok();
    if (filled && wanted->sql) {
      const Result<uint64_t> ran = primary_.import_sql(name, *wanted->sql);
      if (!ran) filled = std::unexpected(ran.error());
    }
    if (filled) return {.status = 201, .body = "{\"name\":" + json_string(name) + "}\n"};
    (void)primary_.remove(name, Primary::InUse::Force);  // all of it, or nothing
    return refused(filled.error());
  }

  Answer show(const TableRequest& request) const {
    const std::string& name = request.parameters.front();
    const Result<DatabaseQuota> quota = primary_.quota(name);
    if (!quota) return refused(quota.error());
    // The list begins behind a name: the one before this.
    std::string before = name;
    before.back() = static_cast<char>(before.back() - 1);
    for (const DatabaseSummary& database : primary_.list(before + "\x7f", 2))
      if (database.name == name) return {.body = json_of(database) + "\n"};
    return sql_error_answer(404, sql_code_of(404), "no database " + name);
  }

  Answer change(const TableRequest& request) const {
    const std::string& name = request.parameters.front();
    const Result<DatabaseRequest> wanted = DatabaseRequest::parse(as_text(request.body));
    if (!wanted) return refused(wanted.error());
    if (wanted->copy_of || wanted->sql)
      return sql_error_answer(400, "BAD_REQUEST", "what can be changed is name and quota");
    Status changed = wanted->quota ? primary_.set_quota(name, *wanted->quota) : ok();
    if (changed && wanted->name) changed = primary_.rename(name, *wanted->name);
    return done(changed, 200);
  }

  Answer remove(const TableRequest& request) const {
    const bool forced = parameter(request.query, "force") == "1";
    return done(primary_.remove(request.parameters.front(),
                                forced ? Primary::InUse::Force : Primary::InUse::Refuse),
                200);
  }

  Answer take_file(const TableRequest& request) const {
    const PassingFile file(folder_);
    std::ofstream out(file.path(), std::ios::binary | std::ios::trunc);
    const std::string_view bytes = as_text(request.body);
    out.write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
    out.close();
    if (!out) return sql_error_answer(507, sql_code_of(507), "the file cannot be stored");
    return done(primary_.create_from_file(request.parameters.front(), file.path()), 201);
  }

  Answer give_file(const TableRequest& request) const {
    const PassingFile file(folder_);
    const Status exported = primary_.export_file(request.parameters.front(), file.path());
    if (!exported) return refused(exported.error());
    std::error_code error;
    const uint64_t size = std::filesystem::file_size(file.path(), error);
    if (error || size > file_bytes_max_)
      return sql_error_answer(
          413, sql_code_of(413),
          "the file is larger than " + std::to_string(file_bytes_max_) + " bytes: use tern clone");
    std::string bytes(size, '\0');
    std::ifstream in(file.path(), std::ios::binary);
    in.read(bytes.data(), static_cast<std::streamsize>(size));
    if (!in) return sql_error_answer(500, sql_code_of(500), "the file cannot be read");
    return {.content_type = "application/vnd.sqlite3", .body = std::move(bytes)};
  }

  Answer run_sql(const TableRequest& request) const {
    const Result<uint64_t> ran =
        primary_.import_sql(request.parameters.front(), as_text(request.body));
    if (!ran) return refused(ran.error());
    return {.body = "{\"revision\":" + std::to_string(*ran) + "}\n"};
  }

 private:
  Primary& primary_;
  uint64_t file_bytes_max_;
  std::string folder_;
};

}  // namespace

RouteTable admin_routes(Primary& primary, const Limits& limits, std::string folder) {
  // Shared by the handlers, which the table copies.
  const auto admin =
      std::make_shared<const Administration>(primary, limits.upload_bytes_max, std::move(folder));
  using Handler = Answer (Administration::*)(const TableRequest&) const;
  RouteTable table;
  const auto add = [&](std::string method, std::string pattern, uint64_t body_bytes_max,
                       Handler handler) {
    table.add(
        {std::move(method), std::move(pattern), RouteAccess::Administrator, body_bytes_max,
         [admin, handler](const TableRequest& request) { return ((*admin).*handler)(request); }});
  };
  add("GET", "/v1/databases", 0, &Administration::list);
  add("POST", "/v1/databases", kRequestBytesMax, &Administration::create);
  add("GET", "/v1/databases/{name}", 0, &Administration::show);
  add("PATCH", "/v1/databases/{name}", kRequestBytesMax, &Administration::change);
  add("DELETE", "/v1/databases/{name}", 0, &Administration::remove);
  add("PUT", "/v1/databases/{name}/file", limits.upload_bytes_max, &Administration::take_file);
  add("GET", "/v1/databases/{name}/file", 0, &Administration::give_file);
  add("POST", "/v1/databases/{name}/sql", kRequestBytesMax, &Administration::run_sql);
  return table;
}

}  // namespace tern::daemon
