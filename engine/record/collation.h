#pragma once

#include <string>
#include <string_view>

#include "engine/base/utf16.h"

namespace tern::record {

/// An order of texts. Built-in ones are static objects that live for ever; others belong to a
/// connection (collations.h). Threads: of built-in ones any, of others as the connection.
class Collation {
 public:
  virtual ~Collation() = default;
  virtual std::string_view name() const = 0;
  /// <0, 0, >0 as `a` sorts before, with or after `b`.
  virtual int compare(std::string_view a, std::string_view b) const = 0;
  /// Appends bytes whose memcmp order is the order of texts, whatever stands behind them.
  virtual void append_key(std::string& out, std::string_view text) const = 0;
  /// Something is going to be compared by it: is told while statements are compiled.
  virtual void note_use() const {}
  /// True for BINARY of UTF-8: equal iff the bytes are equal, ordered by memcmp; callers may take
  /// the short way.
  bool is_binary() const { return is_binary_; }

 protected:
  explicit Collation(bool is_binary = false) : is_binary_(is_binary) {}

 private:
  bool is_binary_;
};

/// BINARY as the databases of `encoding` have it: by the bytes that the file holds.
const Collation& binary_collation(TextEncoding encoding = TextEncoding::Utf8);
const Collation& nocase_collation();
const Collation& rtrim_collation();
/// A built-in collation by name (ASCII case ignored), or null.
const Collation* find_collation(std::string_view name, TextEncoding encoding);

}  // namespace tern::record
