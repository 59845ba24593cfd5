#include "tools/tern/commands/agent_state.h"

#include <fstream>
#include <sstream>

#include "engine/io/posix_vfs.h"

namespace tern::shell {
namespace {

/// An agent holds the lock for as long as it lives, however it ends.
Result<bool> is_agent_running(const std::string& path) {
  const std::string lock_path = path + "-agent-lock";
  if (!TRY(io::posix_vfs().exists(lock_path))) return false;
  const auto lock = TRY(io::posix_vfs().open(lock_path, {}));
  return lock->is_locked_by_others(0, 1);
}

}  // namespace

Result<std::optional<AgentState>> read_agent_state(const std::string& path, Connection& db) {
  std::ifstream file(path + "-agent");
  if (!file) return std::nullopt;
  std::ostringstream text;
  text << file.rdbuf();
  AgentState out;
  out.is_running = TRY(is_agent_running(path));
  Statement query =
      TRY(db.prepare("SELECT json_set(?1, '$.running', json(?2)), CAST(?1 ->> 'state' AS TEXT), "
                     "CAST(?1 ->> 'error' AS TEXT) "
                     "WHERE json_valid(?1) AND json_type(?1) = 'object'"));
  TRY(query.bind(1, text.str()));
  TRY(query.bind(2, std::string_view(out.is_running ? "true" : "false")));
  if (!TRY(query.step())) return std::nullopt;  // somebody else's file
  const auto text_of = [&](int column) {
    const ValueView value = query.column(column);
    return value.is_null() ? std::string() : std::string(value.as_text());
  };
  out.json = text_of(0);
  out.state = text_of(1);
  out.error = text_of(2);
  return out;
}

}  // namespace tern::shell
