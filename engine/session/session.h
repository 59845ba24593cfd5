#pragma once

#include <functional>

#include "engine/session/table_sql.h"
#include "engine/session/tables.h"
#include "engine/session/writer.h"
#include "engine/txn/changeset.h"

namespace tern::session {

/// Records which rows of the main database its connection changes, and gives what became of them as
/// a changeset or patchset. Of each row it remembers what it was when it was changed first; what it
/// is now is read when the changeset is made. So what was undone, or changed while the session was
/// disabled, counts as the database has it.
/// Rows with NULL in their primary key, tables without a declared one, and sqlite_stat1 are not
/// recorded.
/// Threads: as the connection. Lifetime: `connection` outlives this and is not moved.
class Session final : private txn::ChangeListener {
 public:
  explicit Session(Connection& connection);
  ~Session() override;
  Session(const Session&) = delete;
  Session& operator=(const Session&) = delete;

  /// Changes of `table` are recorded from now on; it may not exist yet.
  /// Errors: Unsupported for sqlite_stat1.
  Status attach(std::string_view table);
  /// All tables are, each from its first change on.
  void attach_all() { attach_matching(nullptr); }
  /// Tables that are not attached are when they change, if `filter` (empty: always) wants it.
  void attach_matching(std::function<bool(std::string_view table)> filter);

  void set_enabled(bool on) { enabled_ = on; }
  bool is_enabled() const { return enabled_; }
  /// While on, all changes count as indirect, and not only those of triggers and foreign keys.
  void set_indirect(bool on) { indirect_ = on; }
  bool is_indirect() const { return indirect_; }

  /// True: nothing was recorded. False says little: what was recorded may have no effect.
  bool is_empty() const;
  /// Tables in the order in which they were attached, rows in that of their first change.
  /// Errors: Schema if the columns of a recorded table are not what they were.
  Result<ByteVector> changeset() { return write(Form::Changeset); }
  Result<ByteVector> patchset() { return write(Form::Patchset); }

  /// Records what leads from `table` in database `from` to that in main.
  /// Errors: Schema if the two have different columns or keys.
  Status diff(std::string_view from, std::string_view table);

 private:
  /// What a row was before its first change; no fields: it was not there.
  struct Origin {
    bool indirect = false;
    Fields row;
  };
  using Entry = Tables<Origin>::Entry;

  void row_changed(const txn::OpView& op) override;
  Entry* entry_of(std::string_view table);
  /// False: the columns are not what they were.
  bool has_columns_of(Entry& entry, const Table& table);
  void note(Entry& entry, std::span<const ValueView> row, bool was_there, bool indirect);
  Result<ByteVector> write(Form form);
  Status write_table(Writer& writer, const Entry& entry);
  Status find_only_in(const StoredTable& table, const StoredTable& other, Entry& entry,
                      bool was_there);
  Status find_different(const StoredTable& from, const StoredTable& to, Entry& entry);

  Connection& connection_;
  Tables<Origin> tables_;  // one that has not been changed yet has no columns
  bool attaches_ = false;
  std::function<bool(std::string_view)> filter_;
  bool enabled_ = true;
  bool indirect_ = false;
  std::optional<Error> error_;  // nothing more is recorded
};

}  // namespace tern::session
