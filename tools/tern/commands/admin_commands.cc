// tern admin: all that moves no file.

#include "tools/tern/commands/admin_commands.h"

#include <algorithm>
#include <iostream>
#include <utility>
#include <vector>

#include "tools/tern/commands/admin_client.h"
#include "tools/tern/commands/json_text.h"

namespace tern::shell {
namespace {

constexpr uint32_t kPageSize = 1000;  // databases that are asked for at a time

/// SQL that reads the server's JSON.
class AnswerReader {
 public:
  static Result<AnswerReader> open() { return AnswerReader(TRY(Connection::open(":memory:"))); }
  /// The rows of `sql` with the answer as ?1, as texts.
  Result<std::vector<std::vector<std::string>>> rows(std::string_view sql,
                                                     const std::string& answer) {
    Statement query = TRY(connection_.prepare(sql));
    TRY(query.bind(1, std::string_view(answer)));
    std::vector<std::vector<std::string>> out;
    while (TRY(query.step())) {
      std::vector<std::string>& row = out.emplace_back();
      for (int i = 0; i < query.column_count(); ++i)
        row.push_back(query.column(i).is_null() ? "" : std::string(query.column(i).as_text()));
    }
    return out;
  }

 private:
  explicit AnswerReader(Connection connection) : connection_(std::move(connection)) {}
  Connection connection_;
};

struct ListPage {
  std::vector<std::vector<std::string>> databases;  // name, revision, bytes, JSON
  std::string next;
};

Result<ListPage> read_page(AnswerReader& reader, const std::string& answer) {
  ListPage page;
  page.databases =
      TRY(reader.rows("SELECT value->>'name', CAST(value->>'revision' AS TEXT), "
                      "CAST(value->>'bytes' AS TEXT), value FROM json_each(?1, '$.databases')",
                      answer));
  const auto next = TRY(reader.rows("SELECT ?1->>'next'", answer));
  page.next = next.front().front();
  return page;
}

void print_database(const std::vector<std::string>& database, bool as_json, bool is_first) {
  if (as_json) {
    std::cout << (is_first ? "" : ",\n ") << database[3];
    return;
  }
  std::string line = database[0];
  line.resize(std::max<size_t>(line.size() + 1, 32), ' ');
  line += database[1];
  line.resize(std::max<size_t>(line.size() + 1, 44), ' ');
  std::cout << line << bytes_text(std::stoull("0" + database[2])) << "\n";
}

/// One way for all that change something: what the server says, or a sentence.
CommandResult say(const AdminArguments& arguments, const std::string& answer,
                  const std::string& sentence) {
  std::cout << (arguments.json ? answer : sentence + "\n");
  return ExitStatus::Done;
}

std::string limit_text(const std::string& value, const std::string& unit) {
  return value == "0" ? "none" : value + unit;
}

CommandResult print_shown(const AdminArguments& arguments, const std::string& answer,
                          bool is_quota_only) {
  AnswerReader reader = TRY(AnswerReader::open());
  if (arguments.json) {
    if (!is_quota_only) return say(arguments, answer, "");
    const auto quota = TRY(reader.rows("SELECT ?1->'quota'", answer));
    return say(arguments, quota.front().front() + "\n", "");
  }
  const auto rows =
      TRY(reader.rows("SELECT ?1->>'name', ?1->>'id', CAST(?1->>'revision' AS TEXT), "
                      "CAST(?1->>'bytes' AS TEXT), CAST(?1->>'$.quota.bytes_max' AS TEXT), "
                      "CAST(?1->>'$.quota.streams_max' AS TEXT), "
                      "CAST(?1->>'$.quota.statement_ms' AS TEXT), "
                      "CAST(?1->>'$.quota.result_bytes_max' AS TEXT)",
                      answer));
  const std::vector<std::string>& row = rows.front();
  if (!is_quota_only) {
    std::cout << "name            " << row[0] << "\nid              " << row[1]
              << "\nrevision        " << row[2] << "\nsize            " << row[3] << " bytes\n";
  }
  std::cout << "bytes-max       " << limit_text(row[4], " bytes") << "\nstreams-max     "
            << limit_text(row[5], "") << "\nstatement-ms    " << limit_text(row[6], " ms")
            << "\nresult-max      " << limit_text(row[7], " bytes") << "\n";
  return ExitStatus::Done;
}

struct NamedLimit {
  const char* name;
  const std::optional<uint64_t>& value;
};

std::vector<NamedLimit> limits_of(const AdminArguments& arguments) {
  return {{"bytes_max", arguments.bytes_max},
          {"streams_max", arguments.streams_max},
          {"statement_ms", arguments.statement_ms},
          {"result_bytes_max", arguments.result_bytes_max}};
}

}  // namespace

std::string quota_json(const AdminArguments& arguments) {
  JsonObject quota;
  for (const NamedLimit& limit : limits_of(arguments))
    if (limit.value) quota.add(limit.name, *limit.value);
  return quota.text();
}

std::string quota_query(const AdminArguments& arguments) {
  std::string query;
  for (const NamedLimit& limit : limits_of(arguments)) {
    if (!limit.value) continue;
    query += query.empty() ? "?" : "&";
    query += limit.name + ("=" + std::to_string(*limit.value));
  }
  return query;
}

CommandResult list_databases(const AdminArguments& arguments) {
  if (!arguments.after.empty()) (void)TRY(admin_path(arguments.after));
  const auto client = TRY(AdminClient::open(arguments, "listing"));
  AnswerReader reader = TRY(AnswerReader::open());
  uint64_t left = arguments.limit == 0 ? UINT64_MAX : arguments.limit;
  bool is_first = true;
  if (arguments.json) std::cout << "[";
  ListPage page;
  page.next = arguments.after;
  do {
    const uint64_t limit = std::min<uint64_t>(left, kPageSize);
    const std::string answer = TRY(client->request(
        "GET", "/v1/databases?limit=" + std::to_string(limit) + "&after=" + page.next));
    page = TRY(read_page(reader, answer));
    for (const auto& database : page.databases)
      print_database(database, arguments.json, std::exchange(is_first, false));
    left -= std::min<uint64_t>(left, page.databases.size());
  } while (left > 0 && !page.next.empty());
  if (arguments.json) std::cout << "]\n";
  return ExitStatus::Done;
}

CommandResult show_database(const AdminArguments& arguments) {
  const std::string path = TRY(admin_path(arguments.name));
  const auto client = TRY(AdminClient::open(arguments, "asking"));
  const std::string answer = TRY(client->request("GET", path));
  return print_shown(arguments, answer, false);
}

CommandResult create_database(const AdminArguments& arguments) {
  (void)TRY(admin_path(arguments.name));
  const auto client = TRY(AdminClient::open(arguments, "creating"));
  const std::string answer = TRY(client->request(
      "POST", "/v1/databases",
      JsonObject().add("name", arguments.name).add_json("quota", quota_json(arguments)).text()));
  return say(arguments, answer, "created " + arguments.name);
}

CommandResult copy_database(const AdminArguments& arguments) {
  (void)TRY(admin_path(arguments.name));
  (void)TRY(admin_path(arguments.new_name));
  const auto client = TRY(AdminClient::open(arguments, "copying"));
  const std::string answer = TRY(client->request("POST", "/v1/databases",
                                                 JsonObject()
                                                     .add("name", arguments.new_name)
                                                     .add("copy_of", arguments.name)
                                                     .add_json("quota", quota_json(arguments))
                                                     .text()));
  return say(arguments, answer, "copied " + arguments.name + " to " + arguments.new_name);
}

CommandResult rename_database(const AdminArguments& arguments) {
  const std::string path = TRY(admin_path(arguments.name));
  (void)TRY(admin_path(arguments.new_name));
  const auto client = TRY(AdminClient::open(arguments, "renaming"));
  const std::string answer =
      TRY(client->request("PATCH", path, JsonObject().add("name", arguments.new_name).text()));
  return say(arguments, answer, arguments.name + " is now called " + arguments.new_name);
}

CommandResult delete_database(const AdminArguments& arguments) {
  const std::string path = TRY(admin_path(arguments.name, arguments.force ? "?force=1" : ""));
  const auto client = TRY(AdminClient::open(arguments, "deleting"));
  return say(arguments, TRY(client->request("DELETE", path)), "deleted " + arguments.name);
}

CommandResult vacuum_database(const AdminArguments& arguments) {
  const std::string path = TRY(admin_path(arguments.name, "/vacuum"));
  const auto client = TRY(AdminClient::open(arguments, "working"));
  const WaitingNote note("working");
  return say(arguments, TRY(client->request("POST", path)), "vacuumed " + arguments.name);
}

CommandResult change_quota(const AdminArguments& arguments) {
  const std::string path = TRY(admin_path(arguments.name));
  const auto client = TRY(AdminClient::open(arguments, "asking"));
  if (!quota_query(arguments).empty()) {
    (void)TRY(client->request("PATCH", path,
                              JsonObject().add_json("quota", quota_json(arguments)).text()));
  }
  const std::string answer = TRY(client->request("GET", path));
  return print_shown(arguments, answer, true);
}

}  // namespace tern::shell
