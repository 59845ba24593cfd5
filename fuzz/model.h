#pragma once

#include <cstdint>
#include <map>
#include <string>

namespace tern::fuzz {

/// A text that two numbers stand for.
struct ModelText {
  uint32_t seed = 0;
  uint32_t size_bytes = 0;
  std::string text() const;
  bool operator==(const ModelText&) const = default;
};

struct ModelTable {
  std::map<int64_t, ModelText> rows;  // by id
  bool has_index = false;
};

/// What a database of the simulator must hold:
///   meta(id INTEGER PRIMARY KEY, n INT): one row, the number of the transaction that committed
///   last t0 to t3(id INTEGER PRIMARY KEY, v TEXT), those that exist; some with an index on v
/// Number 0: the database is empty.
struct Model {
  int64_t number = 0;
  std::map<std::string, ModelTable> tables;
};

}  // namespace tern::fuzz
