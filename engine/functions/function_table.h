#pragma once

#include <map>
#include <memory>
#include <new>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "engine/functions/function.h"

// Functions that many connections share: rows, which the files of functions write down as
// constants, and the table that is made of them.

namespace tern::functions {

/// One scalar function, as a row of its family's table.
struct ScalarRow {
  const char* name;
  int arguments_min;
  int arguments_max;
  ScalarBody body;
  Determinism determinism = Determinism::Always;
  bool is_direct_only = false;
  bool reads_blobs = true;
  BatchBody batch_body = nullptr;
};

struct AggregateRow {
  const char* name;
  int arguments_min;
  int arguments_max;
  AggregateState* (*construct)(void* memory, const void* user_data);
  std::unique_ptr<AggregateState> (*create)(const void* user_data);
  size_t state_size_bytes;
  bool has_inverse;
  bool decides_bare_columns = false;
  bool reads_subtypes = false;
};

struct WindowRow {
  const char* name;
  int arguments_min;
  int arguments_max;
  WindowBody body;
  FixedFrame fixed_frame;
  WindowReach reach;
};

/// The row of an aggregate whose state is a T.
template <class T>
constexpr AggregateRow aggregate_row(const char* name, int arguments_min, int arguments_max,
                                     bool has_inverse) {
  return {name,
          arguments_min,
          arguments_max,
          [](void* memory, const void*) -> AggregateState* { return new (memory) T; },
          [](const void*) -> std::unique_ptr<AggregateState> { return std::make_unique<T>(); },
          sizeof(T),
          has_inverse};
}

/// Exactly one of the three is set. Lifetime: as the table that it was found in.
struct FoundFunction {
  const ScalarFunction* scalar = nullptr;
  const AggregateFunction* aggregate = nullptr;
  const WindowFunction* window = nullptr;

  const FunctionSignature& signature() const {
    if (scalar) return *scalar;
    if (aggregate) return *aggregate;
    return *window;
  }
};

/// Functions by name. Threads: any, once it is filled.
class FunctionTable {
 public:
  using ByName = std::multimap<std::string, FoundFunction, std::less<>>;

  FunctionTable() = default;
  FunctionTable(const FunctionTable&) = delete;
  FunctionTable& operator=(const FunctionTable&) = delete;

  void add(std::span<const ScalarRow> rows);
  void add(std::span<const AggregateRow> rows);
  void add(std::span<const WindowRow> rows);
  const ByName& by_name() const { return by_name_; }

 private:
  std::vector<std::unique_ptr<ScalarFunction>> scalars_;
  std::vector<std::unique_ptr<AggregateFunction>> aggregates_;
  std::vector<std::unique_ptr<WindowFunction>> windows_;
  ByName by_name_;
};

/// Adds the built-in functions to `out`.
void add_builtins(FunctionTable& out);
/// Those alone.
const FunctionTable& builtins();

}  // namespace tern::functions
