#include "engine/functions/json_value.h"

#include "engine/base/numeric_text.h"
#include "engine/functions/json_tree.h"

namespace tern::functions {

using record::ValueView;

ValueView json_value(const JsonText& json, uint32_t index, std::string& buffer) {
  const JsonNode& node = json.node(index);
  const std::string_view raw = json.raw(node);
  switch (node.kind) {
    case JsonKind::Null:
      return ValueView::null();
    case JsonKind::True:
      return ValueView::integer(1);
    case JsonKind::False:
      return ValueView::integer(0);
    case JsonKind::Integer:
    case JsonKind::Real: {
      const ParsedNumber number = parse_number(raw);
      return number.is_whole_integer() ? ValueView::integer(number.integer)
                                       : ValueView::real(number.real);
    }
    case JsonKind::String:
      if (!node.has_escapes) return ValueView::text(raw.substr(1, raw.size() - 2));
      buffer.clear();
      append_unescaped(buffer, raw);
      return ValueView::text(buffer);
    case JsonKind::Array:
    case JsonKind::Object:
      buffer.clear();
      json.append_minified(buffer, index);
      return ValueView::text(buffer).with_subtype(kJsonSubtype);
  }
  return ValueView::null();
}

}  // namespace tern::functions
