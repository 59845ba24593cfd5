// sqlite3changeset_apply() in its forms.

#include "engine/sqlite3/copies/changesets.h"

namespace tern::abi {
namespace {

using session::Answer;
using session::ApplyOptions;
using session::ConflictKind;
using session::ConflictView;

using FilterCall = int (*)(void* context, const char* table);
using ConflictCall = int (*)(void* context, int kind, sqlite3_changeset_iter* change);

/// The program's part in applying a changeset.
struct ApplyCalls {
  FilterCall filter = nullptr;
  ConflictCall conflict = nullptr;
  void* context = nullptr;
  bool has_misused = false;  // an answer that is none

  Answer ask(const ConflictView& about) {
    sqlite3_changeset_iter shown;
    if (about.change) {
      shown.show(*about.change);
    } else {
      shown.is_about_keys = true;
    }
    if (about.kind == ConflictKind::Data || about.kind == ConflictKind::Conflict) {
      shown.rival = about.row;
      shown.rival_shown.start(about.row.size());
    }
    switch (conflict(context, static_cast<int>(about.kind), &shown)) {
      case SQLITE_CHANGESET_OMIT:
        return Answer::Omit;
      case SQLITE_CHANGESET_REPLACE:
        return Answer::Replace;
      case SQLITE_CHANGESET_ABORT:
        return Answer::Abort;
      default:
        has_misused = about.kind != ConflictKind::ForeignKey;
        return Answer::Abort;
    }
  }
};

struct RebaseOut {
  void** bytes = nullptr;
  int* size = nullptr;

  int give(const ByteVector& decisions) const {
    if (!bytes || !size) return SQLITE_OK;
    return give_bytes(decisions, size, bytes);
  }
};

int apply_changes(sqlite3* db, Bytes changes, ApplyCalls calls, const RebaseOut& rebase,
                  int flags) {
  ApplyOptions options;
  if (calls.filter) {
    options.filter = [&calls](std::string_view table) {
      return calls.filter(calls.context, std::string(table).c_str()) != 0;
    };
  }
  if (calls.conflict) {
    options.on_conflict = [&calls](const ConflictView& about) { return calls.ask(about); };
  }
  options.inverted = (flags & SQLITE_CHANGESETAPPLY_INVERT) != 0;
  options.in_savepoint = (flags & SQLITE_CHANGESETAPPLY_NOSAVEPOINT) == 0;
  ByteVector decisions;
  if (rebase.bytes) options.decisions = &decisions;
  const Status applied = session::apply(*db->connection, changes, options);
  if (applied) return rebase.give(decisions);
  return calls.has_misused ? misuse("sqlite3changeset_apply") : code_of(applied.error());
}

int apply_to(sqlite3* db, Bytes changes, const ApplyCalls& calls, const RebaseOut& rebase,
             int flags) {
  if (!is_usable(db)) return misuse("sqlite3changeset_apply");
  const Hold hold(db->mutex);
  // The connection itself is told of nothing.
  return guarded(db, [&] {
    const int code = apply_changes(db, changes, calls, rebase, flags);
    set_result(db, SQLITE_OK);
    return code;
  });
}

int apply_stream(sqlite3* db, const ChangeInput& input, const ApplyCalls& calls,
                 const RebaseOut& rebase, int flags) {
  return guarded_alone([&] {
    ByteVector changes;
    const int code = read_all(input, changes);
    return code == SQLITE_OK ? apply_to(db, changes, calls, rebase, flags) : code;
  });
}

}  // namespace
}  // namespace tern::abi

using tern::abi::named_bytes;

int sqlite3changeset_apply(sqlite3* db, int size, void* changes, int (*filter)(void*, const char*),
                           int (*conflict)(void*, int, sqlite3_changeset_iter*), void* context) {
  return tern::abi::apply_to(db, named_bytes(changes, size), {filter, conflict, context}, {}, 0);
}

int sqlite3changeset_apply_v2(sqlite3* db, int size, void* changes,
                              int (*filter)(void*, const char*),
                              int (*conflict)(void*, int, sqlite3_changeset_iter*), void* context,
                              void** rebase, int* rebase_size, int flags) {
  return tern::abi::apply_to(db, named_bytes(changes, size), {filter, conflict, context},
                             {rebase, rebase_size}, flags);
}

int sqlite3changeset_apply_strm(sqlite3* db, int (*input)(void*, void*, int*), void* in,
                                int (*filter)(void*, const char*),
                                int (*conflict)(void*, int, sqlite3_changeset_iter*),
                                void* context) {
  return tern::abi::apply_stream(db, {input, in}, {filter, conflict, context}, {}, 0);
}

int sqlite3changeset_apply_v2_strm(sqlite3* db, int (*input)(void*, void*, int*), void* in,
                                   int (*filter)(void*, const char*),
                                   int (*conflict)(void*, int, sqlite3_changeset_iter*),
                                   void* context, void** rebase, int* rebase_size, int flags) {
  return tern::abi::apply_stream(db, {input, in}, {filter, conflict, context},
                                 {rebase, rebase_size}, flags);
}
