#pragma once

#include <span>

#include "engine/functions/function.h"

// The families of built-in functions; each file of functions hands out its table.

namespace tern::functions {

/// What sqlite_compileoption_get() counts up, without SQLITE_.
std::span<const std::string_view> compile_options();

/// One built-in scalar function, as a row of its family's table.
struct ScalarRow {
  const char* name;
  int arguments_min;
  int arguments_max;
  ScalarBody body;
  Determinism determinism = Determinism::Always;
  bool is_direct_only = false;
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

std::span<const ScalarRow> like_functions();
std::span<const ScalarRow> text_functions();
std::span<const ScalarRow> text_code_functions();
std::span<const ScalarRow> value_functions();
std::span<const ScalarRow> connection_functions();
std::span<const ScalarRow> format_functions();
std::span<const ScalarRow> math_functions();
std::span<const ScalarRow> date_functions();
std::span<const ScalarRow> json_functions();
std::span<const ScalarRow> json_edit_functions();
std::span<const ScalarRow> row_image_functions();
std::span<const AggregateRow> plain_aggregates();
std::span<const AggregateRow> json_aggregates();
std::span<const AggregateRow> percentile_aggregates();
std::span<const WindowRow> window_functions();

}  // namespace tern::functions
