#pragma once

#include <array>
#include <cstdio>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "tools/tern/line_input.h"
#include "tools/tern/open_database.h"
#include "tools/tern/output_settings.h"
#include "tools/tern/output_target.h"
#include "tools/tern/terminal/terminal.h"
#include "tools/tern/words.h"

namespace tern::shell {

class RowWriter;

/// What became of a dot-command. Quit: the input that it stands in ends.
enum class Outcome : uint8_t { Done, Failed, Quit };

/// A statement of a text that did not compile or run.
struct SqlFailure {
  enum class Phase : uint8_t {
    Prepare,
    Run,
    Taken,  // by what a command has set for it (Shell::next_sql)
  };
  Phase phase = Phase::Run;
  Error error;
  std::string context;  ///< two lines that show the place; empty if it is not known

  /// "message (code)", the code only where it says more than that it is an error.
  std::string text() const;
};

/// Where a piece of SQL came from: errors are worded after it.
struct SqlOrigin {
  int line = 0;
  bool interactive = false;
};

/// The plan of each statement, printed before its rows.
enum class AutoPlan : uint8_t { Off, On, Trigger, Full };

/// What .trace shows of each statement.
struct TraceSettings {
  bool statements = true;
  bool rows = false;
  bool profile = false;
  bool expands = false;  ///< values in place of parameters
};

/// The figures that are printed behind each statement.
enum class StatsMode : uint8_t { Off, On, Statement };

/// One of the connections that .connection switches between.
struct ShellDatabase {
  std::string path;  ///< as it was named; empty: never
  bool in_memory_copy = false;
  bool is_hex = false;         ///< what lies at `path`, or in the lines that follow, is hexadecimal
  int64_t image_size_max = 0;  ///< of such a copy; 0: no more than others
  bool refuses_links = false;
  std::string vfs;              ///< what it is stored with; empty: as it is said nowhere
  bool tells_progress = false;  ///< .progress has set a handler of its own
  OpenOptions options{.uri = true};
  std::optional<OpenDatabase> open;
};

/// The SQL shell: reads lines, runs statements and dot-commands, prints rows.
class Shell {
 public:
  static constexpr size_t kDatabasesMax = 5;

  explicit Shell(std::string path) { databases_[0].path = std::move(path); }
  ~Shell();
  Shell(const Shell&) = delete;
  Shell& operator=(const Shell&) = delete;

  /// Runs what a command line says, SQL or dot-command. Nothing: on to the next; else an exit
  /// status.
  std::optional<int> run_argument(const std::string& text);
  /// Runs lines to their end or .quit. The result is the number of errors.
  int run_lines(LineInput& input, bool interactive);
  /// The lines of a file, or of what a command behind "|" prints. Errors are complained about.
  Outcome run_file(const std::string& path);
  /// Set when the program has to end: with this status.
  const std::optional<int>& exit_status() const { return exit_status_; }

  /// Runs every statement of `sql`, printing rows. Nothing: all went well.
  std::optional<SqlFailure> execute(std::string_view sql);
  /// Runs `sql` as a line of input, with all that is printed about it. False: an error, which was.
  bool run_sql(std::string_view sql, SqlOrigin origin);

  // For the dot-commands.
  void print(std::string_view text) { output.print(text); }
  void print_error(std::string_view text);
  /// Complains with "Error: ".
  Outcome report(const Error& error);
  Outcome report(std::string_view text);
  /// Done, or what report() says.
  Outcome outcome_of(const Status& status) {
    return status ? Outcome::Done : report(status.error());
  }
  /// The active database, opened at first use. Where that fails, which is complained about, the
  /// program ends.
  Result<Connection*> connection();
  /// The same without complaint or end: a failure is the caller's to tell.
  Result<Connection*> try_connection();
  /// Opens another file in place of the active database. Where that fails it is one in memory.
  void reopen(ShellDatabase database);
  std::array<ShellDatabase, kDatabasesMax>& databases() { return databases_; }
  size_t active() const { return active_; }
  void activate(size_t index);
  ShellDatabase& database() { return databases_[active_]; }
  /// The active database as a replica; null if it is none, or not open yet.
  sync::replica::Replica* replica() {
    return database().open ? database().open->replica() : nullptr;
  }
  const std::string& path() const { return databases_[active_].path; }
  /// The program ends, now.
  Outcome exit(int status);
  int line_number() const { return line_number_; }
  /// The next line of the input that is read; nothing at its end.
  std::optional<std::string> take_line();
  /// Prints the rows of `sql` in the mode of `shown`. `on_row` is called behind each.
  Status print_rows(std::string_view sql, const OutputSettings& shown,
                    const std::function<void()>& on_row = {});
  /// Sets the hooks of the active connection as the settings below say.
  void apply_hooks();

  /// Takes the next line of SQL, which is not run. Empty: nothing does. A dot-command ends it.
  std::function<Status(std::string_view sql)> next_sql;
  OutputSettings settings;
  OutputTarget output;
  int output_countdown = 0;  ///< 1: the output is standard output again after the next command
  SideFile trace_file;
  TraceSettings trace;
  SideFile log_file;
  Prompts prompts;
  Terminal terminal;  ///< as long as lines come from one
  bool bail = false;
  bool echo = false;
  bool timer = false;
  bool shows_changes = false;
  bool shows_authorizations = false;
  StatsMode stats = StatsMode::Off;
  std::string testcase;     ///< the name that .testcase gave
  bool draws_plans = true;  ///< what EXPLAIN gives is printed as a tree, whatever the output mode
  bool explain_is_on = false;  ///< as .explain said it; .show tells
  AutoPlan auto_plan = AutoPlan::Off;
  bool is_safe = false;  ///< what reaches beyond the database is refused
  bool stays_safe = false;
  std::string nonce;
  bool nonce_given = false;  ///< the next command or statement may do anything

 private:
  Outcome run_dot_command(const std::string& line);
  Status run_statement(Statement& statement);
  Status print_statement(Statement& statement, const OutputSettings& shown, bool draws_plan,
                         const std::function<void()>& on_row = {});
  std::unique_ptr<RowWriter> make_writer(const Statement& statement, const OutputSettings& shown,
                                         bool draws_plan);
  void print_auto_plan(Connection& db, std::string_view sql);
  Result<OpenDatabase> open_active();
  void adopt(OpenDatabase opened);
  void complain_of_opening(const Error& error);
  void log_failure(const SqlFailure& failure, std::string_view sql);
  void end_once();
  /// Results are drawn for people, as wide as the window, until a mode is chosen.
  bool draws_for_terminal(const OutputSettings& shown) const {
    return terminal.is_terminal && output.is_standard() && &shown == &settings &&
           !settings.mode_set;
  }

  std::array<ShellDatabase, kDatabasesMax> databases_;
  size_t active_ = 0;
  std::optional<int> exit_status_;
  int read_depth_ = 0;
  int line_number_ = 0;
  LineInput* input_ = nullptr;  ///< null: words of the command line
};

}  // namespace tern::shell
