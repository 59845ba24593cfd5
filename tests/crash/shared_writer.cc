// tern_shared_writer: a writer of shared_writer.h on Tern.
#include "tests/crash/shared_writer.h"

#include <tern/tern.h>

namespace {

class TernDb {
 public:
  explicit TernDb(const std::string& path) : opened_(tern::Connection::open(path)) {}

  std::string run(const std::string& sql) {
    if (!opened_) return "error: open: " + std::string(opened_.error().message());
    std::string out;
    const tern::Status status = collect(sql, out);
    return status ? out : "error: " + std::string(status.error().message());
  }

 private:
  tern::Status collect(const std::string& sql, std::string& out) {
    tern::Statement query = TRY(opened_->prepare(sql));
    while (TRY(query.step())) {
      if (!out.empty()) out += '\n';
      for (int i = 0; i < query.column_count(); ++i) {
        const tern::ValueView value = query.column(i);
        if (i > 0) out += '|';
        out += value.type() == tern::ValueType::Text ? std::string(value.as_text())
                                                     : std::to_string(value.as_integer());
      }
    }
    return {};
  }

  tern::Result<tern::Connection> opened_;
};

}  // namespace

int main(int argc, char** argv) { return tern::tests::shared_writer_main<TernDb>(argc, argv); }
