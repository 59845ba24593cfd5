#include <optional>

#include "tern/tern.h"
#include "tools/bench/queries/subject.h"

namespace tern::bench {
namespace {

class TernStatement final : public SubjectStatement {
 public:
  explicit TernStatement(Statement statement) : statement_(std::move(statement)) {}
  Status bind(int parameter, int64_t value) override { return statement_.bind(parameter, value); }
  Result<bool> step() override { return statement_.step(); }
  void reset() override { statement_.reset(); }
  int column_count() const override { return statement_.column_count(); }
  record::ValueView column(int at) override { return statement_.column(at); }

 private:
  Statement statement_;
};

class TernSubject final : public Subject {
 public:
  explicit TernSubject(Connection connection) : connection_(std::move(connection)) {}
  Result<std::unique_ptr<SubjectStatement>> prepare(std::string_view sql) override {
    Statement statement = TRY(connection_.prepare(sql));
    return std::make_unique<TernStatement>(std::move(statement));
  }
  void interrupt() override { connection_.interrupt(); }

 private:
  Connection connection_;
};

}  // namespace

std::unique_ptr<Subject> open_tern_subject(const std::string& path) {
  Result<Connection> connection = Connection::open(path);
  if (!connection) give_up(path, connection.error().message());
  return std::make_unique<TernSubject>(*std::move(connection));
}

}  // namespace tern::bench
