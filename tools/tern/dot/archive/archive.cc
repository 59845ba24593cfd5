// .archive, and -A of the command line: files in the table sqlar of a database.
//
// The SQL of --dryrun is what the reference would run. So is what is run here, but for extraction:
// writefile() follows whatever names and links lead to, an ExtractionFolder does not.
//
// Source: SQLite documentation, "SQLite Archive Files", and the reference's own --dryrun.

#include "tools/tern/dot/archive/archive.h"

#include <array>
#include <cstdio>
#include <fstream>

#include "engine/api/include/tern/functions.h"
#include "engine/record/affinity.h"
#include "tools/tern/dot/archive/archive_request.h"
#include "tools/tern/dot/archive/extraction_folder.h"
#include "tools/tern/dot/dot_command.h"
#include "tools/tern/literals.h"
#include "tools/tern/shell_functions.h"

namespace tern::shell {
namespace {

using Task = ArchiveRequest::Task;

constexpr std::string_view kCreateTable =
    "CREATE TABLE IF NOT EXISTS sqlar(\n"
    "  name TEXT PRIMARY KEY,  -- name of the file\n"
    "  mode INT,               -- access permissions\n"
    "  mtime INT,              -- last modification time\n"
    "  sz INT,                 -- original file size\n"
    "  data BLOB               -- compressed content\n"
    ")";

/// A text in single quotes; nothing is NULL.
std::string text_literal(const std::optional<std::string>& text) {
  if (!text) return "NULL";
  std::string out;
  append_quoted(out, *text);
  return out;
}

/// A text as C programs print one that may not be there.
std::string printed(ValueView value) { return value.is_null() ? "(null)" : shown_text(value); }

class ArchiveRun {
 public:
  ArchiveRun(Shell& shell, Connection& db, const ArchiveRequest& request)
      : shell_(shell), db_(db), request_(request) {}

  /// false: it failed, which was complained about.
  bool run() {
    const bool needs_table = request_.task != Task::Create;
    if (needs_table && !db_.table_column_metadata("", "sqlar", "name")) {
      shell_.print_error("database does not contain an 'sqlar' table\n");
      return false;
    }
    switch (request_.task) {
      case Task::List:
        return list();
      case Task::Extract:
        return extract();
      case Task::Remove:
        return remove();
      default:
        return add();
    }
  }

 private:
  // --- create, insert, update

  bool add() {
    const std::string print_name = "shell_putsnl";
    const Status printing = add_function(db_, print_name, [this](ValueView name) -> ValueView {
      shell_.print(printed(name) + "\n");
      return name;
    });
    if (!printing) return complain(printing.error());
    if (!run_sql("PRAGMA page_size=512") || !run_sql("SAVEPOINT ar;")) return false;
    const bool added = add_members() && run_sql("RELEASE ar;");
    if (!added) (void)db_.execute("ROLLBACK TO ar; RELEASE ar;");
    (void)remove_function(db_, print_name, 1);
    return added;
  }

  bool add_members() {
    if (request_.task == Task::Create && !run_sql("DROP TABLE IF EXISTS sqlar")) return false;
    if (!run_sql(kCreateTable)) return false;
    for (const std::string& file : request_.members)
      if (!run_sql(addition_of(file))) return false;
    return true;
  }

  std::string addition_of(const std::string& file) const {
    std::string sql =
        "REPLACE INTO sqlar(name,mode,mtime,sz,data)\n"
        "  SELECT\n"
        "    ";
    sql += request_.is_verbose ? "shell_putsnl(name)" : "name";
    sql +=
        ",\n"
        "    mode,\n"
        "    mtime,\n"
        "    CASE substr(lsmode(mode),1,1)\n"
        "      WHEN '-' THEN length(data)\n"
        "      WHEN 'd' THEN 0\n"
        "      ELSE -1 END,\n"
        "    sqlar_compress(data)\n"
        "  FROM fsdir(";
    sql += text_literal(file) + "," + text_literal(request_.folder) + ") AS disk\n";
    sql += "  WHERE lsmode(mode) NOT LIKE '?%'";
    if (request_.task == Task::Update) {
      sql +=
          " AND NOT EXISTS(SELECT 1 FROM sqlar AS mem WHERE mem.name=disk.name"
          " AND mem.mtime=disk.mtime AND mem.mode=disk.mode)";
    }
    return sql + ";";
  }

  /// Runs `sql`, or shows it.
  bool run_sql(std::string_view sql) {
    if (request_.is_dry_run) {
      shell_.print(std::string(sql) + "\n");
      return true;
    }
    const Status ran = db_.execute(sql);
    return ran || complain(ran.error());
  }

  /// Complains where the reference does: on the standard output.
  bool complain(const Error& error) {
    shell_.output.flush();
    std::fputs(("ERROR: " + std::string(error.message()) + "\n").c_str(), stdout);
    return false;
  }

  // --- which members

  /// Finds each that is asked for in the archive.
  bool find_members() {
    if (request_.members.empty()) return true;
    auto found = db_.prepare(std::string("SELECT name FROM sqlar WHERE ") +
                             (request_.uses_glob ? "glob(?1,name)" : "name=?1"));
    if (!found) return complain_of_sql(found.error());
    for (const std::string& member : request_.members) {
      const std::string name = without_slashes(member);
      (void)found->bind(1, std::string_view(name));
      const Result<bool> is_there = found->step();
      found->reset();
      if (!is_there) return complain_of_run(is_there.error());
      if (*is_there) continue;
      shell_.print_error("not found in archive: " + name + "\n");
      return false;
    }
    return true;
  }

  static std::string without_slashes(std::string name) {
    while (name.ends_with('/')) name.pop_back();
    return name;
  }

  /// The condition of the members that are asked for, and of what is in them.
  std::string condition() const {
    if (request_.members.empty()) return "1";
    const std::string same = request_.uses_glob ? "GLOB" : "=";
    std::string out;
    for (const std::string& member : request_.members) {
      const std::string name = without_slashes(member);
      if (!out.empty()) out += " OR ";
      out += " name " + same + " " + text_literal(name);
      out += " OR substr(name,1," + std::to_string(name.size() + 1) + ") " + same + " " +
             text_literal(name + "/");
    }
    return out;
  }

  // --- list

  bool list() {
    const std::string sql =
        std::string("SELECT ") +
        (request_.is_verbose ? "lsmode(mode), sz, datetime(mtime, 'unixepoch'), name" : "name") +
        " FROM sqlar WHERE ";
    const bool is_found = find_members();
    if (request_.is_dry_run) {
      shell_.print(is_found ? sql + condition() + "\n" : "(null)\n");
      return is_found;
    }
    if (!is_found) return false;
    auto rows = db_.prepare(sql + condition());
    if (!rows) return complain_of_sql(rows.error());
    while (true) {
      const Result<bool> stepped = rows->step();
      if (!stepped) return complain_of_run(stepped.error());
      if (!*stepped) return true;
      shell_.print(request_.is_verbose ? verbose_line(*rows) : printed(rows->column(0)) + "\n");
    }
  }

  static std::string verbose_line(const Statement& row) {
    std::array<char, 16> size{};
    std::snprintf(size.data(), size.size(), "% 10d",
                  static_cast<int>(record::to_integer(row.column(1))));
    return printed(row.column(0)) + " " + size.data() + "  " + printed(row.column(2)) + "  " +
           printed(row.column(3)) + "\n";
  }

  // --- remove

  bool remove() {
    std::string where;
    if (!request_.members.empty()) {
      if (!find_members()) return false;
      where = condition();
    }
    const std::string sql = "DELETE FROM sqlar WHERE " + where + ";";
    if (request_.is_dry_run) return run_sql(sql);
    if (!run_sql("SAVEPOINT ar;")) return false;
    const bool removed = run_sql(sql) && run_sql("RELEASE ar;");
    if (!removed) (void)db_.execute("ROLLBACK TO ar; RELEASE ar;");
    return removed;
  }

  // --- extract

  bool extract() {
    if (!find_members()) return false;
    const std::string which = " FROM sqlar WHERE (" + condition() +
                              ") AND (data IS NULL OR $dirOnly = 0)"
                              " AND name NOT GLOB '*..[/\\]*'";
    if (request_.is_dry_run) {
      const std::string sql =
          "SELECT  ($dir || name), writefile(($dir || name), sqlar_uncompress(data, sz), mode, "
          "mtime)" +
          which + "\n";
      shell_.print(sql + sql);
      return true;
    }
    auto members = db_.prepare("SELECT name, mode, mtime, sqlar_uncompress(data, sz)" + which);
    if (!members) return complain_of_sql(members.error());
    const std::string path = request_.folder ? *request_.folder + "/" : "";
    // What is written into a folder changes its time: folders come once more, at the end.
    return extract(*members, path, Pass::All) && extract(*members, path, Pass::Folders);
  }

  enum class Pass : uint8_t { All, Folders };

  bool extract(Statement& members, const std::string& path, Pass pass) {
    const ExtractionFolder folder(path);
    (void)members.bind(1, pass == Pass::Folders ? 1 : 0);
    while (true) {
      const Result<bool> stepped = members.step();
      if (!stepped) return complain_of_run(stepped.error());
      if (!*stepped) return true;
      const std::string name = shown_text(members.column(0));
      FileImage image{.content = members.column(3),
                      .mode = static_cast<uint32_t>(record::to_integer(members.column(1))),
                      .mtime = record::to_integer(members.column(2))};
      if (*image.mtime < 0) image.mtime.reset();
      const Status written = folder.write(name, image);
      if (!written) return complain_of_run(written.error());
      if (request_.is_verbose && pass == Pass::All) shell_.print(path + name + "\n");
    }
  }

  bool complain_of_sql(const Error& error) {
    shell_.print_error("sql error: " + std::string(error.message()) + " (" +
                       std::to_string(static_cast<int>(primary(error.code()))) + ")\n");
    return false;
  }
  bool complain_of_run(const Error& error) {
    shell_.print_error("SQL error: " + std::string(error.message()) + "\n");
    return false;
  }

  Shell& shell_;
  Connection& db_;
  const ArchiveRequest& request_;
};

/// Is the file a ZIP archive, or is it to become one by its name?
bool is_zip(const std::string& path) {
  constexpr std::streamoff kEndRecordSize = 22;
  std::ifstream file(path, std::ios::binary | std::ios::ate);
  const std::streamoff size = file ? static_cast<std::streamoff>(file.tellg()) : 0;
  if (size <= 0) {
    return path.size() >= 4 && is_same_word(std::string_view(path).substr(path.size() - 4), ".zip");
  }
  if (size < kEndRecordSize) return false;
  std::array<char, 4> mark{};
  file.seekg(size - kEndRecordSize);
  file.read(mark.data(), mark.size());
  return std::string_view(mark.data(), mark.size()) == "PK\5\6";
}

/// The archive in a file of its own.
bool run_on_file(Shell& shell, const ArchiveRequest& request) {
  if (request.appends) {
    shell.print_error("Error: .archive --append is not supported\n");
    return false;
  }
  if (is_zip(*request.file)) {
    shell.print_error("Error: zip archives are not supported: " + *request.file + "\n");
    return false;
  }
  if (request.is_dry_run) shell.print("-- open database '" + *request.file + "'\n");
  OpenOptions options{.uri = true};
  options.read_only = request.task == Task::List || request.task == Task::Extract;
  auto opened = OpenDatabase::open(*request.file, options);
  Status ready =
      opened ? add_shell_functions(opened->connection()) : Status(std::unexpected(opened.error()));
  if (!ready) {
    shell.print_error("cannot open file: " + *request.file + " (" +
                      std::string(ready.error().message()) + ")\n");
    return false;
  }
  return ArchiveRun(shell, opened->connection(), request).run();
}

/// `words`: behind the command. `help`: where there is more help.
bool run_archive_words(Shell& shell, std::span<const std::string> words, std::string_view help) {
  const DotCommand& command = *find_dot_command("archive");
  if (words.empty()) {
    shell.print_error("Wrong number of arguments.  Usage:\n" + help_text(command));
    return false;
  }
  const auto request = ArchiveRequest::parse(words);
  if (!request) {
    shell.print_error("Error: " + request.error() + "\nUse \"" + std::string(help) +
                      "\" for more help\n");
    return false;
  }
  if (request->task == Task::Help) {
    print_help(shell, command);
    return true;
  }
  if (request->file) return run_on_file(shell, *request);
  const auto db = shell.connection();
  return db && ArchiveRun(shell, **db, *request).run();
}

}  // namespace

Outcome run_archive(Shell& shell, const Words& words) {
  if (shell.is_safe) {
    shell.print_error("line " + std::to_string(shell.line_number()) +
                      ": cannot run .archive in safe mode\n");
    return shell.exit(1);
  }
  const bool done = run_archive_words(shell, std::span(words).subspan(1), ".archive --help");
  return done ? Outcome::Done : Outcome::Failed;
}

void run_archive_arguments(Shell& shell, std::span<const std::string> words) {
  (void)run_archive_words(shell, words, "-A");
}

}  // namespace tern::shell
