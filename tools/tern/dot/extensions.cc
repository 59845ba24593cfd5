// .load

#include <memory>

#include "sqlite3.h"
#include "tools/tern/dot/dot_command.h"

namespace tern::shell {

Outcome run_load(Shell& shell, const Words& words) {
  if (words.size() < 2) return fail_with_usage(shell, ".load FILE ?ENTRYPOINT?");
  const auto db = shell.connection();
  if (!db) return shell.report(db.error());
  const char* const entry = words.size() > 2 ? words[2].c_str() : nullptr;
  char* message = nullptr;
  const int code =
      sqlite3_load_extension(shell.database().open->handle(), words[1].c_str(), entry, &message);
  const std::unique_ptr<char, void (*)(void*)> owner(message, &sqlite3_free);
  return code == SQLITE_OK ? Outcome::Done : shell.report(message ? message : "");
}

}  // namespace tern::shell
