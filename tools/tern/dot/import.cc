// .import: rows from a file with separators into a table.

#include <algorithm>
#include <map>

#include "tools/tern/dot/dot_command.h"
#include "tools/tern/dot/field_reader.h"
#include "tools/tern/literals.h"
#include "tools/tern/progress_bar.h"

namespace tern::shell {
namespace {

struct ImportRequest {
  std::string file;
  std::string table;
  std::string schema;
  FieldReader::Format format;
  bool names_format = false;
  int64_t skip = 0;
  bool is_verbose = false;

  /// As SQL names the table.
  std::string target() const {
    return (schema.empty() ? "" : quoted_name(schema) + ".") + quoted_name(table);
  }
};

/// The names of the columns of a new table: of those that come more than once each gets its place
/// behind it, with as many zeros before as make all differ. No name at all is "?".
struct ColumnNames {
  explicit ColumnNames(Words wanted) : before(std::move(wanted)) {
    for (std::string& name : before)
      if (name.empty()) name = "?";
    std::map<std::string, int> counts;
    for (const std::string& name : before) ++counts[lower(name)];
    after = before;
    for (size_t zeros = 0; zeros < kZerosMax; ++zeros) {
      for (size_t i = 0; i < before.size(); ++i) {
        if (counts[lower(before[i])] == 1) continue;
        after[i] = before[i] + "_" + std::string(zeros, '0') + std::to_string(i + 1);
      }
      if (are_different()) return;
    }
  }

  /// Lines of `"x" to "y"`; "" if no name was changed.
  std::string changes() const {
    std::string text;
    for (size_t i = 0; i < before.size(); ++i) {
      if (before[i] == after[i]) continue;
      if (!text.empty()) text += ",\n";
      text += quoted_name(before[i]) + " to " + quoted_name(after[i]);
    }
    return text;
  }
  /// What stands in CREATE TABLE behind the table's name.
  std::string definition() const {
    constexpr size_t kPerLine = 4;
    std::string text = "(\n";
    for (size_t i = 0; i < after.size(); ++i) {
      if (i > 0) text += i % kPerLine == 0 ? ",\n " : ", ";
      text += quoted_name(after[i]) + " TEXT";
    }
    return text + ")";
  }

  Words before;
  Words after;

 private:
  static constexpr size_t kZerosMax = 10;
  static std::string lower(std::string name) {
    for (char& c : name)
      if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
    return name;
  }
  bool are_different() const {
    Words sorted;
    for (const std::string& name : after) sorted.push_back(lower(name));
    std::ranges::sort(sorted);
    return std::ranges::adjacent_find(sorted) == sorted.end();
  }
};

class Import {
 public:
  Import(Shell& shell, Connection& db, const ImportRequest& request, FieldReader& reader)
      : shell_(shell), db_(db), request_(request), reader_(reader) {}

  Outcome run() {
    for (int64_t i = 0; i < request_.skip; ++i) {
      while (reader_.next() && reader_.has_more()) {
      }
    }
    const std::string select = "SELECT * FROM " + request_.target();
    auto all = db_.prepare(select);
    if (!all && all.error().message().starts_with("no such table: ")) {
      if (create_table() == Outcome::Failed) return Outcome::Failed;
      all = db_.prepare(select);
    }
    if (!all) return shell_.report(all.error());
    const int columns = all->column_count();
    std::string sql = "INSERT INTO " + request_.target() + " VALUES(?";
    for (int i = 1; i < columns; ++i) sql += ",?";
    auto insert = db_.prepare(sql + ")");
    if (!insert) return shell_.report(insert.error());
    const bool commits = !db_.in_transaction();
    const Status done = insert_rows(*insert, columns, commits);
    if (!done) return shell_.report(done.error());
    if (request_.is_verbose)
      shell_.print("Added " + std::to_string(rows_) + " rows with " + std::to_string(errors_) +
                   " errors using " + std::to_string(reader_.line() - 1) + " lines of input\n");
    return Outcome::Done;
  }

 private:
  Outcome create_table() {
    Words wanted;
    while (const std::string* name = reader_.next()) {
      wanted.push_back(*name);
      if (!reader_.has_more()) break;
    }
    if (wanted.empty()) {
      shell_.print_error(reader_.name() + ": empty file\n");
      return Outcome::Failed;
    }
    const ColumnNames names(std::move(wanted));
    if (const std::string changes = names.changes(); !changes.empty())
      shell_.print_error("Columns renamed during .import " + reader_.name() +
                         " due to duplicates:\n" + changes + "\n");
    const std::string sql = "CREATE TABLE " + request_.target() + names.definition();
    if (request_.is_verbose) shell_.print(sql + "\n\n");
    const Status created = db_.execute(sql);
    if (created) return Outcome::Done;
    shell_.print_error(sql + "\n failed:\n" + std::string(created.error().message()) + "\n");
    return Outcome::Failed;
  }

  Status insert_rows(Statement& insert, int columns, bool commits) {
    if (commits) TRY(db_.execute("BEGIN"));
    Status inserted = ok();
    ProgressBar progress("importing");
    const uint64_t size = reader_.size_bytes();
    do {
      inserted = insert_row(insert, columns);
      progress.show(reader_.bytes_read(), size);
    } while (inserted && !reader_.at_end());
    insert.reset();
    if (commits) TRY(db_.execute(inserted ? "COMMIT" : "ROLLBACK"));
    return inserted;
  }

  void complain(int line, const std::string& text) {
    shell_.print_error(reader_.name() + ":" + std::to_string(line) + ": " + text + "\n");
  }

  Status insert_row(Statement& insert, int columns) {
    const int line = reader_.line();
    const auto counts = [columns](int found) {
      return "expected " + std::to_string(columns) + " columns but found " + std::to_string(found);
    };
    for (int i = 0; i < columns; ++i) {
      const std::string* field = reader_.next();
      if (!field && i == 0) return ok();
      const bool is_blank = !field || field->empty();
      if (!request_.format.has_quotes && is_blank && i == 0) return ok();
      // A row that the file's end cuts off behind its last separator is whole.
      const bool is_cut_off = !field && request_.format.has_quotes && i == columns - 1;
      if (field || is_cut_off) {
        TRY(insert.bind(i + 1, field ? std::string_view(*field) : std::string_view("")));
      } else {
        TRY(insert.bind(i + 1, nullptr));
      }
      if (i == columns - 1 || reader_.has_more()) continue;
      complain(line, counts(i + 1) + " - filling the rest with NULL");
      for (int rest = i + 1; rest < columns; ++rest) TRY(insert.bind(rest + 1, nullptr));
      break;
    }
    if (reader_.has_more()) {
      int found = columns;
      while (reader_.has_more()) {
        (void)reader_.next();
        ++found;
      }
      complain(line, counts(found) + " - extras ignored");
    }
    const auto stepped = insert.step();
    if (stepped) {
      ++rows_;
    } else {
      ++errors_;
      complain(line, "INSERT failed: " + std::string(stepped.error().message()));
    }
    return ok();
  }

  Shell& shell_;
  Connection& db_;
  const ImportRequest& request_;
  FieldReader& reader_;
  int64_t rows_ = 0;
  int64_t errors_ = 0;
};

/// Takes in the words; what is wrong with them, or "".
std::string read_request(const Words& words, ImportRequest& request) {
  for (size_t i = 1; i < words.size(); ++i) {
    const std::string& word = words[i];
    const bool has_next = i + 1 < words.size();
    if (!has_dash(word)) {
      if (!request.file.empty() && !request.table.empty())
        return "ERROR: extra argument: \"" + word + "\".  Usage:";
      (request.file.empty() ? request.file : request.table) = word;
    } else if (is_option(word, "v")) {
      request.is_verbose = true;
    } else if (is_option(word, "schema") && has_next) {
      request.schema = words[++i];
    } else if (is_option(word, "skip") && has_next) {
      request.skip = integer_value(words[++i]);
    } else if (is_option(word, "ascii")) {
      request.format = {.column = '\x1f', .row = '\x1e', .has_quotes = false};
      request.names_format = true;
    } else if (is_option(word, "csv")) {
      request.format = {};
      request.names_format = true;
    } else {
      return "ERROR: unknown option: \"" + word.substr(word.starts_with("--") ? 1 : 0) +
             "\".  Usage:";
    }
  }
  if (!request.table.empty()) return "";
  return std::string("ERROR: missing ") + (request.file.empty() ? "FILE" : "TABLE") +
         " argument. Usage:";
}

/// The separators that .mode and .separator have set; what is wrong with them, or "".
std::string take_separators(OutputSettings& settings, ImportRequest& request) {
  if (settings.column_separator.empty()) return "non-null column separator required for import";
  if (settings.column_separator.size() > 1)
    return "multi-character column separators not allowed for import";
  if (settings.row_separator.empty()) return "non-null row separator required for import";
  if (settings.mode == OutputMode::Csv && settings.row_separator == "\r\n")
    settings.row_separator = "\n";  // stays so, as in the reference
  if (settings.row_separator.size() > 1)
    return "multi-character row separators not allowed for import";
  request.format = {.column = settings.column_separator[0],
                    .row = settings.row_separator[0],
                    .has_quotes = settings.mode != OutputMode::Ascii};
  return "";
}

}  // namespace

Outcome run_import(Shell& shell, const Words& words) {
  ImportRequest request;
  if (const std::string wrong = read_request(words, request); !wrong.empty())
    return fail_with_help(shell, words, wrong);
  const auto db = shell.connection();
  if (!db) return shell.report(db.error());
  if (!request.names_format) {
    const std::string wrong = take_separators(shell.settings, request);
    if (!wrong.empty()) return shell.report(wrong);
  }
  shell.output.flush();
  FieldReader reader(request.file, request.format);
  if (!reader.is_open()) return shell.report("cannot open \"" + request.file + "\"");
  if (request.is_verbose && !request.names_format) {
    shell.print("Column separator " + escaped_text(shell.settings.column_separator) +
                ", row separator " + escaped_text(shell.settings.row_separator) + "\n");
  }
  return Import(shell, **db, request, reader).run();
}

}  // namespace tern::shell
