#pragma once

#include <functional>
#include <memory>

#include "engine/base/result.h"
#include "engine/session/change.h"
#include "tern/tern.h"

namespace tern::session {

class Recording;  // recording.h

/// Records which rows of a database its connection changes, and gives what became of them as a
/// changeset or patchset. Of each row it remembers what it was when it was changed first; what it
/// is now is read when the changeset is made. So what was undone, or changed while the session was
/// disabled, counts as the database has it.
///
/// Not recorded: rows with NULL in their primary key, tables without a declared one, SQLite's own
/// tables but sqlite_stat1 (statistics.h; not what ANALYZE itself writes there), what DDL does to
/// rows but for foreign key actions of DROP TABLE, and what a pull brings. Memory: a copy of each
/// changed row as it was. Threads: as the connection. Lifetime: `connection` outlives this and is
/// not moved.
class Session {
 public:
  /// `database`: "main", "temp", or the name that it is attached under.
  explicit Session(Connection& connection, std::string_view database = "main");
  Session(Session&&) noexcept;
  Session& operator=(Session&&) = delete;
  ~Session();

  /// Changes of `table` are recorded from now on; it may not exist yet.
  Status attach(std::string_view table);
  /// All tables are, each from its first change on.
  void attach_all() { attach_matching(nullptr); }
  /// Tables that are not attached are when they change, if `filter` (empty: always) wants it. It
  /// must not use the connection. If it throws, nothing more is recorded: changeset() is Abort.
  void attach_matching(std::function<bool(std::string_view table)> filter);

  void set_enabled(bool on);
  bool is_enabled() const;
  /// While on, all changes count as indirect, and not only those of triggers and foreign keys.
  void set_indirect(bool on);
  bool is_indirect() const;

  /// True: nothing was recorded. False says little: what was recorded may have no effect.
  bool is_empty() const;
  /// Tables in the order in which they were attached, rows in that of their first change. May be
  /// asked for again, also later when there is more.
  /// Errors: Schema if the columns or the key of a recorded table are not what they were.
  Result<ByteVector> changeset();
  /// The same changes, smaller: who applies them cannot tell conflicts of values, nor invert them.
  Result<ByteVector> patchset();

  /// Records what leads from `table` in the database `from` to the one of that name here.
  /// Errors: Schema if the two have different columns or keys; Error if there is no `from`.
  Status diff(std::string_view from, std::string_view table);

 private:
  Result<ByteVector> write(Form form);

  Connection* connection_;
  std::unique_ptr<Recording> recording_;  // null: moved away
};

}  // namespace tern::session
