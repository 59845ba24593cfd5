#include "tools/tern/shell_arguments.h"

#include <unistd.h>

#include <cstdio>
#include <iostream>

#include "tools/tern/shell.h"

namespace tern::shell {
namespace {

constexpr const char* kUsage =
    "Usage: tern [OPTIONS] [FILE [SQL...]]\n"
    "FILE is a database; it is made if it does not exist. Without SQL, statements are read from\n"
    "the terminal or the standard input. Commands around sync: tern sync --help\n"
    "OPTIONS:\n"
    "   -bail                stop after hitting an error\n"
    "   -batch               never prompt, even on a terminal\n"
    "   -cmd COMMAND         run COMMAND before reading the input\n"
    "   -echo                print statements before they run\n"
    "   -[no]header          turn headers on or off\n"
    "   -init FILE           run the commands of FILE first\n"
    "   -interactive         prompt, even when not on a terminal\n"
    "   -newline SEP         set the row separator\n"
    "   -nullvalue TEXT      print TEXT for NULL values\n"
    "   -readonly            open the database read-only\n"
    "   -separator SEP       set the column separator\n"
    "   -ascii -box -column -csv -json -line -list -markdown -quote -table -tabs   output mode\n"
    "   -version             show the version\n";

struct Arguments {
  std::string file;
  std::vector<std::string> sql;
  std::vector<std::string> commands;
  std::vector<std::string> scripts;
  bool batch = false;
  bool interactive = false;
};

/// Takes in option `name` (without dashes); `value` gives the next word. False: no such option.
template <class NextValue>
bool take_option(const std::string& name, Shell& shell, Arguments& arguments, NextValue value) {
  if (name == "bail") {
    shell.bail = true;
  } else if (name == "batch") {
    arguments.batch = true;
  } else if (name == "interactive") {
    arguments.interactive = true;
  } else if (name == "echo") {
    shell.echo = true;
  } else if (name == "header" || name == "noheader") {
    shell.settings.headers = name == "header";
    shell.settings.headers_set = true;
  } else if (name == "readonly") {
    shell.open_options.read_only = true;
  } else if (name == "cmd") {
    arguments.commands.push_back(value());
  } else if (name == "init") {
    arguments.scripts.push_back(value());
  } else if (name == "separator") {
    shell.settings.column_separator = value();
  } else if (name == "newline") {
    shell.settings.row_separator = value();
  } else if (name == "nullvalue") {
    shell.settings.null_text = value();
  } else {
    for (const std::string& mode : mode_names())
      if (name == mode && name != "insert") {
        set_mode(shell.settings, name);
        // As an option, csv ends rows with a line feed alone; as .mode, as RFC 4180 says.
        if (shell.settings.mode == OutputMode::Csv) shell.settings.row_separator.assign(1, '\n');
        return true;
      }
    return false;
  }
  return true;
}

int run(Shell& shell, const Arguments& arguments) {
  for (const std::string& script : arguments.scripts) {
    if (shell.run_file(script)) continue;
    std::fprintf(stderr, "cannot open: \"%s\"\n", script.c_str());
    return 1;
  }
  for (const std::string& command : arguments.commands) {
    const int status = shell.run_argument(command);
    if (status != 0 && shell.bail) return status;
  }
  if (!arguments.sql.empty()) {
    for (const std::string& sql : arguments.sql)
      if (const int status = shell.run_argument(sql); status != 0) return status;
    return 0;
  }
  const bool prompts = arguments.interactive || (isatty(STDIN_FILENO) != 0 && !arguments.batch);
  if (!prompts) {
    StreamInput input(std::cin);
    return shell.run_lines(input, false);
  }
  shell.print("Tern 0.1.0. Enter \".help\" for usage hints.\n");
  const auto input = open_terminal_input(shell.prompts);
  return shell.run_lines(*input, true);
}

}  // namespace

int run_shell(int argc, char** argv) {
  Shell shell(":memory:");
  Arguments arguments;
  std::vector<std::string> words(argv + 1, argv + argc);
  for (size_t i = 0; i < words.size(); ++i) {
    if (!words[i].starts_with("-") || words[i] == "-") {
      if (arguments.file.empty()) {
        arguments.file = words[i];
      } else {
        arguments.sql.push_back(words[i]);
      }
      continue;
    }
    const std::string name = words[i].substr(words[i].starts_with("--") ? 2 : 1);
    if (name == "help" || name == "version") {
      std::fputs(name == "help" ? kUsage : "tern 0.1.0\n", stdout);
      return 0;
    }
    const auto value = [&] { return i + 1 < words.size() ? words[++i] : std::string(); };
    if (take_option(name, shell, arguments, value)) continue;
    std::fprintf(stderr, "tern: Error: unknown option: %s\nUse -help for a list of options.\n",
                 words[i].c_str());
    return 1;
  }
  if (!arguments.file.empty()) shell.set_path(arguments.file);
  return run(shell, arguments);
}

}  // namespace tern::shell
