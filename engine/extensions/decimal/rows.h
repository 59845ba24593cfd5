#pragma once

#include <span>

#include "engine/functions/function_table.h"

namespace tern::extensions::decimal {

std::span<const functions::ScalarRow> scalar_rows();
std::span<const functions::AggregateRow> aggregate_rows();

}  // namespace tern::extensions::decimal
