#include "tools/tern/shell_arguments.h"

#include <unistd.h>

#include <cstddef>
#include <cstdio>
#include <cstdlib>
#include <iostream>

#include "engine/io/uring_vfs.h"
#include "tools/tern/commands/command_line.h"
#include "tools/tern/dot/archive/archive.h"
#include "tools/tern/dot/dot_command.h"
#include "tools/tern/shell.h"

namespace tern::shell {
namespace {

constexpr const char* kUsage =
    "Usage: tern [OPTIONS] [FILE [SQL...]]\n"
    "FILE is a database; it is made if it does not exist. Without SQL, statements are read from\n"
    "the terminal or the standard input. Or: tern COMMAND, see below.\n"
    "OPTIONS:\n"
    "   -A ARGS...           run .archive ARGS and end\n"
    "   -bail                stop after hitting an error\n"
    "   -batch               never prompt, even on a terminal\n"
    "   -cmd COMMAND         run COMMAND before reading the input\n"
    "   -deserialize         work on a copy of FILE in memory\n"
    "   -echo                print statements before they run\n"
    "   -[no]header          turn headers on or off\n"
    "   -init FILE           run the commands of FILE first, and not those of ~/.ternrc\n"
    "   -interactive         prompt, even when not on a terminal\n"
    "   -maxsize N           let a copy in memory grow to N bytes\n"
    "   -newline SEP         set the row separator\n"
    "   -nofollow            refuse symbolic links to databases\n"
    "   -nonce TEXT          what .nonce lifts safe mode with\n"
    "   -nullvalue TEXT      print TEXT for NULL values\n"
    "   -readonly            open the database read-only\n"
    "   -safe                refuse what reaches beyond the database\n"
    "   -separator SEP       set the column separator\n"
    "   -stats               print figures after each statement\n"
    "   -vfs NAME            store the database with NAME\n"
    "   -ascii -box -column -csv -html -json -line -list -markdown -quote -table -tabs   output "
    "mode\n"
    "   -version             show the version\n"
    "   -heap -lookaside -mmap -pagecache -sorterref -threadsafe   taken for the sqlite3 shell's\n"
    "                        sake: they have no effect here\n";

/// What a word of the command line is.
struct OptionName {
  std::string_view name;
  int values = 0;  // words that belong to it
  enum class Kind : uint8_t { Early, Late, Ignored, Refused } kind = Kind::Late;
};

using Kind = OptionName::Kind;

// Early ones count before the init file is run, late ones after it, in their order.
constexpr OptionName kOptions[] = {
    {"bail", 0, Kind::Early},
    {"batch", 0, Kind::Early},
    {"cmd", 1},
    {"deserialize", 0, Kind::Early},
    {"maxsize", 1, Kind::Early},
    {"echo"},
    {"header"},
    {"noheader"},
    {"init", 1, Kind::Early},
    {"interactive"},
    {"newline", 1},
    {"nofollow", 0, Kind::Early},
    {"nonce", 1, Kind::Early},
    {"nullvalue", 1},
    {"readonly", 0, Kind::Early},
    {"safe"},
    {"separator", 1},
    {"stats"},
    {"vfs", 1, Kind::Early},
    {"ascii"},
    {"box"},
    {"column"},
    {"csv"},
    {"html"},
    {"json"},
    {"line"},
    {"list"},
    {"markdown"},
    {"quote"},
    {"table"},
    {"tabs"},
    {"help"},
    {"version"},
    {"heap", 1, Kind::Ignored},
    {"lookaside", 2, Kind::Ignored},
    {"mmap", 1, Kind::Ignored},
    {"pagecache", 2, Kind::Ignored},
    {"sorterref", 1, Kind::Ignored},
    {"threadsafe", 1, Kind::Ignored},
    {"append", 0, Kind::Refused},
    {"memtrace", 0, Kind::Refused},
    {"vfstrace", 0, Kind::Refused},
    {"zip", 0, Kind::Refused},
};

struct Option {
  const OptionName* kind = nullptr;
  std::string value;
};

struct Arguments {
  std::string program;
  std::optional<std::string> file;
  std::vector<std::string> sql;
  std::vector<Option> options;
  std::optional<std::vector<std::string>> archive;  // the words from -A on
  std::optional<std::string> init;
  bool batch = false;
  bool interactive = false;
};

std::optional<int> complain(const Arguments& arguments, const std::string& text) {
  std::fprintf(stderr, "%s: Error: %s\n", arguments.program.c_str(), text.c_str());
  return 1;
}

/// Sorts the words. The result is an exit status where they are wrong.
std::optional<int> read_words(const std::vector<std::string>& words, Arguments& arguments) {
  for (size_t i = 0; i < words.size(); ++i) {
    if (!words[i].starts_with("-")) {
      if (arguments.file) {
        arguments.sql.push_back(words[i]);
      } else {
        arguments.file = words[i];
      }
      continue;
    }
    const std::string word = words[i].substr(words[i].starts_with("--") ? 1 : 0);
    if (word.starts_with("-A")) {
      arguments.archive.emplace(words.begin() + static_cast<std::ptrdiff_t>(i), words.end());
      arguments.archive->front() = word;
      return std::nullopt;
    }
    const OptionName* found = nullptr;
    for (const OptionName& option : kOptions)
      if (word.substr(1) == option.name) found = &option;
    if (!found) {
      (void)complain(arguments, "unknown option: " + word + "\nUse -help for a list of options.");
      return 1;
    }
    if (found->kind == Kind::Refused) return complain(arguments, word + " is not supported");
    Option option{found, ""};
    for (int left = found->values; left > 0; --left) {
      if (++i >= words.size()) return complain(arguments, "missing argument to " + words[i - 1]);
      option.value = words[i];
    }
    arguments.options.push_back(std::move(option));
  }
  return std::nullopt;
}

std::optional<int> take_early(const Option& option, Shell& shell, Arguments& arguments) {
  const std::string_view name = option.kind->name;
  ShellDatabase& database = shell.database();
  if (name == "bail") {
    shell.bail = true;
  } else if (name == "batch") {
    arguments.batch = true;
  } else if (name == "init") {
    arguments.init = option.value;
  } else if (name == "readonly") {
    database.options.read_only = true;
  } else if (name == "nofollow") {
    database.refuses_links = true;
  } else if (name == "deserialize") {
    database.in_memory_copy = true;
  } else if (name == "maxsize") {
    database.image_size_max = integer_value(option.value);
  } else if (name == "nonce") {
    shell.nonce = option.value;
  } else if (name == "vfs") {
    database.vfs = option.value;
    if (!io::find_vfs(option.value)) {
      std::fprintf(stderr, "no such VFS: \"%s\"\n", option.value.c_str());
      return 1;
    }
  }
  return std::nullopt;
}

/// A mode as an option sets less than .mode does: no headers, and separators only where they make
/// the mode what it is.
void take_mode(OutputSettings& settings, std::string_view name) {
  const OutputSettings before = settings;
  set_mode(settings, name);
  settings.headers = before.headers;
  const bool keeps_columns = name == "line" || name == "list" || name == "column";
  if (keeps_columns) settings.column_separator = before.column_separator;
  if (keeps_columns || name == "csv" || name == "tabs") {
    settings.row_separator = before.row_separator;
  }
}

/// What it comes to is an exit status where the program has to end.
std::optional<int> take_late(const Option& option, Shell& shell, Arguments& arguments) {
  const std::string_view name = option.kind->name;
  if (name == "echo") {
    shell.echo = true;
  } else if (name == "header" || name == "noheader") {
    shell.settings.headers = name == "header";
    shell.settings.headers_set = true;
  } else if (name == "interactive") {
    arguments.interactive = true;
  } else if (name == "stats") {
    shell.stats = StatsMode::On;
  } else if (name == "safe") {
    shell.is_safe = shell.stays_safe = true;
    shell.apply_hooks();
  } else if (name == "separator") {
    shell.settings.column_separator = option.value;
  } else if (name == "newline") {
    shell.settings.row_separator = option.value;
  } else if (name == "nullvalue") {
    shell.settings.null_text = option.value;
  } else if (name == "cmd") {
    const std::optional<int> status = shell.run_argument(option.value);
    if (shell.exit_status()) return status;
    if (status && shell.bail) return status;
  } else if (name == "version") {
    std::fputs("tern 0.1.0\n", stdout);
    return 0;
  } else if (name == "help") {
    std::fputs((kUsage + commands_help()).c_str(), stdout);
    return 0;
  } else {
    take_mode(shell.settings, name);
  }
  return std::nullopt;
}

/// The commands that a user wants to run each time, or those that -init names.
std::optional<int> run_init_file(Shell& shell, const Arguments& arguments, bool prompts) {
  std::string path = arguments.init.value_or("");
  if (!arguments.init) {
    const char* const home = std::getenv("HOME");
    if (!home) return std::nullopt;
    path = std::string(home) + "/.ternrc";
  }
  if (access(path.c_str(), R_OK) != 0) {
    if (!arguments.init) return std::nullopt;
    std::fprintf(stderr, "cannot open: \"%s\"\n", path.c_str());
    return shell.bail ? std::optional(1) : std::nullopt;
  }
  if (prompts) std::fprintf(stderr, "-- Loading resources from %s\n", path.c_str());
  const Outcome outcome = shell.run_file(path);
  if (shell.exit_status()) return shell.exit_status();
  return outcome == Outcome::Failed && shell.bail ? std::optional(1) : std::nullopt;
}

/// What -A asks for. A failure does not show in the status, as in the reference.
int run_archive_words_of(Shell& shell, const Arguments& arguments) {
  std::vector<std::string> words = *arguments.archive;
  if (!arguments.sql.empty()) {
    std::fprintf(stderr, "Error: cannot mix regular SQL or dot-commands with \"%s\"\n",
                 words.front().c_str());
    return 1;
  }
  words.front().erase(0, std::string_view("-A").size());
  if (words.front().empty()) words.erase(words.begin());
  run_archive_arguments(shell, words);
  return shell.exit_status().value_or(0);
}

int run_input(Shell& shell, const Arguments& arguments, bool prompts) {
  int errors = 0;
  if (prompts || arguments.interactive) {
    shell.print("Tern 0.1.0. Enter \".help\" for usage hints.\n");
    const auto input = open_terminal_input(shell);
    errors = shell.run_lines(*input, true);
  } else {
    StreamInput input(std::cin);
    errors = shell.run_lines(input, false);
  }
  return shell.exit_status().value_or(errors > 0 ? 1 : 0);
}

}  // namespace

int run_shell(int argc, char** argv) {
  Arguments arguments;
  arguments.program = argv[0];
  if (const auto status = read_words({argv + 1, argv + argc}, arguments)) return *status;
  Shell shell(arguments.file.value_or(":memory:"));
  for (const Option& option : arguments.options) {
    if (option.kind->kind != Kind::Early) continue;
    if (const auto status = take_early(option, shell, arguments)) return *status;
  }
  // What is wrong with a file shows before anything else is done.
  if (access(shell.path().c_str(), F_OK) == 0 && !shell.connection())
    return shell.exit_status().value_or(1);
  const bool prompts = isatty(STDIN_FILENO) != 0 && !arguments.batch;
  if (const auto status = run_init_file(shell, arguments, prompts)) return *status;
  for (const Option& option : arguments.options) {
    if (option.kind->kind != Kind::Late) continue;
    if (const auto status = take_late(option, shell, arguments)) return *status;
  }
  if (arguments.archive) return run_archive_words_of(shell, arguments);
  for (const std::string& sql : arguments.sql)
    if (const auto status = shell.run_argument(sql)) return *status;
  if (!arguments.sql.empty()) return 0;
  return run_input(shell, arguments, prompts);
}

}  // namespace tern::shell
