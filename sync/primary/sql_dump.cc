// A database as SQL text: what the sqlite3 shell's .dump would say, with user_version and
// application_id, and without regard to what is easy to read.

#include <array>
#include <charconv>
#include <cmath>
#include <memory>
#include <vector>

#include "engine/api/connection_state.h"
#include "engine/base/hex.h"
#include "engine/io/posix_vfs.h"
#include "sync/primary/sql_text.h"

namespace tern::sync::primary {
namespace {

constexpr size_t kBufferBytes = size_t{256} << 10;

/// A new file that is written from its beginning to its end.
class TextFile {
 public:
  explicit TextFile(io::File& file) : file_(file) {}

  Status add(std::string_view text) {
    buffer_ += text;
    return buffer_.size() < kBufferBytes ? ok() : flush();
  }
  Status flush() {
    TRY(file_.pwrite(as_bytes(buffer_), written_));
    written_ += buffer_.size();
    buffer_.clear();
    return ok();
  }

 private:
  io::File& file_;
  std::string buffer_;
  uint64_t written_ = 0;
};

void append_quoted_text(std::string& out, std::string_view text, char quote) {
  out += quote;
  for (const char c : text) {
    if (c == quote) out += quote;
    out += c;
  }
  out += quote;
}

/// As few digits as read back to the same number, and no integer.
void append_real_literal(std::string& out, double value) {
  if (std::isinf(value)) {
    out += value > 0 ? "9.0e+999" : "-9.0e+999";
    return;
  }
  std::array<char, 32> digits;
  const auto [end, error] = std::to_chars(digits.data(), digits.data() + digits.size(), value);
  (void)error;  // 24 characters hold every double
  const std::string_view text(digits.data(), end);
  out += text;
  if (text.find_first_of(".e") == std::string_view::npos) out += ".0";
}

void append_literal(std::string& out, ValueView value) {
  if (value.is_null()) {
    out += "NULL";
  } else if (value.is_integer()) {
    out += std::to_string(value.as_integer());
  } else if (value.is_real()) {
    append_real_literal(out, value.as_real());
  } else if (value.is_blob()) {
    out += "X'";
    append_hex(out, value.as_bytes());
    out += '\'';
  } else if (value.as_text().find('\0') != std::string_view::npos) {
    out += "CAST(X'";  // a zero byte would end the text
    append_hex(out, tern::as_bytes(value.as_text()));
    out += "' AS TEXT)";
  } else {
    append_quoted_text(out, value.as_text(), '\'');
  }
}

std::string name_literal(std::string_view name) {
  std::string out;
  append_quoted_text(out, name, '"');
  return out;
}

class Dump {
 public:
  Dump(Connection& connection, TextFile& out) : connection_(connection), out_(out) {}

  Status run() {
    TRY(out_.add("PRAGMA foreign_keys=OFF;\nBEGIN TRANSACTION;\n"));
    TRY(write_number("user_version"));
    TRY(write_number("application_id"));
    TRY(each_object(
        "type='table'", "tbl_name='sqlite_sequence', rowid",
        [this](std::string_view name, std::string_view sql) { return write_table(name, sql); }));
    TRY(each_object("type IN ('index','trigger','view')", "rowid",
                    [this](std::string_view, std::string_view sql) { return write_sql(sql); }));
    if (writes_schema_) TRY(out_.add("PRAGMA writable_schema=OFF;\n"));
    TRY(out_.add("COMMIT;\n"));
    return out_.flush();
  }

 private:
  using OnObject = std::function<Status(std::string_view name, std::string_view sql)>;

  Status each_object(const std::string& which, const std::string& order,
                     const OnObject& on_object) {
    Statement objects =
        TRY(connection_.prepare("SELECT name, sql FROM sqlite_schema WHERE sql IS NOT NULL AND " +
                                which + " ORDER BY " + order));
    while (TRY(objects.step())) {
      const std::string name(objects.column(0).as_text());
      const std::string sql(objects.column(1).as_text());
      TRY(on_object(name, sql));
    }
    return ok();
  }

  Status write_number(const std::string& pragma) {
    Statement statement = TRY(connection_.prepare("PRAGMA " + pragma));
    const bool has_row = TRY(statement.step());
    const int64_t value = has_row ? statement.column(0).as_integer() : 0;
    if (value == 0) return ok();
    return out_.add("PRAGMA " + pragma + "=" + std::to_string(value) + ";\n");
  }

  Status write_sql(std::string_view sql) {
    TRY(out_.add(sql));
    // Its end may be a comment.
    return out_.add(sql.find("--") == std::string_view::npos ? ";\n" : "\n;\n");
  }

  Status write_table(const std::string_view name, std::string_view sql) {
    if (name == "sqlite_sequence") {
      TRY(out_.add("DELETE FROM sqlite_sequence;\n"));
    } else if (name.starts_with("sqlite_stat")) {
      TRY(out_.add("ANALYZE sqlite_schema;\n"));
    } else if (name.starts_with("sqlite_")) {
      return ok();
    } else if (sql.starts_with("CREATE VIRTUAL TABLE")) {
      return write_virtual_table(name, sql);
    } else {
      TRY(write_sql(sql));
    }
    return write_rows(name);
  }

  /// Its row in the schema alone: CREATE would make its tables, which are in the text themselves.
  Status write_virtual_table(std::string_view name, std::string_view sql) {
    if (!writes_schema_) TRY(out_.add("PRAGMA writable_schema=ON;\n"));
    writes_schema_ = true;
    std::string name_text;
    append_quoted_text(name_text, name, '\'');
    std::string sql_text;
    append_quoted_text(sql_text, sql, '\'');
    return out_.add("INSERT INTO sqlite_schema(type,name,tbl_name,rootpage,sql)VALUES('table'," +
                    name_text + "," + name_text + ",0," + sql_text + ");\n");
  }

  /// But for generated ones.
  Result<std::string> stored_columns(std::string_view table) {
    Statement columns = TRY(connection_.prepare("SELECT name FROM pragma_table_info(?)"));
    TRY(columns.bind(1, table));
    std::string list;
    while (TRY(columns.step())) {
      if (!list.empty()) list += ',';
      list += name_literal(columns.column(0).as_text());
    }
    return list;
  }

  Status write_rows(std::string_view table) {
    const std::string columns = TRY(stored_columns(table));
    if (columns.empty()) return ok();
    const std::string from = name_literal(table);
    Statement rows = TRY(connection_.prepare("SELECT " + columns + " FROM " + from));
    const std::string begin = "INSERT INTO " + from + " VALUES(";
    std::string text;
    while (TRY(rows.step())) {
      text = begin;
      for (int i = 0; i < rows.column_count(); ++i) {
        if (i > 0) text += ',';
        append_literal(text, rows.column(i));
      }
      text += ");\n";
      TRY(out_.add(text));
    }
    return ok();
  }

  Connection& connection_;
  TextFile& out_;
  bool writes_schema_ = false;
};

}  // namespace

Status write_script(const std::string& from, const std::string& to) {
  Connection connection = TRY(Connection::open(from, {.create = false}));
  // Such a table would open a file of this machine.
  connection.state().virtual_tables().remove_module("csv");
  TRY(connection.execute("BEGIN"));  // all of it as of one moment
  io::Vfs& vfs = io::posix_vfs();
  const auto file = TRY(vfs.open(to, {.create = true, .exclusive = true}));
  TextFile out(*file);
  Status written = Dump(connection, out).run();
  if (!written) (void)vfs.remove(to);
  return written;
}

}  // namespace tern::sync::primary
