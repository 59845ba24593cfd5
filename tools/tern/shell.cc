#include "tools/tern/shell.h"

#include <sys/resource.h>
#include <sys/stat.h>

#include <chrono>
#include <cstring>
#include <iostream>
#include <utility>

#include "engine/api/connection_state.h"
#include "engine/sqlite3/connections/hosted.h"
#include "tools/tern/dot/dot_command.h"
#include "tools/tern/dot/hex_image.h"
#include "tools/tern/dot/parameters.h"
#include "tools/tern/dot/watching.h"
#include "tools/tern/interrupt.h"
#include "tools/tern/plan_writer.h"
#include "tools/tern/progress_bar.h"
#include "tools/tern/row_writer.h"
#include "tools/tern/shell_functions.h"
#include "tools/tern/statement_scanner.h"
#include "tools/tern/terminal/terminal_grid.h"

namespace tern::shell {
namespace {

constexpr int kReadDepthMax = 25;

double seconds_of(const timeval& time) {
  return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_usec) / 1e6;
}

/// What .timer on prints behind each line of SQL.
class Stopwatch {
 public:
  std::string report() const {
    const rusage now = usage_now();
    const std::chrono::duration<double> real = std::chrono::steady_clock::now() - start_;
    char text[120];
    std::snprintf(text, sizeof text, "Run Time: real %.3f user %.6f sys %.6f\n", real.count(),
                  seconds_of(now.ru_utime) - seconds_of(usage_.ru_utime),
                  seconds_of(now.ru_stime) - seconds_of(usage_.ru_stime));
    return text;
  }

 private:
  static rusage usage_now() {
    rusage usage{};
    getrusage(RUSAGE_SELF, &usage);
    return usage;
  }
  std::chrono::steady_clock::time_point start_ = std::chrono::steady_clock::now();
  rusage usage_ = usage_now();
};

/// Two lines: the text around byte `offset` of `sql`, and an arrow to it.
std::string error_context(std::string_view sql, int offset) {
  constexpr int kBeforeMax = 50;
  constexpr size_t kLineMax = 78;
  constexpr int kArrowOnLeftFrom = 25;
  if (offset < 0 || static_cast<size_t>(offset) >= sql.size()) return "";
  while (offset > kBeforeMax) {
    do {
      sql.remove_prefix(1);
      --offset;
    } while (!sql.empty() && is_inside_character(sql.front()));
  }
  size_t size = sql.size();
  if (size > kLineMax) {
    size = kLineMax;
    while (size > 0 && is_inside_character(sql[size])) --size;
  }
  std::string text(sql.substr(0, size));
  for (char& c : text)
    if (c == '\n' || c == '\r' || c == '\t' || c == '\f' || c == '\v') c = ' ';
  std::string arrow;
  if (offset < kArrowOnLeftFrom) {
    arrow = std::string(static_cast<size_t>(offset), ' ') + "^--- error here";
  } else {
    arrow = std::string(static_cast<size_t>(offset - 14), ' ') + "error here ---^";
  }
  return "  " + text + "\n  " + arrow;
}

void skip_blanks(std::string_view& sql) {
  while (!sql.empty() && std::isspace(static_cast<unsigned char>(sql.front())))
    sql.remove_prefix(1);
}

/// A line that ends a statement as other databases' programs have it: "/" or "go".
bool is_terminator_line(std::string_view line) {
  skip_blanks(line);
  if (line.starts_with("/")) {
    return is_blank_sql(line.substr(1));
  }
  return line.size() >= 2 && is_same_word(line.substr(0, 2), "go") && is_blank_sql(line.substr(2));
}

/// The lines of a file or a command's output.
class FileInput final : public LineInput {
 public:
  explicit FileInput(const std::string& path)
      : is_pipe_(path.starts_with("|")),
        stream_(is_pipe_ ? popen(path.c_str() + 1, "r") : open_file(path)) {}
  ~FileInput() override {
    if (!stream_) return;
    if (is_pipe_) {
      pclose(stream_);
    } else {
      std::fclose(stream_);
    }
    std::free(line_);
  }
  FileInput(const FileInput&) = delete;
  FileInput& operator=(const FileInput&) = delete;

  bool is_open() const { return stream_ != nullptr; }
  std::optional<std::string> next(bool /*continues*/) override {
    const ssize_t got = getline(&line_, &room_, stream_);
    if (got < 0) return std::nullopt;
    std::string line(line_, static_cast<size_t>(got));
    if (line.ends_with('\n')) line.pop_back();
    if (line.ends_with('\r')) line.pop_back();
    return line;
  }

 private:
  static std::FILE* open_file(const std::string& path) {
    struct stat what{};
    if (stat(path.c_str(), &what) != 0 || S_ISDIR(what.st_mode)) return nullptr;
    return std::fopen(path.c_str(), "rb");
  }

  bool is_pipe_;
  std::FILE* stream_;
  char* line_ = nullptr;
  size_t room_ = 0;
};

/// Of no file: none.
std::optional<ByteVector> bytes_of_file(const std::string& path) {
  const std::unique_ptr<std::FILE, int (*)(std::FILE*)> file(std::fopen(path.c_str(), "rb"),
                                                             &std::fclose);
  if (!file) return ByteVector();
  ByteVector all;
  std::byte piece[1 << 16];
  size_t got = 0;
  while ((got = std::fread(piece, 1, sizeof piece, file.get())) > 0) append(all, {piece, got});
  return all;
}

/// The name that a database is opened by: a URI where it has to say more than the path.
std::string name_of(const ShellDatabase& wanted) {
  if (wanted.path.empty() || wanted.path == ":memory:") return ":memory:";
  if (wanted.vfs.empty() || wanted.path.starts_with("file:")) return wanted.path;
  constexpr std::string_view kHex = "0123456789ABCDEF";
  std::string uri = "file:";
  for (const char c : wanted.path) {
    if (c != '%' && c != '?' && c != '#') {
      uri += c;
      continue;
    }
    const auto byte = static_cast<unsigned char>(c);
    uri.append({'%', kHex[byte >> 4], kHex[byte & 15]});
  }
  return uri + "?vfs=" + wanted.vfs;
}

bool is_link(const std::string& path) {
  struct stat what{};
  return lstat(path.c_str(), &what) == 0 && S_ISLNK(what.st_mode);
}

}  // namespace

std::string SqlFailure::text() const {
  if (phase == Phase::Taken) return std::string(error.message());
  const int code = static_cast<int>(primary(error.code()));
  std::string out(error.message());
  if (code > 1) out += " (" + std::to_string(code) + ")";
  return out;
}

Shell::~Shell() { set_interrupted(nullptr); }

// --- databases

Result<OpenDatabase> Shell::open_active() {
  const ShellDatabase& wanted = database();
  if (wanted.refuses_links && is_link(wanted.path)) return fail(ErrorCode::CantOpen);
  if (!wanted.in_memory_copy && !wanted.is_hex) {
    return OpenDatabase::open(name_of(wanted), wanted.options);
  }
  const auto image =
      wanted.is_hex ? read_hex_image(*this, wanted.path) : bytes_of_file(wanted.path);
  if (!image) return OpenDatabase::open(":memory:", {});
  return OpenDatabase::copy(wanted.path, {.image = *image,
                                          .size_max = wanted.image_size_max,
                                          .is_read_only = wanted.options.read_only});
}

void Shell::adopt(OpenDatabase opened) {
  database().open.emplace(std::move(opened));
  Connection& db = database().open->connection();
  const Status added = add_shell_functions(db);
  if (!added) (void)report(added.error());
  set_interrupted(&db);
  apply_hooks();
}

void Shell::complain_of_opening(const Error& error) {
  print_error("Error: unable to open database \"" + path() + "\": " + std::string(error.message()) +
              "\n");
}

Result<Connection*> Shell::try_connection() {
  if (!database().open) adopt(TRY(open_active()));
  return &database().open->connection();
}

Result<Connection*> Shell::connection() {
  const auto opened = try_connection();
  if (opened) return opened;
  complain_of_opening(opened.error());
  exit_status_ = 1;
  return fail(ErrorCode::CantOpen);
}

void Shell::reopen(ShellDatabase replacement) {
  set_interrupted(nullptr);
  database() = std::move(replacement);
  auto opened = open_active();
  if (!opened) {
    complain_of_opening(opened.error());
    opened = OpenDatabase::open(":memory:", {});
  }
  if (opened) adopt(std::move(*opened));
}

void Shell::activate(size_t index) {
  active_ = index;
  set_interrupted(database().open ? &database().open->connection() : nullptr);
}

void Shell::apply_hooks() {
  if (!database().open) return;
  set_authorizer_of(*this, database().open->connection());
  set_interrupt_check_of(database());
}

// --- output

void Shell::print_error(std::string_view text) {
  output.flush();
  std::fwrite(text.data(), 1, text.size(), stderr);
}

Outcome Shell::report(std::string_view text) {
  print_error("Error: " + std::string(text) + "\n");
  return Outcome::Failed;
}

Outcome Shell::report(const Error& error) {
  return exit_status_ ? Outcome::Quit : report(error.message());
}

Outcome Shell::exit(int status) {
  exit_status_ = status;
  return Outcome::Quit;
}

void Shell::end_once() {
  if (output_countdown == 0) return;
  output.reset();
  output_countdown = 0;
}

// --- input

Outcome Shell::run_dot_command(const std::string& line) {
  const Words words = words_of(std::string_view(line).substr(1));
  next_sql = nullptr;
  if (words.empty()) return Outcome::Done;
  const Outcome outcome = run_command(*this, words);
  if (output_countdown > 0 && --output_countdown == 0) output.reset();
  if (!std::exchange(nonce_given, false)) is_safe = stays_safe;
  return outcome;
}

std::optional<int> Shell::run_argument(const std::string& text) {
  if (text.starts_with(".")) {
    const Outcome outcome = run_dot_command(text);
    if (exit_status_) return exit_status_;
    if (outcome == Outcome::Done) return std::nullopt;
    return outcome == Outcome::Quit ? 0 : 1;
  }
  const auto failure = execute(text);
  if (exit_status_) return exit_status_;
  if (!failure) return std::nullopt;
  constexpr std::string_view kPhases[] = {"in prepare, ", "stepping, ", ""};
  print_error("Error: " + std::string(kPhases[static_cast<size_t>(failure->phase)]) +
              failure->text() + "\n" + (failure->context.empty() ? "" : failure->context + "\n"));
  return static_cast<int>(primary(failure->error.code()));
}

Outcome Shell::run_file(const std::string& path) {
  output.flush();  // what a command prints comes behind it
  FileInput input(path);
  if (!input.is_open()) return report("cannot open \"" + path + "\"");
  const int line = line_number_;
  const int errors = run_lines(input, false);
  line_number_ = line;
  return errors > 0 ? Outcome::Failed : Outcome::Done;
}

std::optional<std::string> Shell::take_line() {
  StreamInput standard(std::cin);
  auto line = (input_ ? *input_ : standard).next(true);
  if (line) ++line_number_;
  return line;
}

int Shell::run_lines(LineInput& input, bool interactive) {
  if (read_depth_ == kReadDepthMax) {
    print_error("Input nesting limit (" + std::to_string(kReadDepthMax) + ") reached at line " +
                std::to_string(line_number_) + ". Check recursion.\n");
    return 1;
  }
  const InterruptGuard guard(interactive);
  for (ShellDatabase& each : databases_)
    if (interactive) set_interrupt_check_of(each);
  ++read_depth_;
  LineInput* const around = std::exchange(input_, &input);
  int errors = 0;
  line_number_ = 0;
  std::string sql;
  int sql_line = 0;
  while (!exit_status_ && !(errors > 0 && bail && !interactive)) {
    output.flush();
    if (interactive) forget_interrupt();
    if (was_interrupted()) break;  // of a file: Ctrl-C ends all of it
    std::optional<std::string> line = input.next(!sql.empty());
    if (!line) break;
    if (input.was_dropped()) sql.clear();
    ++line_number_;
    const bool is_blank = is_blank_sql(*line);
    if (sql.empty() && (is_blank || line->starts_with(".") || line->starts_with("#"))) {
      if (echo) print(*line + "\n");
      if (is_blank || line->starts_with("#")) continue;
      const Outcome outcome = run_dot_command(*line);
      if (outcome == Outcome::Quit) break;
      if (outcome == Outcome::Failed) ++errors;
      continue;
    }
    if (!sql.empty() && is_terminator_line(*line) && is_complete_sql(sql + "\n;")) *line = ";";
    if (sql.empty()) {
      std::string_view text = *line;
      skip_blanks(text);
      sql_line = line_number_;
      sql = text;
    } else {
      sql += "\n" + *line;
    }
    // Nothing else ends a statement, or the comment behind it: other lines need no look at the
    // whole.
    const bool may_end = line->contains(';') || line->contains("*/");
    if (may_end && is_complete_sql(sql)) {
      if (!run_sql(sql, {sql_line, interactive})) ++errors;
      sql.clear();
      end_once();
      is_safe = stays_safe;
    } else if (may_end && is_blank_sql(sql)) {
      if (echo) print(sql + "\n");
      sql.clear();
    }
  }
  if (!exit_status_ && !was_interrupted() && !is_blank_sql(sql) &&
      !(errors > 0 && bail && !interactive)) {
    if (!run_sql(sql, {sql_line, interactive})) ++errors;
  }
  output.flush();
  input_ = around;
  --read_depth_;
  return errors;
}

// --- SQL

bool Shell::run_sql(std::string_view sql, SqlOrigin origin) {
  if (echo) print(std::string(sql) + "\n");
  const Stopwatch stopwatch;
  const auto failure = execute(sql);
  if (exit_status_) return false;
  if (timer) print(stopwatch.report());
  if (failure) {
    constexpr std::string_view kPhases[] = {"Parse error", "Runtime error", "Error"};
    std::string text(kPhases[static_cast<size_t>(failure->phase)]);
    if (!origin.interactive) text += " near line " + std::to_string(origin.line);
    text += ": " + failure->text() + "\n";
    if (!failure->context.empty()) text += failure->context + "\n";
    print_error(text);
    return false;
  }
  const auto db = connection();
  if (shows_changes && db)
    print("changes: " + std::to_string((*db)->changes()) +
          "   total_changes: " + std::to_string((*db)->total_changes()) + "\n");
  return true;
}

std::optional<SqlFailure> Shell::execute(std::string_view sql) {
  const auto opened = connection();
  if (!opened) return std::nullopt;  // the program ends
  Connection& db = **opened;
  if (next_sql) {
    const Status taken = std::exchange(next_sql, nullptr)(sql);
    if (taken) return std::nullopt;
    return SqlFailure{SqlFailure::Phase::Taken, taken.error(), ""};
  }
  while (!sql.empty() && !exit_status_) {
    size_t tail = 0;
    auto statement = db.prepare(sql, &tail);
    while (!statement && abi::hosted_may_try_again(*database().open->handle(), statement.error())) {
      statement = db.prepare(sql, &tail);
    }
    if (!statement) {
      if (exit_status_) return std::nullopt;
      SqlFailure failure{SqlFailure::Phase::Prepare, statement.error(),
                         error_context(sql, statement.error().sql_offset())};
      log_failure(failure, sql);
      return failure;
    }
    if (!statement->is_empty()) {
      if (auto_plan != AutoPlan::Off && statement->explain_kind() == 0)
        print_auto_plan(db, statement->sql());
      Status ran = bind_parameters(db, *statement);
      if (ran && was_interrupted()) ran = fail(ErrorCode::Interrupt);
      if (ran) ran = run_statement(*statement);
      if (stats != StatsMode::Off) print_stats(*this, db, &*statement);
      if (!ran) {
        SqlFailure failure{SqlFailure::Phase::Run, ran.error(), ""};
        log_failure(failure, sql);
        return failure;
      }
    }
    if (tail == 0 || tail > sql.size()) break;
    sql.remove_prefix(tail);
    skip_blanks(sql);
  }
  return std::nullopt;
}

Status Shell::run_statement(Statement& statement) {
  const WaitingNote note(is_vacuum(statement.sql()) ? "vacuuming" : "");
  return print_statement(statement, settings, draws_plans);
}

Status Shell::print_rows(std::string_view sql, const OutputSettings& shown,
                         const std::function<void()>& on_row) {
  Connection* db = TRY(connection());
  Statement statement = TRY(db->prepare(sql));
  return print_statement(statement, shown, false, on_row);
}

std::unique_ptr<RowWriter> Shell::make_writer(const Statement& statement,
                                              const OutputSettings& shown, bool draws_plan) {
  std::vector<std::string> columns;
  for (int i = 0; i < statement.column_count(); ++i) columns.emplace_back(statement.column_name(i));
  WriterContext context{shown, std::move(columns), [this](std::string_view text) { print(text); },
                        &exact_real};
  if (draws_plan && statement.explain_kind() != 0) return make_plan_writer(std::move(context));
  if (!draws_for_terminal(shown)) return make_row_writer(std::move(context));
  return make_terminal_grid(std::move(context), terminal, window_size().columns);
}

Status Shell::print_statement(Statement& statement, const OutputSettings& shown, bool draws_plan,
                              const std::function<void()>& on_row) {
  std::unique_ptr<RowWriter> writer;
  std::vector<record::ValueView> values;
  while (true) {
    const Result<bool> stepped = statement.step();
    if (!stepped || !*stepped) {
      // Rows before an error are shown.
      if (writer) writer->end();
      abi::hosted_run_ended(*database().open->handle());
      if (!stepped) return std::unexpected(stepped.error());
      return ok();
    }
    if (!writer) writer = make_writer(statement, shown, draws_plan);
    values.clear();
    for (int i = 0; i < statement.column_count(); ++i) values.push_back(statement.column(i));
    writer->row(values);
    if (on_row) on_row();
  }
}

void Shell::print_auto_plan(Connection& db, std::string_view sql) {
  bool& tells_of_triggers = db.state().transaction().restrictions.shows_trigger_plans;
  const bool before = tells_of_triggers;
  if (auto_plan != AutoPlan::On) tells_of_triggers = true;
  for (const char* kind : {"EXPLAIN QUERY PLAN ", "EXPLAIN "}) {
    if (std::strcmp(kind, "EXPLAIN ") == 0 && auto_plan != AutoPlan::Full) break;
    auto plan = db.prepare(kind + std::string(sql));
    // What cannot be explained runs, or tells what is wrong, by itself.
    if (plan) (void)print_statement(*plan, settings, true);
  }
  tells_of_triggers = before;
}

void Shell::log_failure(const SqlFailure& failure, std::string_view sql) {
  if (!log_file.is_open()) return;
  log_file.print("(" + std::to_string(static_cast<int>(failure.error.code())) + ") " +
                 std::string(failure.error.message()) + " in \"" + std::string(sql) + "\"\n");
}

}  // namespace tern::shell
