#pragma once

/// Tern's C++ interface: open a database file, run SQL.
///
///   #include <tern/tern.h>
///
///   tern::Result<void> demo() {
///     tern::Connection db = TRY(tern::Connection::open("app.db"));
///     TRY(db.execute("CREATE TABLE IF NOT EXISTS note(id INTEGER PRIMARY KEY, body TEXT)"));
///     TRY(db.execute("INSERT INTO note(body) VALUES(?)", "hello"));
///     tern::Statement query = TRY(db.prepare("SELECT id, body FROM note WHERE id > ?"));
///     TRY(query.bind(1, 0));
///     while (TRY(query.step())) use(query.column(0).as_integer(), query.column(1).as_text());
///     return {};
///   }
///
/// Errors are values: `Result<T>` is std::expected<T, Error>; `TRY` returns early. Nothing here
/// throws. Threads: a Connection and its Statements belong to one thread at a time; connections to
/// one file may run in parallel, also in several processes, with SQLite's processes among them.

#include <chrono>
#include <concepts>
#include <cstdint>
#include <functional>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "engine/base/authorizer.h"
#include "engine/base/limits.h"
#include "engine/base/result.h"
#include "engine/record/value.h"

namespace tern {

using record::Value;
using record::ValueType;
using record::ValueView;

namespace storage {
class DatabaseFile;
}
namespace api {
class ConnectionState;  // engine/api/connection_state.h: for layers inside Tern (sync, tools)
class StatementState;
}  // namespace api

struct OpenOptions {
  bool read_only = false;
  bool create = true;  // make the file if it does not exist
  /// A path that begins with "file:" is a URI (engine/storage/database_name.h), which may narrow
  /// what is said here.
  bool uri = false;
  /// The key of an encrypted database, 32 or 64 hexadecimal digits; a new database is encrypted
  /// with it. Or the path of a file that holds these digits. A URI's `hexkey` comes first.
  std::string hexkey = {};
  std::string key_file = {};
  /// "aes128gcm" or "aes256gcm"; empty: as the key's size says.
  std::string cipher = {};
  /// How long a call waits for a lock that another connection holds.
  uint32_t busy_timeout_ms = 0;
};

enum class TransactionMode : uint8_t { Deferred, Immediate, Exclusive };

enum class RowOperation : uint8_t { Insert, Update, Delete };

/// A row that a statement, a trigger or a foreign key action is about to change.
/// Lifetime: of all that it points at: the call that it is given to.
struct RowChange {
  RowOperation operation{};
  std::string_view database = {};  // "main", "temp", or the name that it is attached under
  std::string_view table = {};
  bool has_rowid = true;                   // not WITHOUT ROWID; else the rowids are 0
  int64_t old_rowid = 0;                   // Update, Delete
  int64_t new_rowid = 0;                   // Insert, Update
  std::span<const ValueView> before = {};  // Update, Delete: all columns
  std::span<const ValueView> after = {};   // Insert, Update: all columns
  uint32_t depth = 0;  // 0: the statement's own; 1: of a trigger or action that it sets off; ...
};

class Statement;

/// What a statement does, for who watches. Lifetime: the call that it is given to.
struct TraceEvent {
  enum class Kind : uint8_t {
    Begin,  // a run of the statement begins
    Row,    // it gives a row
    End,    // the run is over
    Part,   // within it, a trigger begins, or a statement of a trigger's body
  };
  Kind kind{};
  std::string_view sql = {};
  std::chrono::nanoseconds elapsed{};  // End: since Begin
  bool is_ok = true;                   // End: without an error
  std::string_view part = {};          // Part: "TRIGGER name", or the statement in one line
};

/// A column of a table.
struct ColumnMetadata {
  std::string declared_type = {};  // "" if none
  std::string collation = {};
  bool not_null = false;
  bool in_primary_key = false;
  bool autoincrement = false;
};

/// A connection to one database file (or ":memory:", private to the connection).
class Connection {
 public:
  /// Errors: CantOpen; Perm and Error for a URI that asks for what there is not; NotADb; Corrupt;
  /// Unsupported for files that this release
  /// cannot open.
  static Result<Connection> open(std::string_view path, const OpenOptions& options = {});
  Connection(Connection&&) noexcept;
  Connection& operator=(Connection&&) noexcept;
  /// Rolls back an open transaction. Statements must be gone first (asserted).
  ~Connection();

  /// Compiles the first statement of `sql`. `tail`, if given, receives the offset behind it.
  /// An empty statement (only comments) gives a Statement whose step() is false at once.
  /// Errors: Error with the text's offset (Error::sql_offset).
  Result<Statement> prepare(std::string_view sql, size_t* tail = nullptr);

  /// Runs every statement of `sql`; rows are dropped.
  Status execute(std::string_view sql);
  /// Runs one statement with its parameters bound in order.
  template <class... Args>
    requires(sizeof...(Args) > 0)
  Status execute(std::string_view sql, const Args&... args);

  /// COMMIT on request, ROLLBACK when dropped.
  class Transaction {
   public:
    Transaction(Transaction&&) noexcept;
    Transaction& operator=(Transaction&&) = delete;
    ~Transaction();
    Status commit() &&;

   private:
    friend class Connection;
    explicit Transaction(Connection& connection) : connection_(&connection) {}
    Connection* connection_;
  };
  /// Lifetime: the Transaction must not outlive the Connection nor see it moved.
  Result<Transaction> begin(TransactionMode mode = TransactionMode::Deferred);
  bool in_transaction() const;

  /// Rows changed by the last INSERT, UPDATE or DELETE; by all since open; the last rowid inserted.
  int64_t changes() const;
  int64_t total_changes() const;
  int64_t last_insert_rowid() const;

  /// Takes the place of a busy handler.
  void set_busy_timeout(uint32_t timeout_ms);
  /// `handler` is asked, with the number of attempts before, whether to try again for a lock that
  /// another connection holds; what it throws means no. It takes the place of the busy timeout; an
  /// empty one means no waiting.
  void set_busy_handler(std::function<bool(int attempt_count)> handler);
  /// Sets a limit and gives back what it was. Beyond its upper bound (engine/base/limits.h) no
  /// limit can be raised; a negative `value` only asks.
  int64_t limit(Limit which, int64_t value = -1);
  /// Makes the running statement fail with Interrupt. Threads: from any.
  void interrupt();
  /// `handler` is asked, each time statements have visited `rows` more rows, whether to stop; true
  /// (and what it throws) makes the statement fail with Interrupt. It must not use this connection.
  /// An empty one, or 0 rows: nobody is asked.
  void set_progress_handler(int64_t rows, std::function<bool()> handler);

  // Hooks: one of each, in place of the one before; an empty one: none. They run on the
  // connection's thread, inside the statement, and must not use the connection. What they throw is
  // lost.

  /// Is told of each row that is about to change, once its constraints hold; also of those that
  /// REPLACE removes. Not of rows in SQLite's own tables, nor of what a pull brings.
  void set_preupdate_hook(std::function<void(const RowChange& change)> hook);
  /// Is told of each row that has changed in a table with rowids: the operation, the database, the
  /// table, the rowid (the new one). Not of rows that REPLACE removes, nor of those of a table that
  /// is emptied at once (DELETE without WHERE).
  void set_update_hook(std::function<void(RowOperation operation, std::string_view database,
                                          std::string_view table, int64_t rowid)>
                           hook);
  /// Is asked before a transaction that has written commits: true (and what it throws) makes it a
  /// rollback, and the commit fails with ConstraintCommitHook.
  void set_commit_hook(std::function<bool()> hook);
  /// Is told of each transaction that was rolled back, but for those that the end of the connection
  /// rolls back.
  void set_rollback_hook(std::function<void()> hook);
  /// Is told of what statements do.
  void set_trace(std::function<void(const TraceEvent& event)> hook);
  /// Is told after a commit, of each database in WAL mode that it wrote, how many frames its log
  /// has now. Unlike other hooks it may use the connection. What it fails with, the statement that
  /// committed fails with; the commit stands. Setting one turns automatic checkpoints off.
  void set_wal_hook(std::function<Status(std::string_view database, uint32_t frame_count)> hook);
  /// Checkpoints a log after a commit from `frames` on; 0: never. As PRAGMA wal_autocheckpoint; it
  /// takes the place of the WAL hook.
  void set_wal_autocheckpoint(uint32_t frames);
  /// Is asked, while a statement is compiled, about each thing that it would do. Denied, it fails
  /// with Auth. Statements that are prepared already are compiled again, and asked about, when they
  /// next run. It must not use the connection.
  void set_authorizer(Authorizer authorizer);

  /// `database` may be "": the first that has such a table. `column` may be a name of the rowid;
  /// "": whether there is such a table is all that is asked.
  /// Errors: Error "no such table column: t.c", also for views; of reading the schema.
  Result<ColumnMetadata> table_column_metadata(std::string_view database, std::string_view table,
                                               std::string_view column);

  /// The whole database as it is for this connection now, as the bytes of a file: one that needs no
  /// WAL beside it. Empty for a database that was never written. Errors: Busy; IoErr*.
  Result<std::vector<std::byte>> serialize();
  /// A database in memory with the content of `image` (which is copied), the bytes of a file; empty
  /// bytes give an empty database. `options.read_only`: it cannot be changed.
  /// Errors: NotADb; Corrupt if the image is cut off; Unsupported. Damage inside shows when it is
  /// read, as with a file.
  static Result<Connection> deserialize(std::span<const std::byte> image,
                                        const OpenOptions& options = {});

  // --- for layers inside Tern
  api::ConnectionState& state() { return *state_; }
  /// On a file that is open already (engine/storage/database_file.h).
  static Result<Connection> open(std::shared_ptr<storage::DatabaseFile> file,
                                 const OpenOptions& options = {});

 private:
  explicit Connection(std::unique_ptr<api::ConnectionState> state);
  std::unique_ptr<api::ConnectionState> state_;
};

/// A row that a Statement stands on. Lifetime: until the statement's next step or reset.
class Row {
 public:
  ValueView operator[](int column) const;
  int size() const;

 private:
  friend class Statement;
  explicit Row(const Statement& statement) : statement_(&statement) {}
  const Statement* statement_;
};

/// A compiled statement. Lifetime: must not outlive its Connection.
class Statement {
 public:
  Statement(Statement&&) noexcept;
  Statement& operator=(Statement&&) noexcept;
  ~Statement();

  // Parameters are numbered from 1. Bindings stay until changed. Errors: Range; Misuse while
  // running.
  Status bind(int parameter, ValueView value);
  Status bind(int parameter, std::integral auto value) {
    return bind(parameter, ValueView::integer(static_cast<int64_t>(value)));
  }
  Status bind(int parameter, double value) { return bind(parameter, ValueView::real(value)); }
  Status bind(int parameter, std::string_view value) {
    return bind(parameter, ValueView::text(value));
  }
  Status bind(int parameter, const char* value) { return bind(parameter, std::string_view(value)); }
  Status bind(int parameter, std::nullptr_t) { return bind(parameter, ValueView::null()); }
  int parameter_count() const;
  /// Number of the parameter written as `name` (":id"); 0 if there is none.
  int parameter_index(std::string_view name) const;
  /// The name of parameter `number` as written, "" for a nameless one.
  std::string_view parameter_name(int number) const;
  void clear_bindings();

  /// Runs to the next row: true, or to the end: false (and the statement is reset by the next
  /// step). Errors: Constraint*, Busy, Interrupt, ...; the statement is then reset.
  Result<bool> step();
  /// Ends a run early; bindings stay.
  void reset();

  /// The first step() prepares again after a change of the schema: then there may be more or fewer.
  int column_count() const;
  std::string_view column_name(int column) const;
  /// The declared type of the table column that this result column comes from; "" for an
  /// expression.
  std::string_view column_declared_type(int column) const;
  /// The database, table and name of that column, also where it came through views and subqueries;
  /// "" for an expression. Lifetime: until the next step.
  std::string_view column_database(int column) const;
  std::string_view column_table(int column) const;
  std::string_view column_origin(int column) const;
  /// Requires: step() returned true; 0 <= column < column_count() (asserted).
  /// Lifetime: until the next step or reset.
  ValueView column(int column) const;
  Row row() const { return Row(*this); }

  bool is_readonly() const;  // of an EXPLAIN: whether what it explains is
  /// 0: it is no EXPLAIN; 1: EXPLAIN, also EXPLAIN ANALYZE; 2: EXPLAIN QUERY PLAN.
  int explain_kind() const;
  bool is_empty() const;
  std::string_view sql() const;

 private:
  friend class Connection;
  explicit Statement(std::unique_ptr<api::StatementState> state);
  std::unique_ptr<api::StatementState> state_;
};

inline ValueView Row::operator[](int column) const { return statement_->column(column); }
inline int Row::size() const { return statement_->column_count(); }

template <class... Args>
  requires(sizeof...(Args) > 0)
Status Connection::execute(std::string_view sql, const Args&... args) {
  Statement statement = TRY(prepare(sql));
  int parameter = 0;
  Status bound;
  (void)((bound = statement.bind(++parameter, args), bound.has_value()) && ...);
  TRY(std::move(bound));
  while (TRY(statement.step())) {
  }
  return {};
}

}  // namespace tern
