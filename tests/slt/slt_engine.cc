#include "tests/slt/slt_engine.h"

#include <sqlite3.h>

#include <cstdio>
#include <cstdlib>

#include "engine/record/affinity.h"
#include "tern/tern.h"

namespace tern::slt {
namespace {

std::string printed(int64_t integer) { return std::to_string(integer); }

std::string printed(double real) {
  char text[400];
  std::snprintf(text, sizeof text, "%.3f", real);
  return text;
}

std::string printed(std::string_view text) {
  if (text.empty()) return "(empty)";
  std::string out(text);
  for (char& c : out) {
    if (c < ' ' || c > '~') c = '@';
  }
  return out;
}

int64_t integer_of(ValueView value) {
  if (value.is_integer()) return value.as_integer();
  if (value.is_real()) return static_cast<int64_t>(value.as_real());
  return value.is_text() ? std::atoll(std::string(value.as_text()).c_str()) : 0;
}

double real_of(ValueView value) {
  if (value.is_integer()) return static_cast<double>(value.as_integer());
  if (value.is_real()) return value.as_real();
  return value.is_text() ? std::atof(std::string(value.as_text()).c_str()) : 0;
}

std::string text_of(ValueView value) {
  std::string scratch;
  return value.is_blob() ? std::string(as_text(value.as_bytes()))
                         : std::string(record::to_text(value, scratch));
}

class Tern final : public Engine {
 public:
  std::string run(std::string_view sql, std::string_view types,
                  std::vector<std::string>& values) override {
    Result<Statement> statement = db_.prepare(sql);
    if (!statement) return std::string(statement.error().message());
    while (true) {
      const Result<bool> found = statement->step();
      if (!found) return std::string(found.error().message());
      if (!*found) return {};
      for (size_t i = 0; i < types.size(); ++i) {
        const ValueView value = statement->column(static_cast<int>(i));
        if (value.is_null()) {
          values.emplace_back("NULL");
        } else if (types[i] == 'I') {
          values.push_back(printed(integer_of(value)));
        } else if (types[i] == 'R') {
          values.push_back(printed(real_of(value)));
        } else {
          values.push_back(printed(text_of(value)));
        }
      }
    }
  }

 private:
  Connection db_ = Connection::open(":memory:").value();
};

class Reference final : public Engine {
 public:
  Reference() { sqlite3_open(":memory:", &db_); }
  Reference(const Reference&) = delete;
  Reference& operator=(const Reference&) = delete;
  ~Reference() override { sqlite3_close(db_); }

  std::string run(std::string_view sql, std::string_view types,
                  std::vector<std::string>& values) override {
    sqlite3_stmt* statement = nullptr;
    int code =
        sqlite3_prepare_v2(db_, sql.data(), static_cast<int>(sql.size()), &statement, nullptr);
    while (code == SQLITE_OK || code == SQLITE_ROW) {
      code = sqlite3_step(statement);
      for (size_t i = 0; code == SQLITE_ROW && i < types.size(); ++i) {
        values.push_back(value_of(statement, static_cast<int>(i), types[i]));
      }
    }
    sqlite3_finalize(statement);
    return code == SQLITE_DONE ? "" : sqlite3_errmsg(db_);
  }

 private:
  static std::string value_of(sqlite3_stmt* statement, int column, char type) {
    if (sqlite3_column_type(statement, column) == SQLITE_NULL) return "NULL";
    if (type == 'I') return printed(int64_t{sqlite3_column_int64(statement, column)});
    if (type == 'R') return printed(sqlite3_column_double(statement, column));
    return printed(
        std::string_view(reinterpret_cast<const char*>(sqlite3_column_text(statement, column))));
  }

  sqlite3* db_ = nullptr;
};

}  // namespace

std::unique_ptr<Engine> open_tern() { return std::make_unique<Tern>(); }
std::unique_ptr<Engine> open_reference() { return std::make_unique<Reference>(); }

}  // namespace tern::slt
