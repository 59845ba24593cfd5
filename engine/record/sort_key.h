#pragma once

#include <string>
#include <string_view>

#include "engine/record/collation.h"
#include "engine/record/value.h"

// Sort keys: values as bytes whose memcmp order is SQL's order, collation and direction included.
// Equal values have equal keys, so that keys serve hash tables too.
//
// One value is a type byte and a body; descending ones have all bits inverted (NULL excepted):
//   NULL     01, or FE where NULLs come last
//   number   10, the nearest double as 8 ordered bytes; from 2^53 on, where integers and doubles
//            part, 2 bytes for what an integer differs from that double
//   text     20, the collated bytes (UTF-16 where the database has that) with 00 written as 00 FF,
//            then 00 00. NOCASE: the bytes up to a NUL, then 00 FF and the length of the text.
//            Collations of the program: a label (text_ranks.h)
//   blob     30, likewise

namespace tern::record {

struct SortKeyPart {
  const Collation* collation = &binary_collation();
  bool descending = false;
  bool nulls_last = false;
};

void append_sort_key(std::string& out, ValueView value, const SortKeyPart& part);

/// Bytes of any length inside a key.
void append_escaped(std::string& out, std::string_view bytes);

}  // namespace tern::record
