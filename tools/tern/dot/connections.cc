// .open, .connection, .timeout

#include <unistd.h>

#include <algorithm>

#include "tools/tern/dot/dot_command.h"

namespace tern::shell {
namespace {

/// Takes in the words behind .open. False: they are wrong, which has been complained about.
bool read_request(Shell& shell, const Words& words, ShellDatabase& wanted, bool& begins_empty) {
  for (size_t i = 1; i < words.size(); ++i) {
    const std::string& word = words[i];
    if (is_option(word, "new")) {
      begins_empty = true;
    } else if (is_option(word, "readonly")) {
      wanted.options.read_only = true;
    } else if (is_option(word, "nofollow")) {
      wanted.refuses_links = true;
    } else if (is_option(word, "deserialize")) {
      wanted.in_memory_copy = true;
    } else if (is_option(word, "hexdb")) {
      wanted.is_hex = true;
    } else if (is_option(word, "maxsize") && i + 1 < words.size()) {
      wanted.image_size_max = integer_value(words[++i]);
    } else if (is_option(word, "append") || is_option(word, "zip")) {
      (void)shell.report(".open " + word + " is not supported");
      return false;
    } else if (has_dash(word)) {
      shell.print_error("unknown option: " + word + "\n");
      return false;
    } else if (!wanted.path.empty()) {
      shell.print_error("extra argument: \"" + word + "\"\n");
      return false;
    } else {
      wanted.path = word;
    }
  }
  return true;
}

std::string shown_path(const ShellDatabase& database) {
  return database.path.empty() ? "(memory)" : database.path;
}

void list_connections(Shell& shell) {
  const auto& databases = shell.databases();
  for (size_t i = 0; i < databases.size(); ++i) {
    const bool is_active = i == shell.active();
    if (!is_active && !databases[i].open) continue;
    shell.print((is_active ? "ACTIVE " : "       ") + std::to_string(i) + ": " +
                shown_path(databases[i]) + "\n");
  }
}

}  // namespace

Outcome run_open(Shell& shell, const Words& words) {
  ShellDatabase wanted;
  bool begins_empty = false;
  if (!read_request(shell, words, wanted, begins_empty)) return Outcome::Failed;
  const bool is_on_disk = !wanted.is_hex && !wanted.path.empty() && wanted.path != ":memory:";
  if (shell.is_safe && is_on_disk) {
    shell.print_error("line " + std::to_string(shell.line_number()) +
                      ": cannot open disk-based database files in safe mode\n");
    return shell.exit(1);
  }
  if (begins_empty && !wanted.path.empty()) {
    shell.database().open.reset();  // it may be this file
    for (const char* file : {"", "-journal", "-wal", "-shm"}) unlink((wanted.path + file).c_str());
  }
  shell.reopen(std::move(wanted));
  return Outcome::Done;
}

Outcome run_connection(Shell& shell, const Words& words) {
  constexpr std::string_view kUsage = ".connection [close] [CONNECTION-NUMBER]";
  const auto number_of = [](const std::string& word) -> std::optional<size_t> {
    if (word.size() != 1 || word[0] < '0') return std::nullopt;
    const auto number = static_cast<size_t>(word[0] - '0');
    return number < Shell::kDatabasesMax ? std::optional(number) : std::nullopt;
  };
  if (words.size() == 1) {
    list_connections(shell);
    return Outcome::Done;
  }
  const auto number = number_of(words.back());
  if (words.size() == 2 && number) {
    shell.activate(*number);
    return Outcome::Done;
  }
  if (words.size() != 3 || words[1] != "close") return fail_with_usage(shell, kUsage);
  if (!number) return Outcome::Done;
  if (*number == shell.active()) {
    shell.print_error("cannot close the active database connection\n");
    return Outcome::Failed;
  }
  shell.databases()[*number].open.reset();
  return Outcome::Done;
}

Outcome run_timeout(Shell& shell, const Words& words) {
  const auto db = shell.connection();
  if (!db) return shell.report(db.error());
  const int64_t timeout = words.size() > 1 ? integer_value(words[1]) : 0;
  (*db)->set_busy_timeout(static_cast<uint32_t>(std::clamp<int64_t>(timeout, 0, INT32_MAX)));
  return Outcome::Done;
}

}  // namespace tern::shell
