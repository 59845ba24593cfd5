// .import: rows from a file with separators into a table.

#include <fstream>
#include <sstream>

#include "tools/tern/literals.h"
#include "tools/tern/shell.h"

namespace tern::shell {
namespace {

using Words = std::vector<std::string>;

/// Cuts a file into fields. With quotes: as CSV, where a field in double quotes may hold
/// separators, line ends and doubled quotes.
class FieldReader {
 public:
  FieldReader(std::string text, char column, char row, bool quotes)
      : text_(std::move(text)), column_(column), row_(row), quotes_(quotes) {
    if (text_.starts_with("\xef\xbb\xbf")) at_ = 3;
  }

  int line() const { return line_; }
  bool at_end() const { return at_ >= text_.size(); }

  Words next_row() {
    Words fields;
    bool more = true;
    while (more) fields.push_back(next_field(more));
    return fields;
  }

 private:
  std::string next_field(bool& more) {
    std::string field;
    if (quotes_ && at_ < text_.size() && text_[at_] == '"') {
      for (++at_; at_ < text_.size(); ++at_) {
        if (text_[at_] == '\n') ++line_;
        if (text_[at_] != '"') {
          field += text_[at_];
        } else if (at_ + 1 < text_.size() && text_[at_ + 1] == '"') {
          field += text_[++at_];
        } else {
          ++at_;
          break;
        }
      }
    }
    while (at_ < text_.size() && text_[at_] != column_ && text_[at_] != row_) field += text_[at_++];
    more = at_ < text_.size() && text_[at_] == column_;
    if (at_ < text_.size()) ++at_;
    if (!more) {
      ++line_;
      if (row_ == '\n' && field.ends_with('\r')) field.pop_back();
    }
    return field;
  }

  std::string text_;
  size_t at_ = 0;
  char column_;
  char row_;
  bool quotes_;
  int line_ = 0;
};

struct ImportOptions {
  std::string file;
  std::string table;
  char column = ',';
  char row = '\n';
  bool quotes = true;
  int skip = 0;
  bool verbose = false;
};

Result<int> column_count_of(Connection& db, const std::string& table) {
  Statement found = TRY(db.prepare(
      "SELECT 1 FROM sqlite_schema WHERE type IN ('table','view') AND lower(name)=lower(?1)"));
  TRY(found.bind(1, std::string_view(table)));
  if (!TRY(found.step())) return 0;
  const Statement all = TRY(db.prepare("SELECT * FROM " + quoted_name(table)));
  return all.column_count();
}

class Import {
 public:
  Import(Shell& shell, Connection& db, const ImportOptions& options, FieldReader reader)
      : shell_(shell), db_(db), options_(options), reader_(std::move(reader)) {}

  Status run() {
    for (int i = 0; i < options_.skip && !reader_.at_end(); ++i) reader_.next_row();
    int columns = TRY(column_count_of(db_, options_.table));
    if (columns == 0) columns = TRY(create_table());
    std::string sql = "INSERT INTO " + quoted_name(options_.table) + " VALUES(?";
    for (int i = 1; i < columns; ++i) sql += ",?";
    Statement insert = TRY(db_.prepare(sql + ")"));
    while (!reader_.at_end()) TRY(insert_row(insert, columns));
    if (options_.verbose)
      shell_.print("Added " + std::to_string(rows_) + " rows with " + std::to_string(errors_) +
                   " errors using " + std::to_string(reader_.line()) + " lines of input\n");
    return ok();
  }

 private:
  Result<int> create_table() {
    if (reader_.at_end()) return fail(ErrorCode::Error, options_.file + ": empty file");
    const Words names = reader_.next_row();
    std::string sql = "CREATE TABLE " + quoted_name(options_.table) + "(\n";
    for (size_t i = 0; i < names.size(); ++i) {
      if (i > 0) sql += ", ";
      sql += quoted_name(names[i]) + " TEXT";
    }
    sql += ")";
    if (options_.verbose) shell_.print(sql + "\n\n");
    TRY(db_.execute(sql));
    return static_cast<int>(names.size());
  }

  Status insert_row(Statement& insert, int columns) {
    const int line = reader_.line() + 1;
    const Words fields = reader_.next_row();
    const int found = static_cast<int>(fields.size());
    const std::string where = options_.file + ":" + std::to_string(line) + ": expected " +
                              std::to_string(columns) + " columns but found " +
                              std::to_string(found);
    if (found < columns) shell_.print_error(where + " - filling the rest with NULL\n");
    if (found > columns) shell_.print_error(where + " - extras ignored\n");
    for (int i = 0; i < columns; ++i) {
      if (i < found) {
        TRY(insert.bind(i + 1, std::string_view(fields[static_cast<size_t>(i)])));
      } else {
        TRY(insert.bind(i + 1, nullptr));
      }
    }
    auto stepped = insert.step();
    if (stepped) {
      ++rows_;
      return ok();
    }
    ++errors_;
    shell_.print_error(options_.file + ":" + std::to_string(line) +
                       ": INSERT failed: " + std::string(stepped.error().message()) + "\n");
    return ok();
  }

  Shell& shell_;
  Connection& db_;
  const ImportOptions& options_;
  FieldReader reader_;
  int rows_ = 0;
  int errors_ = 0;
};

Result<ImportOptions> options_of(Shell& shell, const Words& words) {
  OutputSettings& settings = shell.settings;
  ImportOptions options;
  options.quotes = settings.mode != OutputMode::Ascii;
  if (settings.column_separator.empty())
    return fail(ErrorCode::Misuse, "non-null column separator required for import");
  options.column = settings.column_separator[0];
  if (settings.mode == OutputMode::Ascii) options.row = settings.row_separator[0];
  bool by_mode = true;
  for (size_t i = 1; i < words.size(); ++i) {
    if (words[i].ends_with("-csv") || words[i].ends_with("-ascii")) by_mode = false;
    if (words[i] == "--csv" || words[i] == "-csv") {
      options.column = ',';
      options.row = '\n';
      options.quotes = true;
    } else if (words[i] == "--ascii" || words[i] == "-ascii") {
      options.column = '\x1f';
      options.row = '\x1e';
      options.quotes = false;
    } else if ((words[i] == "--skip" || words[i] == "-skip") && i + 1 < words.size()) {
      options.skip = std::atoi(words[++i].c_str());
    } else if (words[i] == "-v" || words[i] == "--v") {
      options.verbose = true;
    } else if (words[i].starts_with("-")) {
      return fail(ErrorCode::Misuse, "unknown option: \"" + words[i] + "\"");
    } else if (options.file.empty()) {
      options.file = words[i];
    } else {
      options.table = words[i];
    }
  }
  if (by_mode && settings.mode == OutputMode::Csv && settings.row_separator == "\r\n")
    settings.row_separator = "\n";  // stays so, as in the reference
  if (by_mode && options.verbose)
    shell.print("Column separator " + escaped_text(settings.column_separator) + ", row separator " +
                escaped_text(settings.row_separator) + "\n");
  if (options.table.empty())
    return fail(ErrorCode::Misuse, "Usage: .import ?--csv? ?--ascii? ?--skip N? ?-v? FILE TABLE");
  return options;
}

Status import_rows(Shell& shell, const Words& words) {
  const ImportOptions options = TRY(options_of(shell, words));
  std::ifstream file(options.file, std::ios::binary);
  if (!file) return fail(ErrorCode::CantOpen, "cannot open \"" + options.file + "\"");
  std::ostringstream text;
  text << file.rdbuf();
  Connection* db = TRY(shell.connection());
  Import import(shell, *db, options,
                FieldReader(text.str(), options.column, options.row, options.quotes));
  if (db->in_transaction()) return import.run();
  auto transaction = TRY(db->begin());
  TRY(import.run());
  return std::move(transaction).commit();
}

}  // namespace

int import_file(Shell& shell, const Words& words) {
  const Status imported = import_rows(shell, words);
  if (imported) return 0;
  shell.print_error("Error: " + std::string(imported.error().message()) + "\n");
  return 1;
}

}  // namespace tern::shell
