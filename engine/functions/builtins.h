#pragma once

#include <span>

#include "engine/functions/function_table.h"

// The families of built-in functions; each file of functions hands out its table.

namespace tern::functions {

/// What sqlite_compileoption_get() counts up, without SQLITE_.
std::span<const std::string_view> compile_options();

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
