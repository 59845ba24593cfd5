#include "sync/primary/sql_text.h"

#include <algorithm>
#include <cstring>
#include <memory>
#include <utility>

#include "engine/api/connection_state.h"
#include "engine/io/posix_vfs.h"
#include "engine/sql/whole_statements.h"
#include "sync/primary/hosted_database.h"

namespace tern::sync::primary {
namespace {

constexpr size_t kPieceBytes = size_t{1} << 20;
constexpr int64_t kPageSizeOfNew = 4096;
constexpr int64_t kRowsBetweenLooks = 1'000;

/// The text must not reach for other files, nor run on for nobody.
void fence_in(Connection& connection, const std::atomic<bool>* is_gone) {
  connection.set_authorizer([](const auto& question) {
    const bool leaves = question.action == Action::Attach || question.action == Action::Detach;
    return leaves ? Permission::Deny : Permission::Allow;
  });
  connection.state().virtual_tables().remove_module("csv");
  if (is_gone)
    connection.set_progress_handler(kRowsBetweenLooks, [is_gone] { return is_gone->load(); });
}

/// Text that is not run yet.
class ScriptRun {
 public:
  ScriptRun(Connection& connection, const SqlSource& source)
      : connection_(connection), source_(source) {}

  Status run() {
    for (bool is_end = false; !is_end;) {
      is_end = TRY(read());
      const size_t whole = is_end ? text_.size() : sql::whole_statements(text_).bytes;
      TRY(run(std::string_view(text_).substr(0, whole)));
      text_.erase(0, whole);
      if (text_.size() > kStatementBytesMax) {
        return fail(ErrorCode::TooBig, place() + "a statement is longer than " +
                                           std::to_string(kStatementBytesMax) + " bytes");
      }
    }
    if (!connection_.in_transaction()) return ok();
    (void)connection_.state().rollback();
    return fail(ErrorCode::Error, "the SQL text ends inside a transaction, which is undone");
  }

 private:
  /// Reads on, as much again as is there, so that a long statement is looked at a few times only.
  /// True: the end.
  Result<bool> read() {
    const size_t before = text_.size();
    text_.resize(before + std::max(before, kPieceBytes));
    size_t filled = before;
    size_t got = 1;
    while (got > 0 && filled < text_.size()) {
      got = TRY(source_(
          MutBytes(reinterpret_cast<std::byte*>(text_.data()) + filled, text_.size() - filled)));
      filled += got;
    }
    text_.resize(filled);
    // It would end the text for who compiles it.
    if (std::memchr(text_.data() + before, 0, filled - before)) {
      return fail(ErrorCode::Error, "the SQL text has a zero byte");
    }
    return got == 0;
  }

  Status run(std::string_view sql) {
    while (!sql.empty()) {
      size_t end = 0;
      Status done = run_first(sql, end);
      if (!done) {
        return fail(done.error().code(), place_of_first(sql) + std::string(done.error().message()));
      }
      line_ +=
          static_cast<uint64_t>(std::count(sql.begin(), sql.begin() + std::ptrdiff_t(end), '\n'));
      sql.remove_prefix(end);
    }
    return ok();
  }

  Status run_first(std::string_view sql, size_t& end) {
    Statement statement = TRY(connection_.prepare(sql, &end));
    while (TRY(statement.step())) {
    }
    return ok();
  }

  std::string place() const { return "line " + std::to_string(line_) + ": "; }
  std::string place_of_first(std::string_view sql) {
    const size_t begin = std::min(sql.find_first_not_of(" \t\r\n"), sql.size());
    line_ +=
        static_cast<uint64_t>(std::count(sql.begin(), sql.begin() + std::ptrdiff_t(begin), '\n'));
    return place();
  }

  Connection& connection_;
  const SqlSource& source_;
  std::string text_;
  uint64_t line_ = 1;  // where text_ begins
};

}  // namespace

SqlSource source_of(std::string_view text) {
  return [text](MutBytes room) mutable -> Result<size_t> {
    const size_t size = std::min(room.size(), text.size());
    if (size > 0) std::memcpy(room.data(), text.data(), size);
    text.remove_prefix(size);
    return size;
  };
}

Result<SqlSource> source_of_file(const std::string& path) {
  // Shared with the copies of the function.
  const std::shared_ptr<io::File> file = TRY(io::posix_vfs().open(path, {.read_only = true}));
  return [file, at = uint64_t{0}](MutBytes room) mutable -> Result<size_t> {
    const size_t got = TRY(file->pread(room, at));
    at += got;
    return got;
  };
}

Status run_script(HostedDatabase& database, const SqlSource& source,
                  const std::atomic<bool>* is_gone) {
  const std::unique_ptr<SqlConnection> session = TRY(database.connect());
  Connection& connection = session->connection();
  fence_in(connection, is_gone);
  const auto deadline = WriterQueue::Clock::now() + std::chrono::milliseconds(kBusyTimeoutMs);
  const WriterQueue::Turn turn = TRY(database.writers().wait(deadline));
  return ScriptRun(connection, source).run();
}

Status make_from_script(const std::string& path, const SqlSource& source, uint64_t bytes_max,
                        const std::atomic<bool>* is_gone) {
  Connection connection = TRY(Connection::open(path, {}));
  // Nobody misses what a power cut takes.
  TRY(connection.execute("PRAGMA synchronous=OFF"));
  if (bytes_max > 0) {
    const auto pages = static_cast<int64_t>(bytes_max) / kPageSizeOfNew;
    TRY(connection.execute("PRAGMA max_page_count=" + std::to_string(std::max<int64_t>(pages, 1))));
  }
  fence_in(connection, is_gone);
  return ScriptRun(connection, source).run();
}

}  // namespace tern::sync::primary
