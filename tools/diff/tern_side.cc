#include <optional>

#include "tern/tern.h"
#include "tools/diff/side.h"

namespace tern::diff {
namespace {

class TernSide final : public Side {
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

std::unique_ptr<Side> side_of(Result<Connection> connection, std::string& why) {
  if (connection) return std::make_unique<TernSide>(*std::move(connection));
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

}  // namespace tern::diff
