// .clone: tables, their rows, and what else there is, written anew into another database. What is
// damaged is left out.

#include <unistd.h>

#include <functional>

#include "tools/tern/dot/dot_command.h"
#include "tools/tern/literals.h"

namespace tern::shell {
namespace {

class Clone {
 public:
  Clone(Shell& shell, Connection& from, Connection& to) : shell_(shell), from_(from), to_(to) {}

  Status run() {
    TRY(to_.execute("BEGIN EXCLUSIVE"));
    TRY(each_object("type='table'", [this](const std::string& name) { copy_rows(name); }));
    TRY(each_object("type!='table'", nullptr));
    return to_.execute("COMMIT");
  }

 private:
  using OnObject = std::function<void(const std::string& name)>;

  Status each_object(const std::string& where, const OnObject& on_object) {
    Statement objects = TRY(from_.prepare("SELECT name, sql FROM sqlite_schema WHERE " + where));
    while (TRY(objects.step())) {
      const std::string name = shown_text(objects.column(0));
      const std::string sql = shown_text(objects.column(1));
      if (name.empty() || sql.empty()) continue;  // an index of a constraint
      print_now(name + "... ");
      const Status made = to_.execute(sql);
      if (!made) {
        shell_.print_error("Error: " + std::string(made.error().message()) + "\nSQL: [" + sql +
                           "]\n");
      }
      if (on_object) on_object(name);
      print_now("done\n");
    }
    return ok();
  }

  /// Not part of the output: it tells how far the work is.
  static void print_now(const std::string& text) {
    std::fwrite(text.data(), 1, text.size(), stdout);
    std::fflush(stdout);
  }

  void complain(const Error& error, const std::string& sql) {
    shell_.print_error("Error " + std::to_string(static_cast<int>(error.code())) + ": " +
                       std::string(error.message()) + " on [" + sql + "]\n");
  }

  void copy_rows(const std::string& table) {
    const std::string select = "SELECT * FROM " + quoted_name(table);
    auto rows = from_.prepare(select);
    if (!rows) return complain(rows.error(), select);
    std::string sql = "INSERT OR IGNORE INTO " + quoted_name(table) + " VALUES(?";
    for (int i = 1; i < rows->column_count(); ++i) sql += ",?";
    auto insert = to_.prepare(sql + ")");
    if (!insert) return complain(insert.error(), select);
    const Status copied = copy_each(*rows, *insert);
    if (!copied) complain(copied.error(), select);
  }

  static Status copy_each(Statement& rows, Statement& insert) {
    while (TRY(rows.step())) {
      for (int i = 0; i < rows.column_count(); ++i) TRY(insert.bind(i + 1, rows.column(i)));
      (void)TRY(insert.step());
      insert.reset();
    }
    return ok();
  }

  Shell& shell_;
  Connection& from_;
  Connection& to_;
};

}  // namespace

Outcome run_clone(Shell& shell, const Words& words) {
  if (words.size() != 2) return fail_with_usage(shell, ".clone FILENAME");
  if (access(words[1].c_str(), F_OK) == 0) {
    shell.print_error("File \"" + words[1] + "\" already exists.\n");
    return Outcome::Done;
  }
  auto target = Connection::open(words[1]);
  if (!target) {
    shell.print_error("Cannot create output database: " + std::string(target.error().message()) +
                      "\n");
    return Outcome::Done;
  }
  const auto db = shell.connection();
  if (!db) return shell.report(db.error());
  const Status cloned = Clone(shell, **db, *target).run();
  return cloned ? Outcome::Done : shell.report(cloned.error());
}

}  // namespace tern::shell
