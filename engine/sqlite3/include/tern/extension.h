#pragma once

/// Loadable extensions in C++: functions, aggregates, collations and table functions. What is
/// built with this header alone loads into Tern's libsqlite3 and into SQLite 3.25 or newer.
///
///   #include <tern/extension.h>
///
///   TERN_EXTENSION(extension) {
///     extension.add_function("half", [](double x) { return x / 2; }, {.deterministic = true});
///     extension.add_aggregate<double>("product", [](double& all, double x) { all *= x; },
///                                     [](const double& all) { return all; }, 1.0);
///     extension.add_collation("by_length", [](std::string_view a, std::string_view b) {
///       return static_cast<int>(a.size()) - static_cast<int>(b.size());
///     });
///     extension.add_table_function("countdown", {"n INT"}, [](int64_t from) {
///       return [from]() mutable -> std::optional<int64_t> {
///         if (from == 0) return std::nullopt;
///         return from--;
///       };
///     });
///   }
///
///   g++ -std=c++23 -shared -fPIC -o half.so half.cc
///   SELECT load_extension('./half.so');
///
/// How many arguments a function takes, and of what types, is what the lambda's parameters say:
///
///   bool, integers, double   as CAST to INTEGER or REAL gives them
///   std::string_view         as CAST to TEXT; Lifetime: the call, of a table function its rows
///   Bytes                    the bytes of a text or blob, of a number those of its text
///   ValueView                as it is
///   std::optional<T>         as T; NULL is nullopt
///   std::span<const ValueView>  alone: any number of arguments
///   FunctionCall&            of a function, first: the place that it is called from (kept())
///
/// A NULL for a parameter that is neither optional nor a ValueView makes the result NULL, without a
/// call; an aggregate leaves such a row out, a table function has no rows. Results: nothing (NULL),
/// bool, integers, double, texts, Bytes, std::vector<std::byte>, ValueView, std::optional of these,
/// or a Result of them: its error is the statement's. What a lambda throws becomes the error
/// "function x() failed": no exception crosses the border to C.
///
/// Threads: lambdas are called by the thread that has the connection.

#include <dlfcn.h>

#include <memory>
#include <new>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <tuple>
#include <utility>
#include <vector>

#include "tern/extension/function.h"
#include "tern/extension/table_function.h"
#include "tern/extension/value.h"

/// The body that follows is run for each connection that loads the extension. `extension` is what
/// it adds to.
#define TERN_EXTENSION(extension)                                                    \
  static void tern_extension_body(tern::extension::Extension& extension);            \
  extern "C" [[gnu::visibility("default")]] int sqlite3_extension_init(              \
      sqlite3* db, char** error, const sqlite3_api_routines* routines);              \
  extern "C" int sqlite3_extension_init(sqlite3* db, char** error,                   \
                                        const sqlite3_api_routines* routines) {      \
    return tern::extension::details::load(db, error, routines, tern_extension_body); \
  }                                                                                  \
  static void tern_extension_body(tern::extension::Extension& extension)

namespace tern::extension {

struct FunctionOptions {
  /// Same arguments, same result: may be part of an index, and is called once for constants.
  bool deterministic = false;
  /// Refused in views, triggers, CHECK, DEFAULT, generated columns and indexes.
  bool direct_only = false;
  /// Does no harm and tells no secrets: may be used there with PRAGMA trusted_schema = OFF, too.
  bool innocuous = false;
};

namespace details {

inline int flags_of(FunctionOptions options) {
  return SQLITE_UTF8 | (options.deterministic ? SQLITE_DETERMINISTIC : 0) |
         (options.direct_only ? SQLITE_DIRECTONLY : 0) | (options.innocuous ? SQLITE_INNOCUOUS : 0);
}

}  // namespace details

/// What an extension adds to the connection that loads it. The first addition that fails makes the
/// load fail: what comes after it is left out, what came before it stays.
class Extension {
 public:
  explicit Extension(sqlite3* db) : db_(db) {}
  Extension(const Extension&) = delete;
  Extension& operator=(const Extension&) = delete;

  /// The connection, for all else that sqlite3ext.h offers.
  sqlite3* connection() const { return db_; }
  const Status& status() const { return status_; }
  void add_failure(Error error) {
    if (status_) status_ = std::unexpected(std::move(error));
  }

  template <class F>
  void add_function(std::string_view name, F function, FunctionOptions options = {}) {
    using Made = details::Scalar<F>;
    if (!status_) return;
    const std::string own_name(name);
    auto* const made = new Made{std::move(function), failure_of(name)};
    // What cannot be added is destroyed there, too.
    check(sqlite3_create_function_v2(db_, own_name.c_str(), Made::A::kDeclared,
                                     details::flags_of(options), made, Made::call, nullptr, nullptr,
                                     Made::destroy),
          name);
  }

  /// `step(State&, arguments...)` takes a row in, `inverse`, if it is given, the oldest one out
  /// (and the aggregate may be used as a window function), `final(const State&)` is the result so
  /// far. Each group starts as `start`. `step` may return a Status.
  template <class State, class Step, class Final, class Inverse = std::nullptr_t>
  void add_aggregate(std::string_view name, Step step, Final final, State start = {},
                     Inverse inverse = nullptr, FunctionOptions options = {}) {
    using Made = details::AggregateFunction<State, Step, Final, Inverse>;
    if (!status_) return;
    const std::string own_name(name);
    const int count = details::Arguments<Step, 1>::kDeclared;
    const int flags = details::flags_of(options);
    auto* const made = new Made{std::move(step), std::move(final), std::move(inverse),
                                std::move(start), failure_of(name)};
    if constexpr (std::same_as<Inverse, std::nullptr_t>) {
      check(sqlite3_create_function_v2(db_, own_name.c_str(), count, flags, made, nullptr,
                                       Made::step, Made::finish, Made::destroy),
            name);
    } else {
      check(sqlite3_create_window_function(db_, own_name.c_str(), count, flags, made, Made::step,
                                           Made::finish, Made::value, Made::inverse, Made::destroy),
            name);
    }
  }

  /// `order(std::string_view, std::string_view)` gives <0, 0, >0 as the first text sorts before,
  /// with or after the second, the same for the same texts always: indexes rely on it. It must not
  /// throw: texts are compared by their bytes then.
  template <class F>
  void add_collation(std::string_view name, F order) {
    using Made = details::Collation<F>;
    if (!status_) return;
    const std::string own_name(name);
    auto made = std::make_unique<Made>(std::move(order));
    check(sqlite3_create_collation_v2(db_, own_name.c_str(), SQLITE_UTF8, made.get(), Made::compare,
                                      Made::destroy),
          name);
    if (status_) made.release();  // only then it is theirs
  }

  /// FROM name(arguments): `open(arguments...)` gives a callable for the rows of one call. That
  /// gives a std::optional of the next row: a value, or a std::tuple of them, one for each of
  /// `columns` ("name" or "name TYPE"). Both may give Results. The arguments are hidden columns,
  /// too: argument1, argument2, ...; missing ones are NULL.
  template <class F>
  void add_table_function(std::string_view name, std::vector<std::string> columns, F open) {
    using Made = details::TableFunction<F>;
    if (!status_) return;
    if (columns.size() != Made::column_count()) {
      return add_failure(
          {SQLITE_MISUSE, std::string(name) + ": rows have another number of columns"});
    }
    std::string declaration = "CREATE TABLE x(";
    for (const std::string& column : columns) declaration += column + ", ";
    for (size_t i = 1; i <= Made::A::kCount; ++i) {
      declaration += "argument" + std::to_string(i) + " HIDDEN, ";
    }
    declaration.replace(declaration.size() - 2, 2, ")");
    const std::string own_name(name);
    auto* const made = new Made{std::move(open), std::move(declaration), failure_of(name)};
    check(sqlite3_create_module_v2(db_, own_name.c_str(), Made::module(), made, Made::destroy),
          name);
  }

 private:
  static std::string failure_of(std::string_view name) {
    return "function " + std::string(name) + "() failed";
  }
  void check(int code, std::string_view name) {
    if (code == SQLITE_OK) return;
    const bool is_told = (sqlite3_errcode(db_) & 0xff) == (code & 0xff);
    add_failure({code, std::string(name) + " cannot be added: " +
                           (is_told ? sqlite3_errmsg(db_) : sqlite3_errstr(code))});
  }

  sqlite3* db_;
  Status status_;
};

namespace details {

/// Whoever is told that a load failed unloads the code, which the connection may call by now.
inline void stay_loaded() noexcept {
  Dl_info own;
  if (dladdr(static_cast<const void*>(&sqlite3_api), &own) == 0) return;
  static_cast<void>(dlopen(own.dli_fname, RTLD_LAZY | RTLD_NOLOAD | RTLD_NODELETE));
}

inline int load(sqlite3* db, char** error, const sqlite3_api_routines* routines,
                void (*body)(Extension&)) noexcept {
  sqlite3_api = routines;
  try {
    Extension extension(db);
    body(extension);
    if (extension.status()) return SQLITE_OK;
    stay_loaded();
    const Error& why = extension.status().error();
    if (error && !why.message.empty()) *error = sqlite3_mprintf("%s", why.message.c_str());
    return why.code;
  } catch (const std::bad_alloc&) {
    stay_loaded();
    return SQLITE_NOMEM;
  } catch (...) {
    stay_loaded();
    return SQLITE_ERROR;
  }
}

}  // namespace details
}  // namespace tern::extension
