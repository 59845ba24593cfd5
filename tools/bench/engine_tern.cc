#include <optional>

#include "tern/tern.h"
#include "tools/bench/engine.h"

namespace tern::bench {
namespace {

template <class T>
T need(Result<T> result, std::string_view what) {
  if (!result) give_up(what, result.error().message());
  if constexpr (!std::is_void_v<T>) return std::move(*result);
}

class TernQuery final : public Query {
 public:
  explicit TernQuery(Statement statement) : statement_(std::move(statement)) {}
  void bind(int parameter, int64_t value) override {
    need(statement_.bind(parameter, value), "bind");
  }
  void bind(int parameter, std::string_view value) override {
    need(statement_.bind(parameter, value), "bind");
  }
  void bind_real(int parameter, double value) override {
    need(statement_.bind(parameter, value), "bind");
  }
  void bind_null(int parameter) override { need(statement_.bind(parameter, nullptr), "bind"); }
  bool step() override { return need(statement_.step(), statement_.sql()); }
  int64_t column_integer(int column) override {
    const ValueView value = statement_.column(column);
    if (value.is_real()) return static_cast<int64_t>(value.as_real());
    return value.is_integer() ? value.as_integer() : 0;
  }
  size_t column_text_size(int column) override {
    const ValueView value = statement_.column(column);
    return value.is_text() ? value.as_text().size() : 0;
  }
  void reset() override { statement_.reset(); }

 private:
  Statement statement_;
};

class TernEngine final : public Engine {
 public:
  TernEngine(const std::string& path, std::string hexkey)
      : Engine(EngineKind::Tern, path), hexkey_(std::move(hexkey)) {
    reopen();
  }
  void execute(std::string_view sql) override { need(connection_->execute(sql), sql); }
  std::unique_ptr<Query> prepare(std::string_view sql) override {
    return std::make_unique<TernQuery>(need(connection_->prepare(sql), sql));
  }
  void reopen() override {
    connection_.reset();
    OpenOptions options;
    options.hexkey = hexkey_;
    connection_.emplace(need(Connection::open(path(), options), path()));
  }
  std::unique_ptr<Engine> open_another() const override {
    return std::make_unique<TernEngine>(path(), hexkey_);
  }

 private:
  std::string hexkey_;
  std::optional<Connection> connection_;
};

}  // namespace

std::unique_ptr<Engine> open_tern(const std::string& path, const std::string& hexkey) {
  return std::make_unique<TernEngine>(path, hexkey);
}

}  // namespace tern::bench
