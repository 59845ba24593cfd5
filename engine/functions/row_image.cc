#include "engine/record/row_image.h"

#include <cmath>

#include "engine/base/hex.h"
#include "engine/base/numeric_text.h"
#include "engine/functions/builtins.h"
#include "engine/functions/json_call.h"
#include "engine/functions/json_string.h"

// Images of rows, as change data capture writes them, as JSON.

namespace tern::functions {
namespace {

using record::NamedValue;
using record::ValueType;
using record::ValueView;

void append_value(std::string& out, ValueView value) {
  switch (value.type()) {
    case ValueType::Null:
      out += "null";
      break;
    case ValueType::Integer:
      append_integer(out, value.as_integer());
      break;
    case ValueType::Real:
      if (std::isinf(value.as_real())) {
        out += value.as_real() < 0 ? "-9.0e+999" : "9.0e+999";
      } else {
        if (std::signbit(value.as_real())) out += '-';
        append_real(out, value.as_real(), {.precision = 17, .more_digits = true});
      }
      break;
    case ValueType::Text:
      append_json_string(out, value.as_text());
      break;
    case ValueType::Blob:
      out += "{\"blob\":\"";  // JSON has no bytes
      append_hex(out, value.as_bytes());
      out += "\"}";
      break;
  }
}

Result<ValueView> call_image_json(Call& call, Arguments a) {
  if (a[0].is_null()) return ValueView::null();
  if (!a[0].is_blob()) return fail(ErrorCode::Error, "malformed row image");
  std::string& out = call.buffer();
  out.clear();
  out += '{';
  TRY(record::each_of_row_image(a[0].as_bytes(), [&](const NamedValue& column) -> Status {
    if (out.size() > 1) out += ',';
    append_json_string(out, column.name);
    out += ':';
    append_value(out, column.value);
    return ok();
  }));
  out += '}';
  const ValueView text = TRY(call.text_result());
  return text.with_subtype(kJsonSubtype);
}

}  // namespace

std::span<const ScalarRow> row_image_functions() {
  static constexpr ScalarRow kRows[] = {{"tern_image_json", 1, 1, call_image_json}};
  return kRows;
}

}  // namespace tern::functions
