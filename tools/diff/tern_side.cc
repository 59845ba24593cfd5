#include <optional>

#include "tern/functions.h"
#include "tools/diff/repeating_side.h"

namespace tern::diff {
namespace {

class RepeatedTern final : public RepeatedStatement {
 public:
  explicit RepeatedTern(Statement statement) : statement_(std::move(statement)) {}

  const Outcome& run(std::span<const Value* const> parameters) override {
    out_.rows.clear();
    out_.code = 0;
    out_.message.clear();
    if (const Status status = step_through(parameters); !status) {
      out_.code = static_cast<int>(status.error().code());
      out_.message = status.error().message();
    }
    statement_.reset();
    return out_;
  }

 private:
  Status step_through(std::span<const Value* const> parameters) {
    for (size_t i = 0; i < parameters.size(); ++i) {
      TRY(statement_.bind(static_cast<int>(i + 1), parameters[i]->view()));
    }
    const int columns = statement_.column_count();
    while (TRY(statement_.step())) {
      RowValues& row = out_.rows.emplace_back();
      for (int i = 0; i < columns; ++i) row.emplace_back(statement_.column(i));
    }
    return ok();
  }

  Statement statement_;
  Outcome out_;
};

class TernSide final : public RepeatingSide {
 public:
  explicit TernSide(Connection connection) : connection_(std::move(connection)) {}

  Outcome run(const Step& step) override {
    Outcome out;
    if (const Status status = run(step, out); !status) {
      out.code = static_cast<int>(status.error().code());
      out.message = status.error().message();
    }
    out.changes = connection_.changes();
    out.total_changes = connection_.total_changes();
    out.last_rowid = connection_.last_insert_rowid();
    out.autocommit = !connection_.in_transaction();
    return out;
  }

  std::unique_ptr<RepeatedStatement> prepare(const std::string& sql, Outcome& failure) override {
    Result<Statement> statement = connection_.prepare(sql);
    if (statement) return std::make_unique<RepeatedTern>(*std::move(statement));
    failure.code = static_cast<int>(statement.error().code());
    failure.message = statement.error().message();
    return nullptr;
  }

  void limit_length(int64_t length_max) override { connection_.limit(Limit::Length, length_max); }

  std::vector<std::byte> image() override {
    Result<std::vector<std::byte>> bytes = connection_.serialize();
    return bytes ? *std::move(bytes) : std::vector<std::byte>();
  }

 private:
  Status run(const Step& step, Outcome& out) {
    Statement statement = TRY(connection_.prepare(step.sql));
    for (size_t i = 0; i < step.parameters.size(); ++i) {
      TRY(statement.bind(static_cast<int>(i + 1), step.parameters[i].view()));
    }
    bool has_row = TRY(statement.step());  // may find another schema, with other columns
    const int columns = statement.column_count();
    for (int i = 0; i < columns; ++i) out.columns.emplace_back(statement.column_name(i));
    for (; has_row; has_row = TRY(statement.step())) {
      RowValues row;
      for (int i = 0; i < columns; ++i) row.emplace_back(statement.column(i));
      out.rows.push_back(std::move(row));
    }
    return ok();
  }

  Connection connection_;
};

/// What `text REGEXP pattern` means on both sides: the pattern is part of the text. (The reference
/// has no function for it.)
Status add_regexp(Connection& connection) {
  return add_function(
      connection, "regexp",
      [](std::string_view pattern, std::string_view text) { return text.contains(pattern); },
      {.deterministic = true, .innocuous = true});
}

std::unique_ptr<RepeatingSide> side_of(Result<Connection> connection, std::string& why) {
  if (connection && add_regexp(*connection)) {
    return std::make_unique<TernSide>(*std::move(connection));
  }
  why = connection.error().message();
  return nullptr;
}

}  // namespace

std::unique_ptr<Side> open_tern(const std::string& path, std::string& why) {
  return side_of(Connection::open(path), why);
}

std::unique_ptr<Side> open_tern(Bytes image, std::string& why) {
  return side_of(Connection::deserialize(image), why);
}

std::unique_ptr<RepeatingSide> open_repeating_tern() {
  std::string why;
  return side_of(Connection::open(":memory:"), why);
}

}  // namespace tern::diff
