#pragma once

#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "engine/functions/registry.h"
#include "engine/sqlite3/callbacks/callbacks.h"

namespace tern::abi {

struct FunctionOverload;

/// A function as a program has registered it. None of the pointers is set: it was deleted, and goes
/// on hiding what is behind it.
struct UserFunction {
  using Body = void (*)(sqlite3_context*, int, sqlite3_value**);
  using End = void (*)(sqlite3_context*);

  sqlite3* db = nullptr;
  std::string name = {};
  int argument_count = 0;  // -1: any
  int encoding = SQLITE_UTF8;
  int flags = 0;  // SQLITE_DETERMINISTIC and the like
  void* user_data = nullptr;
  std::shared_ptr<OwnedData> owner = nullptr;  // shared by what one registration makes
  Body scalar = nullptr;
  Body step = nullptr;
  End final = nullptr;
  End value = nullptr;
  Body inverse = nullptr;

  bool is_deleted() const { return !scalar && !final; }
};

/// Functions of one name and argument count, for several encodings. What the engine knows points
/// here, so that a function can take another's place without it.
struct FunctionOverload {
  sqlite3* db = nullptr;
  int argument_count = 0;
  std::vector<std::shared_ptr<const UserFunction>> functions;  // the newest first

  /// As the engine has it.
  enum class Published : uint8_t { Not, Hiding, Scalar, Aggregate, Window };
  Published published = Published::Not;
  int published_flags = 0;
  std::string error;  // Hiding

  /// The one for the encoding of the database. Requires: there is one.
  const UserFunction& chosen() const { return functions.size() == 1 ? *functions.front() : best(); }
  const UserFunction& best() const;
};

/// What the engine calls for `overload`, by a name in lower case. Requires: it is published, as a
/// scalar function or hiding.
functions::ScalarFunction scalar_for_engine(const std::shared_ptr<FunctionOverload>& overload,
                                            const std::string& name);

/// The functions of a connection that its program has registered.
class FunctionSet {
 public:
  explicit FunctionSet(sqlite3* db) : db_(db) {}
  ~FunctionSet();
  FunctionSet(const FunctionSet&) = delete;
  FunctionSet& operator=(const FunctionSet&) = delete;

  /// Adds `function`, or puts it in the place of another. Errors: Busy.
  Status add(UserFunction function);
  /// Is there one, or a built-in one, for exactly this count?
  bool has(std::string_view name, int argument_count, int encoding) const;

 private:
  using Overloads = std::vector<std::shared_ptr<FunctionOverload>>;

  static bool is_builtin(std::string_view name, int argument_count);
  static bool is_hiding(const Overloads& overloads, const FunctionOverload& overload,
                        std::string_view name);
  void publish(const Overloads& overloads, const std::shared_ptr<FunctionOverload>& overload,
               const std::string& name, bool& replaces);

  sqlite3* db_;
  std::map<std::string, Overloads, std::less<>> by_name_;  // in lower case
};

/// Takes away what SQLite leaves to programs, though the engine has it: REGEXP.
void hide_extras(functions::Registry& registry);
/// The functions of `db`, made when the first is added.
FunctionSet& functions_of(sqlite3* db);

}  // namespace tern::abi
