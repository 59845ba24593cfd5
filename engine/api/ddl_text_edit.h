#pragma once

#include <map>
#include <string>
#include <string_view>

#include "engine/sql/ast.h"

namespace tern::api {

/// Replaces names in a text of SQL where they stand, all else stays as it was written.
class TextEdit {
 public:
  /// Lifetime: `sql` outlives this.
  explicit TextEdit(std::string_view sql) : sql_(sql) {}

  /// The name's token becomes `plain`, or `quoted` where the old one had quotes or the new one
  /// cannot do without.
  void rename(const sql::Name& name, std::string_view replacement, bool always_quote);
  bool is_empty() const { return edits_.empty(); }
  std::string apply() const;

 private:
  struct Replacement {
    size_t end;
    std::string text;
  };
  std::string_view sql_;
  std::map<size_t, Replacement> edits_;  // by where they begin
};

}  // namespace tern::api
