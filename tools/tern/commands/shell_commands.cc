#include "tools/tern/commands/shell_commands.h"

#include <charconv>
#include <csignal>

#include "tools/tern/commands/sync_rounds.h"
#include "tools/tern/shell.h"
#include "tools/tern/sync_client.h"

namespace tern::shell {
namespace {

using sync::replica::Direction;
using sync::replica::Replica;

Result<Replica*> replica_of(Shell& shell) {
  (void)TRY(shell.connection());
  if (Replica* replica = shell.replica()) return replica;
  return fail(ErrorCode::Misuse, "the database is not a replica; `tern clone URL FILE` makes one");
}

struct SyncOptions {
  Direction direction = Direction::Both;
  RemoteAccess access;
};

Result<SyncOptions> sync_options(const Words& words) {
  SyncOptions options;
  for (size_t i = 1; i < words.size(); ++i) {
    const bool has_value = i + 1 < words.size();
    if (words[i] == "--push") {
      options.direction = Direction::Push;
    } else if (words[i] == "--pull") {
      options.direction = Direction::Pull;
    } else if (words[i] == "--cacert" && has_value) {
      options.access.ca_file = words[++i];
    } else if (words[i] == "--token-file" && has_value) {
      options.access.token_file = words[++i];
    } else {
      return fail(ErrorCode::Misuse,
                  "Usage: .sync ?--push|--pull? ?--cacert FILE? ?--token-file FILE?");
    }
  }
  return options;
}

Status sync_open_database(Shell& shell, const Words& words) {
  const SyncOptions options = TRY(sync_options(words));
  Replica* replica = TRY(replica_of(shell));
  const auto client = TRY(SyncClient::open(replica->status().remote,
                                           access_of(shell.path(), options.access), "syncing"));
  const Tell tell = [&](const std::string& line) { shell.print(line + "\n"); };
  (void)TRY(sync_until_still(*replica, client->exchange(), options.direction, tell));
  const uint64_t open = replica->status().conflicts_open;
  if (open > 0) shell.print(std::to_string(open) + " open: see .conflicts\n");
  return ok();
}

Status decide(Shell& shell, const std::string& state, const std::string& id) {
  int64_t number = 0;
  const char* end = id.data() + id.size();
  if (std::from_chars(id.data(), end, number).ptr != end)
    return fail(ErrorCode::Misuse, "\"" + id + "\" is not the number of a conflict");
  Connection& db = TRY(replica_of(shell))->connection();
  TRY(db.execute("UPDATE sync_conflicts SET state=?1 WHERE id=?2", state, number));
  if (db.changes() == 0) return fail(ErrorCode::NotFound, "there is no conflict " + id);
  shell.print("noted; .sync sends it\n");
  return ok();
}

Result<bool> has_conflicts(Shell& shell) {
  Connection* db = TRY(shell.connection());
  Statement found =
      TRY(db->prepare("SELECT 1 FROM sqlite_schema WHERE type='table' AND name='sync_conflicts'"));
  return found.step();
}

}  // namespace

Outcome run_sync(Shell& shell, const Words& words) {
  // A primary that hangs up is an error to report, not the end.
  void (*const before)(int) = std::signal(SIGPIPE, SIG_IGN);
  const Status synced = sync_open_database(shell, words);
  std::signal(SIGPIPE, before);
  return shell.outcome_of(synced);
}

Outcome run_replica(Shell& shell, const Words&) {
  const auto replica = replica_of(shell);
  if (!replica) return shell.report(replica.error());
  shell.print(status_text((*replica)->status()));
  return Outcome::Done;
}

Outcome run_conflicts(Shell& shell, const Words& words) {
  if (words.size() == 1) {
    const auto any = has_conflicts(shell);
    if (!any) return shell.report(any.error());
    if (!*any) {
      shell.print("no conflicts\n");
      return Outcome::Done;
    }
    const bool shown =
        shell.run_sql("SELECT * FROM sync_conflicts ORDER BY id", {.interactive = true});
    return shown ? Outcome::Done : Outcome::Failed;
  }
  Status decided =
      fail(ErrorCode::Misuse, "Usage: .conflicts ?retry ID | discard ID | resolve ID ours|theirs?");
  if (words.size() == 3 && words[1] == "retry") decided = decide(shell, "retry", words[2]);
  if (words.size() == 3 && words[1] == "discard") decided = decide(shell, "discarded", words[2]);
  if (words.size() == 4 && words[1] == "resolve" && (words[3] == "ours" || words[3] == "theirs"))
    decided = decide(shell, words[3], words[2]);
  return shell.outcome_of(decided);
}

}  // namespace tern::shell
