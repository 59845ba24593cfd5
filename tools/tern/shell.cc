#include "tools/tern/shell.h"

#include <sys/resource.h>

#include <atomic>
#include <chrono>
#include <csignal>
#include <fstream>

#include "tools/tern/plan_writer.h"
#include "tools/tern/row_writer.h"
#include "tools/tern/statement_scanner.h"

namespace tern::shell {
namespace {

constexpr int kReadDepthMax = 25;

/// The connection that Ctrl-C interrupts; a signal handler can reach nothing else.
std::atomic<Connection*> interrupted_connection = nullptr;

void on_interrupt(int) {
  if (Connection* connection = interrupted_connection.load()) connection->interrupt();
}

/// Makes Ctrl-C end the running statement instead of the program.
class InterruptGuard {
 public:
  explicit InterruptGuard(bool active) : active_(active) {
    if (active_) previous_ = std::signal(SIGINT, &on_interrupt);
  }
  ~InterruptGuard() {
    if (active_) std::signal(SIGINT, previous_);
  }
  InterruptGuard(const InterruptGuard&) = delete;
  InterruptGuard& operator=(const InterruptGuard&) = delete;

 private:
  bool active_;
  void (*previous_)(int) = SIG_DFL;
};

double seconds_of(const timeval& time) {
  return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_usec) / 1e6;
}

/// What .timer on prints behind each statement.
class Stopwatch {
 public:
  std::string report() const {
    rusage now{};
    getrusage(RUSAGE_SELF, &now);
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
  if (offset < 0 || static_cast<size_t>(offset) > sql.size()) return "";
  const auto is_inside_character = [](char c) {
    return (static_cast<unsigned char>(c) & 0xc0) == 0x80;
  };
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
  return "  " + text + "\n  " + arrow + "\n";
}

std::vector<std::string> words_of(std::string_view line) {
  std::vector<std::string> words;
  size_t at = 1;  // behind the dot
  while (true) {
    while (at < line.size() && std::isspace(static_cast<unsigned char>(line[at]))) ++at;
    if (at >= line.size()) return words;
    std::string word;
    const char quote = line[at];
    if (quote == '\'' || quote == '"') {
      for (++at; at < line.size() && line[at] != quote; ++at) {
        if (quote == '"' && line[at] == '\\' && at + 1 < line.size()) {
          ++at;
          const std::string_view from = "ntrabfv", to = "\n\t\r\a\b\f\v";
          const size_t found = from.find(line[at]);
          word += found == std::string_view::npos ? line[at] : to[found];
        } else {
          word += line[at];
        }
      }
      ++at;
    } else {
      while (at < line.size() && !std::isspace(static_cast<unsigned char>(line[at])))
        word += line[at++];
    }
    words.push_back(std::move(word));
  }
}

}  // namespace

Shell::~Shell() {
  interrupted_connection = nullptr;
  if (output_ != stdout) std::fclose(output_);
}

Result<Connection*> Shell::connection() {
  if (!database_) {
    auto opened = OpenDatabase::open(path_, open_options);
    if (!opened)
      return fail(opened.error().code(), "unable to open database \"" + path_ +
                                             "\": " + std::string(opened.error().message()));
    database_.emplace(std::move(*opened));
    interrupted_connection = &database_->connection();
  }
  return &database_->connection();
}

Status Shell::reopen(const std::string& path) {
  interrupted_connection = nullptr;
  database_.reset();
  path_ = path;
  (void)TRY(connection());
  return ok();
}

void Shell::print(std::string_view text) { std::fwrite(text.data(), 1, text.size(), output_); }

void Shell::print_error(std::string_view text) {
  std::fflush(output_);
  std::fwrite(text.data(), 1, text.size(), stderr);
}

bool Shell::set_output(const std::string& path, bool once) {
  if (output_ != stdout) std::fclose(output_);
  output_ = stdout;
  output_path_ = "stdout";
  output_once_ = once;
  if (path.empty() || path == "stdout") return true;
  std::FILE* file = std::fopen(path.c_str(), "wb");
  if (!file) return false;
  output_ = file;
  output_path_ = path;
  return true;
}

void Shell::end_once() {
  if (output_once_) (void)set_output("", false);
}

std::string Shell::real_as_text(double value) {
  const auto text = [&]() -> Result<std::string> {
    Connection* db = TRY(connection());
    Statement statement = TRY(db->prepare("SELECT printf('%!.20g',?1)"));
    TRY(statement.bind(1, value));
    (void)TRY(statement.step());
    return std::string(statement.column(0).as_text());
  }();
  return text ? *text : shown_text(record::ValueView::real(value));
}

int Shell::run_argument(const std::string& text) {
  if (text.starts_with(".")) {
    const int status = run_dot_command(text, 0);
    return exit_code_ ? *exit_code_ : status;
  }
  return run_sql(text, {});
}

std::optional<int> Shell::run_file(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  if (!file || read_depth_ >= kReadDepthMax) return std::nullopt;
  StreamInput input(file);
  ++read_depth_;
  const int status = run_lines(input, false);
  --read_depth_;
  return status;
}

int Shell::run_lines(LineInput& input, bool interactive) {
  const InterruptGuard guard(interactive);
  int errors = 0;
  int line_number = 0;
  std::string sql;
  int sql_line = 0;
  while (!exit_code_ && !(errors > 0 && bail && !interactive)) {
    std::fflush(output_);
    const std::optional<std::string> line = input.next(!sql.empty());
    if (!line) break;
    ++line_number;
    if (sql.empty() && is_blank_sql(*line)) {
      if (echo) print(*line + "\n");
      continue;
    }
    if (sql.empty() && (line->starts_with(".") || line->starts_with("#"))) {
      if (echo) print(*line + "\n");
      if (line->starts_with(".") && run_dot_command(*line, line_number) != 0) ++errors;
      continue;
    }
    if (sql.empty()) {
      sql_line = line_number;
      sql = *line;
    } else {
      sql += "\n" + *line;
    }
    if (sql.find(';') == std::string::npos || !is_complete_sql(sql)) continue;
    if (run_sql(sql, {sql_line, interactive}) != 0) ++errors;
    sql.clear();
    end_once();
  }
  if (!exit_code_ && !is_blank_sql(sql) && !(errors > 0 && bail)) {
    if (run_sql(sql, {sql_line, interactive}) != 0) ++errors;
  }
  std::fflush(output_);
  if (exit_code_ && read_depth_ == 0) return *exit_code_;
  return errors > 0 ? 1 : 0;
}

int Shell::run_dot_command(const std::string& line, int /*line_number*/) {
  const std::vector<std::string> words = words_of(line);
  if (words.empty()) return 0;
  return shell::run_dot_command(*this, words);
}

int Shell::run_sql(std::string_view sql, SqlOrigin origin) {
  if (echo) print(std::string(sql) + "\n");
  const auto opened = connection();
  if (!opened) {
    print_error("Error: " + std::string(opened.error().message()) + "\n");
    return 1;
  }
  Connection& db = **opened;
  while (!sql.empty()) {
    size_t tail = 0;
    auto statement = db.prepare(sql, &tail);
    if (!statement) {
      print_sql_error(statement.error(), true, sql, origin);
      return 1;
    }
    if (!statement->is_empty()) {
      const Stopwatch stopwatch;
      const Status ran = run_statement(*statement, db);
      if (!ran) {
        print_sql_error(ran.error(), false, sql, origin);
        return static_cast<int>(primary(ran.error().code()));
      }
      if (timer) print(stopwatch.report());
      if (shows_changes)
        print("changes: " + std::to_string(db.changes()) +
              "   total_changes: " + std::to_string(db.total_changes()) + "\n");
    }
    if (tail == 0 || tail > sql.size()) break;
    sql.remove_prefix(tail);
    while (!sql.empty() && std::isspace(static_cast<unsigned char>(sql.front())))
      sql.remove_prefix(1);
  }
  return 0;
}

Status Shell::run_statement(Statement& statement, Connection& /*connection*/) {
  std::unique_ptr<RowWriter> writer;
  std::vector<record::ValueView> values;
  while (TRY(statement.step())) {
    if (!writer) {
      std::vector<std::string> columns;
      for (int i = 0; i < statement.column_count(); ++i)
        columns.emplace_back(statement.column_name(i));
      WriterContext context{settings, std::move(columns),
                            [this](std::string_view text) { print(text); }, real_text_};
      const bool is_plan = draws_plans && statement.explain_kind() != 0;
      writer = is_plan ? make_plan_writer(std::move(context)) : make_row_writer(std::move(context));
    }
    values.clear();
    for (int i = 0; i < statement.column_count(); ++i) values.push_back(statement.column(i));
    writer->row(values);
  }
  if (writer) writer->end();
  return ok();
}

void Shell::print_sql_error(const Error& error, bool in_prepare, std::string_view sql,
                            SqlOrigin origin) {
  std::string text;
  if (origin.line == 0) {
    text = in_prepare ? "Error: in prepare, " : "Error: stepping, ";
  } else {
    text = in_prepare ? "Parse error" : "Runtime error";
    if (!origin.interactive) text += " near line " + std::to_string(origin.line);
    text += ": ";
  }
  text += error.message();
  const int code = static_cast<int>(primary(error.code()));
  if (!in_prepare && code > 1) text += " (" + std::to_string(code) + ")";
  text += "\n";
  if (in_prepare) text += error_context(sql, error.sql_offset());
  print_error(text);
}

}  // namespace tern::shell
