#include <sqlite3.h>

#include "tools/diff/repeating_side.h"

namespace tern::diff {
namespace {

void bind(sqlite3_stmt* statement, int number, const Value& value) {
  const record::ValueView view = value.view();
  switch (view.type()) {
    case record::ValueType::Null:
      sqlite3_bind_null(statement, number);
      break;
    case record::ValueType::Integer:
      sqlite3_bind_int64(statement, number, view.as_integer());
      break;
    case record::ValueType::Real:
      sqlite3_bind_double(statement, number, view.as_real());
      break;
    case record::ValueType::Text:
      sqlite3_bind_text64(statement, number, view.as_text().data(), view.as_text().size(),
                          SQLITE_TRANSIENT, SQLITE_UTF8);
      break;
    case record::ValueType::Blob:
      sqlite3_bind_blob64(
          statement, number,
          view.as_bytes().empty() ? static_cast<const void*>("") : view.as_bytes().data(),
          view.as_bytes().size(), SQLITE_TRANSIENT);
      break;
  }
}

Value column(sqlite3_stmt* statement, int i) {
  switch (sqlite3_column_type(statement, i)) {
    case SQLITE_INTEGER:
      return Value::integer(sqlite3_column_int64(statement, i));
    case SQLITE_FLOAT:
      return Value::real(sqlite3_column_double(statement, i));
    case SQLITE_TEXT: {
      const auto* text = reinterpret_cast<const char*>(sqlite3_column_text(statement, i));
      return Value::text({text, static_cast<size_t>(sqlite3_column_bytes(statement, i))});
    }
    case SQLITE_BLOB: {
      const auto* bytes = static_cast<const std::byte*>(sqlite3_column_blob(statement, i));
      return Value::blob({bytes, static_cast<size_t>(sqlite3_column_bytes(statement, i))});
    }
    default:
      return {};
  }
}

// Of one statement, which is interrupted then: a generated one may never end.
constexpr int kInstructionsMax = 20'000'000;

class RepeatedReference final : public RepeatedStatement {
 public:
  RepeatedReference(sqlite3* db, sqlite3_stmt* statement) : db_(db), statement_(statement) {}
  ~RepeatedReference() override { sqlite3_finalize(statement_); }
  RepeatedReference(const RepeatedReference&) = delete;
  RepeatedReference& operator=(const RepeatedReference&) = delete;

  const Outcome& run(std::span<const Value* const> parameters) override {
    for (size_t i = 0; i < parameters.size(); ++i) {
      bind(statement_, static_cast<int>(i + 1), *parameters[i]);
    }
    out_.rows.clear();
    out_.message.clear();
    const int columns = sqlite3_column_count(statement_);
    int rc = 0;
    while ((rc = sqlite3_step(statement_)) == SQLITE_ROW) {
      RowValues& row = out_.rows.emplace_back();
      for (int i = 0; i < columns; ++i) row.push_back(column(statement_, i));
    }
    out_.code = rc == SQLITE_DONE ? SQLITE_OK : rc;
    if (out_.code != SQLITE_OK) out_.message = sqlite3_errmsg(db_);
    sqlite3_reset(statement_);
    return out_;
  }

 private:
  sqlite3* db_;
  sqlite3_stmt* statement_;
  Outcome out_;
};

class Reference final : public RepeatingSide {
 public:
  explicit Reference(sqlite3* db) : db_(db) { sqlite3_extended_result_codes(db_, 1); }
  ~Reference() override { sqlite3_close(db_); }
  Reference(const Reference&) = delete;
  Reference& operator=(const Reference&) = delete;

  Outcome run(const Step& step) override {
    Outcome out;
    sqlite3_stmt* statement = nullptr;
    out.code = sqlite3_prepare_v2(db_, step.sql.data(), static_cast<int>(step.sql.size()),
                                  &statement, nullptr);
    if (out.code == SQLITE_OK && statement != nullptr) step_through(statement, step, out);
    if (out.code != SQLITE_OK) out.message = sqlite3_errmsg(db_);
    sqlite3_finalize(statement);
    out.changes = sqlite3_changes64(db_);
    out.total_changes = sqlite3_total_changes64(db_);
    out.last_rowid = sqlite3_last_insert_rowid(db_);
    out.autocommit = sqlite3_get_autocommit(db_) != 0;
    return out;
  }

  std::unique_ptr<RepeatedStatement> prepare(const std::string& sql, Outcome& failure) override {
    sqlite3_stmt* statement = nullptr;
    failure.code =
        sqlite3_prepare_v2(db_, sql.data(), static_cast<int>(sql.size()), &statement, nullptr);
    if (failure.code == SQLITE_OK) return std::make_unique<RepeatedReference>(db_, statement);
    failure.message = sqlite3_errmsg(db_);
    return nullptr;
  }

  /// Of a statement that is run again and again, SQLite counts the instructions of all runs.
  void limit_instructions() {
    sqlite3_progress_handler(db_, kInstructionsMax, [](void*) { return 1; }, nullptr);
  }
  void limit_length(int64_t length_max) override {
    sqlite3_limit(db_, SQLITE_LIMIT_LENGTH, static_cast<int>(length_max));
  }

  std::vector<std::byte> image() override {
    sqlite3_int64 size = 0;
    unsigned char* const bytes = sqlite3_serialize(db_, "main", &size, 0);
    const auto* const begin = reinterpret_cast<const std::byte*>(bytes);
    std::vector<std::byte> out(begin, begin + (bytes == nullptr ? 0 : size));
    sqlite3_free(bytes);
    return out;
  }

 private:
  void step_through(sqlite3_stmt* statement, const Step& step, Outcome& out) {
    for (size_t i = 0; i < step.parameters.size(); ++i) {
      bind(statement, static_cast<int>(i + 1), step.parameters[i]);
    }
    int rc = sqlite3_step(statement);  // may find another schema, with other columns
    const int columns = sqlite3_column_count(statement);
    for (int i = 0; i < columns; ++i) out.columns.emplace_back(sqlite3_column_name(statement, i));
    for (; rc == SQLITE_ROW; rc = sqlite3_step(statement)) {
      RowValues row;
      for (int i = 0; i < columns; ++i) row.push_back(column(statement, i));
      out.rows.push_back(std::move(row));
    }
    out.code = rc == SQLITE_DONE ? SQLITE_OK : rc;
  }

  sqlite3* db_;
};

/// regexp(pattern, text) as on Tern's side.
void is_part(sqlite3_context* context, int, sqlite3_value** arguments) {
  const auto text = [](sqlite3_value* value) {
    const auto* bytes = reinterpret_cast<const char*>(sqlite3_value_text(value));
    return std::string_view(bytes ? bytes : "", static_cast<size_t>(sqlite3_value_bytes(value)));
  };
  for (int i = 0; i < 2; ++i) {
    if (sqlite3_value_type(arguments[i]) == SQLITE_NULL) return;
  }
  sqlite3_result_int(context, text(arguments[1]).contains(text(arguments[0])) ? 1 : 0);
}

std::unique_ptr<Reference> open(const std::string& path, std::string& why,
                                const ReferenceWay& way) {
  sqlite3* db = nullptr;
  if (sqlite3_open(path.c_str(), &db) != SQLITE_OK) {
    why = sqlite3_errmsg(db);
    sqlite3_close(db);
    return nullptr;
  }
  sqlite3_create_function(db, "regexp", 2, SQLITE_UTF8 | SQLITE_DETERMINISTIC | SQLITE_INNOCUOUS,
                          nullptr, is_part, nullptr, nullptr);
  // Its automatic indexes overlook collations: for RTRIM 'b ' does not find 'b' any more.
  sqlite3_exec(db, "PRAGMA automatic_index = OFF", nullptr, nullptr, nullptr);
  if (way.is_reversed) {
    sqlite3_exec(db, "PRAGMA reverse_unordered_selects = ON", nullptr, nullptr, nullptr);
  }
  if (way.optimizations_off != 0) {
    sqlite3_test_control(SQLITE_TESTCTRL_OPTIMIZATIONS, db, way.optimizations_off);
  }
  return std::make_unique<Reference>(db);
}

}  // namespace

std::unique_ptr<Side> open_reference(const std::string& path, std::string& why,
                                     const ReferenceWay& way) {
  std::unique_ptr<Reference> out = open(path, why, way);
  if (out) out->limit_instructions();
  return out;
}

std::unique_ptr<RepeatingSide> open_repeating_reference() {
  std::string why;
  return open(":memory:", why, {});
}

}  // namespace tern::diff
