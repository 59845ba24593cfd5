#pragma once

#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "engine/sqlite3/callbacks/callbacks.h"

namespace tern::abi {

/// A collation as a program has registered it.
struct UserCollation {
  using Compare = int (*)(void*, int, const void*, int, const void*);

  UserCollation(int its_encoding, Compare body, void* user_data, void (*destructor)(void*))
      : encoding(its_encoding), compare(body), data(user_data, destructor) {}

  int encoding;
  Compare compare;  // null: it was deleted
  OwnedData data;
};

/// Collations of one name, for several encodings.
class CollationOverloads {
 public:
  explicit CollationOverloads(sqlite3* db) : db_(db) {}
  int compare(std::string_view left, std::string_view right);
  /// Null: none is left.
  const UserCollation* chosen() const;

  std::vector<std::unique_ptr<UserCollation>> collations;
  bool is_published = false;  // the engine knows it

 private:
  int compare_wide(const UserCollation& collation, std::string_view left, std::string_view right);

  sqlite3* db_;
  std::string left_;
  std::string right_;
};

/// The collations of a connection that its program has registered, and whom to ask for others.
class CollationSet {
 public:
  explicit CollationSet(sqlite3* db) : db_(db) {}
  ~CollationSet();
  CollationSet(const CollationSet&) = delete;
  CollationSet& operator=(const CollationSet&) = delete;

  /// Adds one, or puts it in the place of another. Errors: Busy; unlike a function, one that is
  /// refused stays the program's.
  Status add(std::string_view name, std::unique_ptr<UserCollation> collation);
  /// Asks the program for `name`. True: it has registered it.
  bool ask_for(std::string_view name);

  Callback<void(void*, sqlite3*, int, const char*)> needed;
  Callback<void(void*, sqlite3*, int, const void*)> needed16;

 private:
  Status publish(const std::string& name, const std::shared_ptr<CollationOverloads>& overloads);

  sqlite3* db_;
  std::map<std::string, std::shared_ptr<CollationOverloads>, std::less<>> by_name_;  // lower case
};

/// The collations of `db`, made when the first is added.
CollationSet& collations_of(sqlite3* db);

}  // namespace tern::abi
