#include <string>

#include "daemon/admin/admin_routes.h"
#include "daemon/admin/database_request.h"
#include "daemon/http/passing_file.h"
#include "fuzz/server/hosted_server.h"

// Requests to the administration, one behind the other, 0x1e between them: the line "METHOD
// PATH?QUERY", then the body. SQL text is left out: an administrator's may take as long as it
// takes.

namespace tern::fuzz {
namespace {

using namespace daemon;

constexpr size_t kRequestsMax = 8;

class Administrator {
 public:
  void ask(std::string_view request) {
    const size_t line = std::min(request.find('\n'), request.size());
    const std::string_view head = request.substr(0, line);
    const std::string_view body = line < request.size() ? request.substr(line + 1) : "";
    const size_t blank = std::min(head.find(' '), head.size());
    const std::string_view target = head.substr(std::min(blank + 1, head.size()));
    const auto path = std::string(target.substr(0, target.find('?')));
    const RouteTable::Match match = table_.find(head.substr(0, blank), path);
    must(!match.route || match.is_path_known, "a route has a path");
    if (!match.route || has_sql(path, body)) return;
    TableRequest asked;
    asked.method = head.substr(0, blank);
    asked.path = path;
    asked.query = target.substr(std::min(target.find('?'), target.size()));
    asked.parameters = match.parameters;
    const Answer answer = answer_to(*match.route, std::move(asked), as_bytes(body));
    must(answer.status != 500, answer.body);
  }

  void remove_all() {
    for (const auto& database : server_.primary().list())
      if (database.name != "db")
        must(server_.primary().remove(database.name).has_value(), "what was made can be removed");
    server_.renew();
  }

 private:
  static ServeOptions options_of(const std::string& folder) {
    ServeOptions options;
    options.data = folder;
    options.limits.import_bytes_max = 1 << 20;
    return options;
  }
  /// As the front does it.
  static Answer answer_to(const TableRoute& route, TableRequest request, Bytes body) {
    if (!route.body_path) {
      request.body.assign(body.begin(), body.end());
      return route.handler(request);
    }
    auto bytes_max =
        route.admit ? route.admit(request) : std::expected<uint64_t, Answer>(route.body_bytes_max);
    if (!bytes_max) return std::move(bytes_max).error();
    if (body.size() > *bytes_max) return {.status = 413};
    request.file = PassingFile::create(route.body_path()).value();
    must(request.file->append(body).has_value(), "the body can be kept");
    return route.handler(request);
  }
  static bool has_sql(const std::string& path, std::string_view body) {
    const auto request = DatabaseRequest::parse(body);
    return path.ends_with("/sql") || (request && request->sql);
  }

  HostedServer server_;
  RouteTable table_ = admin_routes(server_.primary(), options_of(server_.folder()));
};

}  // namespace

void run(Bytes input) {
  static Administrator administrator;
  std::string_view rest = as_text(input);
  for (size_t count = 0; !rest.empty() && count < kRequestsMax; ++count) {
    const std::string_view request = rest.substr(0, rest.find('\x1e'));
    administrator.ask(request);
    rest.remove_prefix(std::min(request.size() + 1, rest.size()));
  }
  administrator.remove_all();
}

}  // namespace tern::fuzz
