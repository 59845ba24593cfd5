// .backup, .save and .restore: copies of whole databases, page by page.

#include "engine/api/connection_state.h"
#include "engine/api/database_backup.h"
#include "tools/tern/dot/dot_command.h"

namespace tern::shell {
namespace {

Result<api::NamedDatabase> named_database(Connection& db, const std::string& name) {
  txn::Database* const found = db.state().find_database(name);
  if (!found) return fail(ErrorCode::Error, "unknown database " + name);
  return api::NamedDatabase(db.state(), *found);
}

Status copy(Connection& from, const std::string& from_name, Connection& to,
            const std::string& to_name) {
  constexpr int kAllPages = -1;
  const api::NamedDatabase source = TRY(named_database(from, from_name));
  const api::NamedDatabase target = TRY(named_database(to, to_name));
  if (!to.state().autocommit()) return fail(ErrorCode::Error, "destination database is in use");
  if (to.state().has_commit_observer()) return not_supported("a copy onto a database that syncs");
  api::DatabaseBackup backup(source, target, api::DatabaseBackup::TargetLock::FirstStep);
  while (!TRY(backup.step(kAllPages))) {
  }
  return ok();
}

}  // namespace

Outcome run_backup(Shell& shell, const Words& words) {
  Words names;
  bool waits_for_disk = true;
  for (size_t i = 1; i < words.size(); ++i) {
    if (is_option(words[i], "async")) {
      waits_for_disk = false;
    } else if (has_dash(words[i])) {
      shell.print_error("unknown option: " + words[i] + "\n");
      return Outcome::Failed;
    } else {
      names.push_back(words[i]);
    }
  }
  if (names.size() > 2) return fail_with_usage(shell, ".backup ?DB? ?OPTIONS? FILENAME");
  if (names.empty()) {
    shell.print_error("missing FILENAME argument on .backup\n");
    return Outcome::Failed;
  }
  auto target = Connection::open(names.back());
  if (!target) return shell.report("cannot open \"" + names.back() + "\"");
  if (!waits_for_disk) (void)target->execute("PRAGMA synchronous=OFF; PRAGMA journal_mode=OFF;");
  const auto db = shell.connection();
  if (!db) return shell.report(db.error());
  return shell.outcome_of(copy(**db, names.size() == 2 ? names[0] : "main", *target, "main"));
}

Outcome run_restore(Shell& shell, const Words& words) {
  if (words.size() < 2 || words.size() > 3) return fail_with_usage(shell, ".restore ?DB? FILE");
  auto source = Connection::open(words.back());
  if (!source) return shell.report("cannot open \"" + words.back() + "\"");
  const auto db = shell.connection();
  if (!db) return shell.report(db.error());
  return shell.outcome_of(copy(*source, "main", **db, words.size() == 3 ? words[1] : "main"));
}

}  // namespace tern::shell
