// Commands about the program and the system around it.

#include <unistd.h>

#include <cstdlib>

#include "tools/tern/dot/dot_command.h"
#include "tools/tern/dot/queries.h"

namespace tern::shell {

Outcome run_cd(Shell& shell, const Words& words) {
  if (words.size() != 2) return fail_with_usage(shell, ".cd DIRECTORY");
  if (chdir(words[1].c_str()) == 0) return Outcome::Done;
  shell.print_error("Cannot change to directory \"" + words[1] + "\"\n");
  return Outcome::Failed;
}

Outcome run_exit(Shell& shell, const Words& words) {
  const int status = words.size() > 1 ? static_cast<int>(integer_value(words[1])) : 0;
  return status != 0 ? shell.exit(status) : Outcome::Quit;
}

Outcome run_quit(Shell& /*shell*/, const Words& /*words*/) { return Outcome::Quit; }

Outcome run_help(Shell& shell, const Words& words) {
  const bool wants_all =
      words.size() > 1 && (is_option(words[1], "all") || is_option(words[1], "a"));
  const std::string name = words.size() > 1 && !wants_all ? words[1] : "";
  bool found = false;
  for (const DotCommand& command : dot_commands()) {
    const bool fits = name.empty() || command.name.starts_with(name) || name == command.usage;
    if (command.usage.empty() || !fits) continue;
    found = true;
    DotCommand shown = command;
    if (name.empty() && !wants_all) shown.options = {};
    print_help(shell, shown);
  }
  if (found) return Outcome::Done;
  shell.print("Nothing matches '" + name + "'\n");
  return Outcome::Done;
}

Outcome run_nonce(Shell& shell, const Words& words) {
  if (words.size() != 2) return fail_with_usage(shell, ".nonce NONCE");
  if (shell.nonce.empty() || words[1] != shell.nonce) {
    shell.print_error("line " + std::to_string(shell.line_number()) + ": incorrect nonce: \"" +
                      words[1] + "\"\n");
    return shell.exit(1);
  }
  shell.is_safe = false;
  shell.nonce_given = true;
  return Outcome::Done;
}

Outcome run_read(Shell& shell, const Words& words) {
  if (words.size() != 2) return fail_with_usage(shell, ".read FILE");
  return shell.run_file(words[1]);
}

Outcome run_system(Shell& shell, const Words& words) {
  if (words.size() < 2) return fail_with_usage(shell, ".system COMMAND");
  std::string command;
  for (size_t i = 1; i < words.size(); ++i) {
    if (i > 1) command += ' ';
    const bool has_blank = words[i].find(' ') != std::string::npos;
    command += has_blank ? "\"" + words[i] + "\"" : words[i];
  }
  shell.output.flush();  // what the command prints comes behind it
  const int status = std::system(command.c_str());
  if (status != 0) shell.print_error("System command returns " + std::to_string(status) + "\n");
  return Outcome::Done;
}

Outcome run_version(Shell& shell, const Words& /*words*/) {
  const auto db = shell.connection();
  if (!db) return shell.report(db.error());
  const auto version = texts_of(**db, "SELECT 'SQLite ' || sqlite_version()");
  if (!version) return shell.report(version.error());
  shell.print("Tern 0.1.0, as " + version->front() + "\n");
  return Outcome::Done;
}

}  // namespace tern::shell
