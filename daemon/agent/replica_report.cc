#include "daemon/agent/replica_report.h"

#include <concepts>
#include <string_view>

#include "daemon/operation/json_string.h"

namespace tern::daemon::agent {
namespace {

/// The members of a JSON object, one after the other.
class Members {
 public:
  void add(std::string_view name, std::string_view value) { add_json(name, json_string(value)); }
  void add(std::string_view name, std::same_as<bool> auto value) {
    add_json(name, value ? "true" : "false");
  }
  void add(std::string_view name, std::integral auto value)
    requires(!std::same_as<decltype(value), bool>)
  {
    add_json(name, std::to_string(value));
  }
  std::string object() const { return "{" + text_ + "}"; }

 private:
  void add_json(std::string_view name, std::string_view json) {
    text_ += (text_.empty() ? "" : ",") + json_string(name) + ":" + std::string(json);
  }
  std::string text_;
};

Members members_of(const ReplicaReport& report) {
  Members out;
  out.add("path", report.path);
  out.add("state", report.state);
  out.add("remote", report.remote);
  out.add("database", report.database);
  out.add("epoch", report.epoch);
  out.add("revision", report.revision);
  out.add("pending", report.pending);
  out.add("unsent", report.unsent);
  out.add("conflicts_open", report.conflicts_open);
  out.add("metered", report.is_metered);
  out.add("long_poll", report.has_long_poll);
  out.add("failures", report.failures);
  out.add("error", report.error);
  out.add("news_error", report.news_error);
  out.add("next_in_ms", report.next_in_ms);
  out.add("last_sync_ms", report.last_sync_ms);
  out.add("rounds", report.rounds);
  out.add("rounds_failed", report.rounds_failed);
  out.add("bytes_sent", report.bytes_sent);
  out.add("bytes_received", report.bytes_received);
  if (report.has_budget) out.add("budget_bytes", report.budget_bytes);
  return out;
}

}  // namespace

std::string to_json(const ReplicaReport& report) { return members_of(report).object(); }

std::string state_file_text(const ReplicaReport& report, int64_t pid, int64_t wall_ms) {
  Members out = members_of(report);
  out.add("pid", pid);
  out.add("written_ms", wall_ms);
  return out.object() + "\n";
}

}  // namespace tern::daemon::agent
