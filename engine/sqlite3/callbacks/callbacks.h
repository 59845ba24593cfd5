#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "engine/sqlite3/statements/value.h"
#include "sqlite3.h"
#include "tern/tern.h"

namespace tern::abi {

class CallSite;           // call_site.h
class CollationSet;       // collation_set.h
class FunctionSet;        // function_set.h
class PreupdateListener;  // preupdate.h
class UserAggregate;      // call_site.h

/// What a program registers something with. Whoever drops it last calls the destructor.
class OwnedData {
 public:
  OwnedData(void* data, void (*destructor)(void*)) : data_(data), destructor_(destructor) {}
  ~OwnedData() {
    if (destructor_) destructor_(data_);
  }
  OwnedData(const OwnedData&) = delete;
  OwnedData& operator=(const OwnedData&) = delete;
  void* get() const { return data_; }
  /// The destructor is not called: the program keeps what it is about.
  void disown() { destructor_ = nullptr; }

 private:
  void* data_;
  void (*destructor_)(void*);
};

/// A callback and what it is called with; null: none.
template <class Function>
struct Callback {
  Function* function = nullptr;
  void* data = nullptr;

  explicit operator bool() const { return function != nullptr; }
};

/// What a connection holds of functions, collations, hooks, tracing, the authorizer. When it goes,
/// what the program gave with them is given back; the engine's connection goes later.
struct CallbackState {
  CallbackState();
  ~CallbackState();
  CallbackState(const CallbackState&) = delete;
  CallbackState& operator=(const CallbackState&) = delete;

  std::unique_ptr<FunctionSet> functions;
  std::unique_ptr<CollationSet> collations;
  /// Those that keep something for the run of a statement: auxiliary data, a result.
  CallSite* sites = nullptr;
  /// Groups that have memory of the program's.
  UserAggregate* aggregates = nullptr;
  /// Is there something that run_ended() may have to give back?
  bool keeps_for_runs() const { return sites || aggregates; }
  /// The innermost statement that is stepped, and how many are.
  sqlite3_stmt* stepping = nullptr;
  int step_depth = 0;
  int work_depth = 0;  // the same with those that are prepared

  Callback<int(void*)> commit;
  Callback<void(void*)> rollback;
  Callback<void(void*, int, const char*, const char*, sqlite3_int64)> update;
  Callback<void(void*, sqlite3*, int, const char*, const char*, sqlite3_int64, sqlite3_int64)>
      preupdate;
  Callback<int(void*, sqlite3*, const char*, int)> wal;
  Callback<int(void*)> progress;
  Callback<int(void*, int, const char*, const char*, const char*, const char*)> authorizer;
  bool authorizer_failed = false;  // it gave an answer that there is not
  std::unique_ptr<OwnedData> autovacuum;

  struct Trace {
    unsigned mask = 0;  // SQLITE_TRACE_*, and those of trace.cc
    void (*legacy)(void*, const char*) = nullptr;
    int (*function)(unsigned, void*, void*, void*) = nullptr;
    void* data = nullptr;
    Callback<void(void*, const char*, sqlite3_uint64)> profile;
    std::string text;  // what is told
  } trace;

  /// Hears of rows for the preupdate hook. Null until one is set.
  std::unique_ptr<PreupdateListener> preupdate_listener;
  /// Names as C wants them, made for one call.
  std::string names[4];
};

/// Stands while the engine works for a statement: the functions that it calls keep their data for
/// this statement.
class Stepping {
 public:
  /// `state`: of the statement's connection.
  Stepping(CallbackState& state, sqlite3_stmt* statement)
      : state_(state), before_(std::exchange(state_.stepping, statement)) {
    ++state_.step_depth;
    ++state_.work_depth;
  }
  ~Stepping() {
    --state_.step_depth;
    --state_.work_depth;
    state_.stepping = before_;
  }
  Stepping(const Stepping&) = delete;
  Stepping& operator=(const Stepping&) = delete;

 private:
  CallbackState& state_;
  sqlite3_stmt* before_;
};

/// Stands while the engine prepares a statement.
class Preparing {
 public:
  explicit Preparing(CallbackState& state) : state_(state) { ++state_.work_depth; }
  ~Preparing() { --state_.work_depth; }
  Preparing(const Preparing&) = delete;
  Preparing& operator=(const Preparing&) = delete;

 private:
  CallbackState& state_;
};

/// A name that the program gives in UTF-16, up to its 0.
std::string name_of_utf16(const void* name);
/// A run of `statement` is over, or it goes: what functions kept for it is given back.
void run_ended(sqlite3_stmt* statement);
/// Preparing or stepping ended with `error`: asks for a collation that is missing. True: it is
/// there now, and the call is worth another try. Else `error` may have become what the program has
/// to hear. To be removed once the engine asks (record/collations.h, base/authorizer.h).
bool is_worth_another_try(sqlite3* db, Error& error);
/// Tells the trace that the connection is about to be closed, whether it then is or not.
void tell_closing(sqlite3* db);
/// Tells the rollback hook where the end of the connection is the end of a transaction.
void tell_rollback_at_close(sqlite3* db);

}  // namespace tern::abi
