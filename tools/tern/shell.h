#pragma once

#include <cstdio>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "tools/tern/line_input.h"
#include "tools/tern/literals.h"
#include "tools/tern/open_database.h"
#include "tools/tern/output_settings.h"

namespace tern::shell {

/// Where a piece of SQL came from: errors are worded after it.
struct SqlOrigin {
  int line = 0;  ///< of a script; 0: from the command line
  bool interactive = false;
};

/// The SQL shell: reads lines, runs statements and dot-commands, prints rows.
class Shell {
 public:
  explicit Shell(std::string path) : path_(std::move(path)) {}
  ~Shell();
  Shell(const Shell&) = delete;
  Shell& operator=(const Shell&) = delete;

  /// Runs what a command line says, SQL or dot-command. The result is an exit status.
  int run_argument(const std::string& text);
  /// Runs lines to their end or .quit. The result is an exit status.
  int run_lines(LineInput& input, bool interactive);
  /// A script by name. The result is an exit status, or nothing if it cannot be read.
  std::optional<int> run_file(const std::string& path);

  /// Runs every statement of `sql`, printing rows. The result is an exit status: 0, or the code of
  /// the error, which has been printed.
  int run_sql(std::string_view sql, SqlOrigin origin);

  // For the dot-commands.
  void print(std::string_view text);
  void print_error(std::string_view text);
  /// The database, opened at first use. Errors: as Connection::open.
  Result<Connection*> connection();
  Status reopen(const std::string& path);
  /// The file to open at first use. Requires: none is open yet.
  void set_path(std::string path) { path_ = std::move(path); }
  const RealText& real_text() const { return real_text_; }
  /// False: the file cannot be written. `once`: for the next statement only.
  bool set_output(const std::string& path, bool once);
  void quit(int exit_code) { exit_code_ = exit_code; }
  const std::string& path() const { return path_; }
  const std::string& output_path() const { return output_path_; }

  OutputSettings settings;
  OpenOptions open_options{.uri = true};
  Prompts prompts;
  bool bail = false;
  bool echo = false;
  bool timer = false;
  bool shows_changes = false;
  bool draws_plans = true;  ///< what EXPLAIN gives is printed as a tree, whatever the output mode

 private:
  int run_dot_command(const std::string& line, int line_number);
  Status run_statement(Statement& statement, Connection& connection);
  void print_sql_error(const Error& error, bool in_prepare, std::string_view sql, SqlOrigin origin);
  std::string real_as_text(double value);
  void end_once();

  std::string path_;
  std::optional<OpenDatabase> database_;
  RealText real_text_ = [this](double value) { return real_as_text(value); };
  std::FILE* output_ = stdout;
  std::string output_path_ = "stdout";
  bool output_once_ = false;
  std::optional<int> exit_code_;
  int read_depth_ = 0;
};

/// Runs one dot-command, cut into words: 0 or 1 for an error, which has been printed.
int run_dot_command(Shell& shell, const std::vector<std::string>& words);

/// `text` in double quotes, with escapes for what does not print.
std::string escaped_text(const std::string& text);

/// .dump and .import (dump.cc, import.cc).
int dump_database(Shell& shell, const std::vector<std::string>& patterns);
int import_file(Shell& shell, const std::vector<std::string>& words);

}  // namespace tern::shell
