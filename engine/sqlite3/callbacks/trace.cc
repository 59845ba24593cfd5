// Tracing and profiling of statements.

#include "engine/api/connection_state.h"
#include "engine/sqlite3/connections/connection.h"
#include "engine/sqlite3/statements/statement.h"

namespace tern::abi {
namespace {

// Beside SQLITE_TRACE_*: which of the older functions are on.
constexpr unsigned kTraceKinds = 0x0f;
constexpr unsigned kTraceLegacy = 0x40;
constexpr unsigned kTraceProfile = 0x80;

/// Every line of `sql` as a comment: it is run by something that the program did not write there.
void comment_lines(std::string& out, std::string_view sql) {
  while (!sql.empty()) {
    const size_t end = sql.find('\n');
    const size_t size = end == std::string_view::npos ? sql.size() : end + 1;
    out.append("-- ").append(sql.substr(0, size));
    sql.remove_prefix(size);
  }
}

/// `is_whole`: `sql` is the statement's own, whose parameters have values.
void tell_text(sqlite3* db, sqlite3_stmt* statement, const std::string& sql, bool is_whole = true) {
  CallbackState& state = db->callbacks;
  const CallbackState::Trace& trace = state.trace;
  const bool is_nested = state.step_depth > 1;
  // Taken for as long as this lasts: the program may run another statement meanwhile.
  std::string text = std::exchange(state.trace.text, {});
  text.clear();
  if ((trace.mask & kTraceLegacy) != 0) {
    const bool expands = is_whole && !is_nested;
    char* const expanded = expands ? sqlite3_expanded_sql(statement) : nullptr;
    if (is_nested) comment_lines(text, sql);
    const std::string& as_is = is_nested ? text : sql;
    const char* const told = expands ? expanded : as_is.c_str();
    if (told) trace.legacy(trace.data, told);
    sqlite3_free(expanded);
  } else if (is_nested) {
    text.append("-- ").append(sql);
    trace.function(SQLITE_TRACE_STMT, trace.data, statement, text.data());
  } else {
    trace.function(SQLITE_TRACE_STMT, trace.data, statement, const_cast<char*>(sql.c_str()));
  }
  state.trace.text = std::move(text);
}

void tell_profile(sqlite3* db, sqlite3_stmt* statement, const std::string& sql,
                  std::chrono::nanoseconds elapsed) {
  const CallbackState::Trace& trace = db->callbacks.trace;
  sqlite3_int64 nanoseconds = elapsed.count();
  if (trace.profile) {
    trace.profile.function(trace.profile.data, sql.c_str(),
                           static_cast<sqlite3_uint64>(nanoseconds));
  }
  if ((db->callbacks.trace.mask & SQLITE_TRACE_PROFILE) != 0) {
    trace.function(SQLITE_TRACE_PROFILE, trace.data, statement, &nanoseconds);
  }
}

/// The row is there for whoever is told of it.
void tell_row(sqlite3* db, sqlite3_stmt* statement) {
  const CallbackState::Trace& trace = db->callbacks.trace;
  const std::span<const ValueView> row = statement->statement->row();
  statement->row = row.data();
  statement->row_size = static_cast<int>(row.size());
  ++statement->row_number;
  trace.function(SQLITE_TRACE_ROW, trace.data, statement, nullptr);
}

void tell_event(sqlite3* db, const TraceEvent& event) {
  sqlite3_stmt* const statement = statement_of(db, event.sql);
  if (!statement) return;
  const std::string& sql = statement->statement->sql();
  const unsigned mask = db->callbacks.trace.mask;
  switch (event.kind) {
    case TraceEvent::Kind::Begin:
      if ((mask & (SQLITE_TRACE_STMT | kTraceLegacy)) != 0) tell_text(db, statement, sql);
      break;
    case TraceEvent::Kind::Part:
      if ((mask & (SQLITE_TRACE_STMT | kTraceLegacy)) != 0) {
        tell_text(db, statement, std::string("-- ").append(event.part), false);
      }
      break;
    case TraceEvent::Kind::Row:
      if ((mask & SQLITE_TRACE_ROW) != 0) tell_row(db, statement);
      break;
    case TraceEvent::Kind::End:
      if ((mask & (SQLITE_TRACE_PROFILE | kTraceProfile)) != 0) {
        tell_profile(db, statement, sql, event.elapsed);
      }
      break;
  }
}

void listen(sqlite3* db) {
  const unsigned events = db->callbacks.trace.mask & ~unsigned{SQLITE_TRACE_CLOSE};
  std::function<void(const TraceEvent&)> told;
  if (events != 0) told = [db](const TraceEvent& event) { tell_event(db, event); };
  db->connection->set_trace(std::move(told));
}

}  // namespace

void tell_closing(sqlite3* db) {
  const CallbackState::Trace& trace = db->callbacks.trace;
  if ((trace.mask & SQLITE_TRACE_CLOSE) == 0) return;
  trace.function(SQLITE_TRACE_CLOSE, trace.data, db, nullptr);
}

}  // namespace tern::abi

namespace abi = tern::abi;

void* sqlite3_trace(sqlite3* db, void (*callback)(void*, const char*), void* data) {
  if (!abi::is_usable(db)) return nullptr;
  const abi::Hold hold(db->mutex);
  abi::CallbackState::Trace& trace = db->callbacks.trace;
  trace.mask = callback ? abi::kTraceLegacy : 0;
  trace.legacy = callback;
  void* const before = std::exchange(trace.data, data);
  (void)abi::guarded(db, [&] { return abi::listen(db), SQLITE_OK; });
  return before;
}

void* sqlite3_profile(sqlite3* db, void (*callback)(void*, const char*, sqlite3_uint64),
                      void* data) {
  if (!abi::is_usable(db)) return nullptr;
  const abi::Hold hold(db->mutex);
  abi::CallbackState::Trace& trace = db->callbacks.trace;
  // The older trace goes off with it, as in the reference.
  trace.mask = (trace.mask & abi::kTraceKinds) | (callback ? abi::kTraceProfile : 0);
  void* const before = std::exchange(trace.profile, {callback, data}).data;
  (void)abi::guarded(db, [&] { return abi::listen(db), SQLITE_OK; });
  return before;
}

int sqlite3_trace_v2(sqlite3* db, unsigned mask, int (*callback)(unsigned, void*, void*, void*),
                     void* data) {
  if (!abi::is_usable(db)) return SQLITE_MISUSE;
  const abi::Hold hold(db->mutex);
  abi::CallbackState::Trace& trace = db->callbacks.trace;
  trace.mask = callback ? mask & abi::kTraceKinds : 0;
  trace.function = callback;
  trace.data = data;
  return abi::guarded(db, [&] { return abi::listen(db), SQLITE_OK; });
}
