#include "engine/functions/function_table.h"

#include "engine/functions/builtins.h"

namespace tern::functions {
namespace {

template <class Row>
void sign(FunctionSignature& signature, const Row& row) {
  signature.name = row.name;
  signature.arguments_min = row.arguments_min;
  signature.arguments_max = row.arguments_max;
}

}  // namespace

void FunctionTable::add(std::span<const ScalarRow> rows) {
  for (const ScalarRow& row : rows) {
    auto function = std::make_unique<ScalarFunction>();
    sign(*function, row);
    function->determinism = row.determinism;
    function->is_direct_only = row.is_direct_only;
    function->reads_blobs = row.reads_blobs;
    function->body = row.body;
    function->batch_body = row.batch_body;
    by_name_.emplace(row.name, FoundFunction{function.get(), nullptr, nullptr});
    scalars_.push_back(std::move(function));
  }
}

void FunctionTable::add(std::span<const AggregateRow> rows) {
  for (const AggregateRow& row : rows) {
    auto function = std::make_unique<AggregateFunction>();
    sign(*function, row);
    function->has_inverse = row.has_inverse;
    function->decides_bare_columns = row.decides_bare_columns;
    function->reads_subtypes = row.reads_subtypes;
    function->construct = row.construct;
    function->create = row.create;
    function->state_size_bytes = row.state_size_bytes;
    by_name_.emplace(row.name, FoundFunction{nullptr, function.get(), nullptr});
    aggregates_.push_back(std::move(function));
  }
}

void FunctionTable::add(std::span<const WindowRow> rows) {
  for (const WindowRow& row : rows) {
    auto function = std::make_unique<WindowFunction>();
    sign(*function, row);
    function->body = row.body;
    function->fixed_frame = row.fixed_frame;
    function->reach = row.reach;
    by_name_.emplace(row.name, FoundFunction{nullptr, nullptr, function.get()});
    windows_.push_back(std::move(function));
  }
}

void add_builtins(FunctionTable& out) {
  for (const auto rows :
       {like_functions(), text_functions(), text_code_functions(), value_functions(),
        connection_functions(), date_functions(), format_functions(), math_functions(),
        json_functions(), json_edit_functions(), row_image_functions()}) {
    out.add(rows);
  }
  for (const auto rows : {plain_aggregates(), json_aggregates(), percentile_aggregates()}) {
    out.add(rows);
  }
  out.add(window_functions());
}

const FunctionTable& builtins() {
  static const struct Builtins : FunctionTable {
    Builtins() { add_builtins(*this); }
  } kBuiltins;
  return kBuiltins;
}

}  // namespace tern::functions
