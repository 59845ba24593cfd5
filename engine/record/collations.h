#pragma once

#include <functional>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "engine/record/collation.h"

namespace tern::record {

class DefinedCollation;

/// The collations of a connection: the built-in ones, those that its program defines, and those
/// that a file's schema names though nobody has defined them. Threads: as the connection.
class Collations {
 public:
  /// <0, 0, >0 as the first text sorts before, with or after the second.
  using Order = std::function<int(std::string_view, std::string_view)>;

  Collations();
  ~Collations();
  Collations(const Collations&) = delete;
  Collations& operator=(const Collations&) = delete;

  /// By name (ASCII case ignored); null if it is not defined. Lifetime: as this object.
  const Collation* find(std::string_view name, TextEncoding encoding) const;
  /// What a schema means by `name`. Comparing by one that is not defined is a failure
  /// (take_failure), and goes by the bytes.
  const Collation& stored(std::string_view name, TextEncoding encoding);
  /// Defines one, or defines it anew; a built-in one of that name is hidden. An empty `order`: it
  /// is defined no longer. Schemas that were read before have to be read again.
  void define(std::string_view name, Order order);
  /// The names of those that the program defines.
  std::vector<std::string> names() const;

  /// What went wrong with comparing since this was asked last, for the statement that did it: "no
  /// such collation sequence: x", or what the program defined threw. "": nothing.
  bool has_failed() const { return !failure_.empty(); }
  std::string take_failure() { return std::exchange(failure_, {}); }
  /// Sort keys made so far will not be compared with later ones.
  void forget_keys();

 private:
  friend class DefinedCollation;

  DefinedCollation& place(std::string_view name);

  std::map<std::string, std::unique_ptr<DefinedCollation>> own_;  // by name in lower case
  std::string failure_;
};

}  // namespace tern::record
