#pragma once

#include <optional>
#include <span>
#include <vector>

#include "engine/sqlite3/connections/connection.h"
#include "engine/sqlite3/statements/value.h"
#include "tern/session.h"

namespace tern::abi {

/// Where the bytes of a changeset come from, and where they go, where they come in parts.
struct ChangeInput {
  int (*read)(void* context, void* bytes, int* size) = nullptr;
  void* context = nullptr;
};
struct ChangeOutput {
  int (*write)(void* context, const void* bytes, int size) = nullptr;
  void* context = nullptr;
};

/// Appends all that comes to `out`. Returns the first code of the input that is not SQLITE_OK.
int read_all(const ChangeInput& input, ByteVector& out);
/// Of nothing, no call. Returns the first code of the output that is not SQLITE_OK.
int write_all(const ChangeOutput& output, Bytes bytes);
/// A copy for sqlite3_free(); null where there are no bytes.
int give_bytes(Bytes bytes, int* size, void** out);

/// The bytes that a C program names. Lifetime: as those.
inline Bytes named_bytes(const void* bytes, int size) {
  if (size <= 0) return {};
  return {static_cast<const std::byte*>(bytes), static_cast<size_t>(size)};
}

/// What the engine answered, as calls without a connection answer it.
int code_of(const Error& error);

/// Runs `body`, an int() of result codes, at the border of a call without a connection.
template <class Body>
int guarded_alone(const Body& body) {
  try {
    return body();
  } catch (...) {
    return SQLITE_NOMEM;
  }
}

/// The values of one row, each made for C when it is asked for first.
class ShownRow {
 public:
  void start(size_t columns);
  /// `view` is what column `column` holds. Lifetime: until the next start().
  sqlite3_value* value(size_t column, record::ValueView view);

 private:
  std::vector<sqlite3_value> values_;
  std::vector<bool> is_made_;
};

}  // namespace tern::abi

/// Goes through a changeset, or shows one change to a conflict handler.
struct sqlite3_changeset_iter {
  virtual ~sqlite3_changeset_iter() = default;
  sqlite3_changeset_iter() = default;
  sqlite3_changeset_iter(const sqlite3_changeset_iter&) = delete;
  sqlite3_changeset_iter& operator=(const sqlite3_changeset_iter&) = delete;

  void show(const tern::session::ChangeView& shown);

  /// The one that it stands on, or stood on last. Nothing: before the first, or about foreign keys.
  std::optional<tern::session::ChangeView> change;
  bool is_past_end = false;
  bool is_about_keys = false;
  /// A conflict handler's: the row that is in the way.
  std::optional<std::span<const tern::record::ValueView>> rival;
  tern::abi::ShownRow before, after, rival_shown;
};
