#include <algorithm>
#include <charconv>
#include <optional>

#include "engine/functions/builtins.h"
#include "engine/functions/json_call.h"
#include "engine/functions/json_path.h"
#include "engine/functions/json_string.h"
#include "engine/functions/json_tree.h"
#include "engine/functions/jsonb.h"
#include "engine/functions/numeric.h"
#include "engine/record/affinity.h"

// JSON functions that make or ask JSON.
// Source: SQLite documentation, "JSON Functions And Operators".

namespace tern::functions {
namespace {

using record::ValueView;

/// A node as an SQL value; arrays and objects as JSON.
template <JsonOutput Output>
Result<ValueView> sql_value(Call& call, const JsonDocument& json, uint32_t index) {
  if (json.is_container(index)) return json_node_result<Output>(call, json, index);
  return json_value(json, index, call.buffer());
}

template <JsonOutput Output>
Result<ValueView> call_json(Call& call, Arguments a) {
  if (a[0].is_null()) return ValueView::null();
  const JsonDocument* json = parse_json(call, a[0]);
  if (!json) return malformed_json();
  return json_node_result<Output>(call, *json, 0);
}

/// What json_valid() may be asked for; bits.
enum ValidFlag : int64_t { kRfc8259 = 1, kJson5 = 2, kLooksLikeJsonb = 4, kIsJsonb = 8 };

Result<ValueView> call_json_valid(Call& call, Arguments a) {
  int64_t flags = kRfc8259;
  if (a.size() == 2) {
    if (a[1].is_null()) return ValueView::null();
    flags = integer_argument(call, a[1]);
    if (flags < 1 || flags > 15) {
      return fail(ErrorCode::Error, "FLAGS parameter to json_valid() must be between 1 and 15");
    }
    if (a[0].is_null()) return ValueView::null();
  }
  if (a[0].is_null()) return ValueView::boolean(false);
  if (a[0].is_blob() && looks_like_jsonb(as_text(a[0].as_bytes()))) {
    if (flags & kLooksLikeJsonb) return ValueView::boolean(true);
    JsonDocument document;
    if (document.parse_jsonb(a[0].as_bytes())) return ValueView::boolean((flags & kIsJsonb) != 0);
  }
  if ((flags & (kRfc8259 | kJson5)) == 0) return ValueView::boolean(false);
  const JsonDocument* json = parse_json(call, a[0]);
  return ValueView::boolean(json && ((flags & kJson5) != 0 || json->is_rfc8259()));
}

/// Where the first error is, in characters from 1; of JSONB in bytes. 0: there is none.
Result<ValueView> call_json_error_position(Call& call, Arguments a) {
  if (a[0].is_null()) return ValueView::null();
  JsonDocument document;
  if (a[0].is_blob() && looks_like_jsonb(as_text(a[0].as_bytes()))) {
    if (document.parse_jsonb(a[0].as_bytes())) return ValueView::integer(0);
    return ValueView::integer(static_cast<int64_t>(document.error_offset()) + 1);
  }
  const std::string_view text = call.text(a[0], 0);
  if (document.parse_text(text)) return ValueView::integer(0);
  const std::string_view before = text.substr(0, document.error_offset());
  return ValueView::integer(1 + std::ranges::count_if(before, [](char c) {
                              return (static_cast<unsigned char>(c) & 0xC0) != 0x80;
                            }));
}

Result<ValueView> call_json_pretty(Call& call, Arguments a) {
  if (a[0].is_null()) return ValueView::null();
  const JsonDocument* json = parse_json(call, a[0]);
  if (!json) return malformed_json();
  const bool has_indent = a.size() == 2 && !a[1].is_null();
  const std::string_view indent = has_indent ? call.text(a[1], 1) : "    ";
  append_pretty(call.buffer(), *json, 0, indent);
  return json_result<JsonOutput::Text>(call);
}

Result<ValueView> call_json_quote(Call& call, Arguments a) {
  TRY(append_json_value(call.buffer(), a[0]));
  return json_result<JsonOutput::Text>(call);
}

constexpr size_t kIntegerSize = 20;  // the longest one's

/// How many bytes a value takes as JSON at the most; 0: it is one of those that are rare, or have
/// to be looked at to be written.
size_t plain_size(const ValueView& value) {
  if (value.is_text()) {
    if (value.subtype() == kJsonSubtype || !needs_no_escapes(value.as_text())) return 0;
    return value.as_text().size() + 2;
  }
  return value.is_integer() || value.is_null() ? kIntegerSize : 0;
}

/// Requires: plain_size() is not 0, and there is as much room.
char* write_plain(char* out, const ValueView& value) {
  if (value.is_text()) return write_quoted(out, value.as_text());
  if (value.is_null()) return std::ranges::copy(std::string_view("null"), out).out;
  return std::to_chars(out, out + kIntegerSize, value.as_integer()).ptr;
}

/// What stands behind value `index` but the last one.
template <JsonKind Kind>
constexpr char sign_behind(size_t index) {
  return Kind == JsonKind::Object && index % 2 == 0 ? ':' : ',';
}

/// Appends an array of `values` or an object of labels and values, all at once. False: one of them
/// is not plain.
template <JsonKind Kind>
bool append_plain(std::string& out, Arguments values) {
  size_t size = 2;
  for (const ValueView& value : values) {
    const size_t of_value = plain_size(value);
    if (of_value == 0) return false;
    size += of_value + 1;
  }
  const size_t begin = out.size();
  out.resize_and_overwrite(begin + size, [&](char* text, size_t) {
    char* at = text + begin;
    *at++ = Kind == JsonKind::Object ? '{' : '[';
    for (size_t i = 0; i < values.size(); ++i) {
      at = write_plain(at, values[i]);
      *at++ = sign_behind<Kind>(i);
    }
    if (!values.empty()) --at;
    *at++ = Kind == JsonKind::Object ? '}' : ']';
    return static_cast<size_t>(at - text);
  });
  return true;
}

template <JsonOutput Output>
Result<ValueView> call_json_array(Call& call, Arguments a) {
  std::string& out = call.buffer();
  if (append_plain<JsonKind::Array>(out, a)) return json_text_result<Output>(call);
  out += '[';
  for (size_t i = 0; i < a.size(); ++i) {
    if (i > 0) out += ',';
    TRY(append_json_value(out, a[i]));
  }
  out += ']';
  return json_text_result<Output>(call);
}

template <JsonOutput Output>
Result<ValueView> call_json_object(Call& call, Arguments a) {
  if (a.size() % 2 != 0) {
    return fail(ErrorCode::Error, "json_object() requires an even number of arguments");
  }
  for (size_t i = 0; i < a.size(); i += 2) {
    if (!a[i].is_text()) return fail(ErrorCode::Error, "json_object() labels must be TEXT");
  }
  std::string& out = call.buffer();
  if (append_plain<JsonKind::Object>(out, a)) return json_text_result<Output>(call);
  out += '{';
  for (size_t i = 0; i < a.size(); i += 2) {
    if (i > 0) out += ',';
    append_json_string(out, a[i].as_text());
    out += ':';
    TRY(append_json_value(out, a[i + 1]));
  }
  out += '}';
  return json_text_result<Output>(call);
}

/// The node that argument 1 leads to (the root without one); no value if there is none or if
/// an argument is NULL.
struct Place {
  const JsonDocument* json;
  uint32_t node;
};
Result<std::optional<Place>> place_of(Call& call, Arguments a) {
  if (a[0].is_null()) return std::nullopt;
  const JsonDocument* json = parse_json(call, a[0]);
  if (!json) return malformed_json();
  if (a.size() == 1) return Place{json, 0};
  if (a[1].is_null()) return std::nullopt;
  const std::optional<uint32_t> node = TRY(find_kept_json(call, call.text(a[1], 1)));
  if (!node) return std::nullopt;
  return Place{json, *node};
}

Result<ValueView> call_json_array_length(Call& call, Arguments a) {
  const std::optional<Place> place = TRY(place_of(call, a));
  if (!place) return ValueView::null();
  return ValueView::integer(place->json->array_size(place->node));
}

Result<ValueView> call_json_type(Call& call, Arguments a) {
  constexpr std::string_view kNames[] = {"null", "true", "false", "integer",
                                         "real", "text", "array", "object"};
  const std::optional<Place> place = TRY(place_of(call, a));
  if (!place) return ValueView::null();
  return ValueView::text(kNames[static_cast<size_t>(place->json->node(place->node).kind)]);
}

/// Several paths: an array of what they lead to.
template <JsonOutput Output>
Result<ValueView> extract_many(Call& call, const JsonDocument& json, Arguments paths) {
  std::vector<std::optional<uint32_t>> nodes;
  for (const ValueView& path : paths) {
    nodes.emplace_back();
    if (!path.is_null()) nodes.back() = TRY(find_json(json, call.text(path, 1)));
  }
  std::string& out = call.buffer();
  if constexpr (Output == JsonOutput::Jsonb) {
    JsonbContainer array(out, JsonKind::Array);
    for (const std::optional<uint32_t> node : nodes) {
      if (node) {
        append_jsonb(out, json, *node);
      } else {
        append_jsonb(out, JsonKind::Null, JsonForm::Plain, {});
      }
    }
    array.end();
  } else {
    for (const std::optional<uint32_t> node : nodes) {
      out += out.empty() ? '[' : ',';
      if (node) {
        append_minified(out, json, *node);
      } else {
        out += "null";
      }
    }
    out += ']';
  }
  return json_result<Output>(call);
}

template <JsonOutput Output>
Result<ValueView> call_json_extract(Call& call, Arguments a) {
  if (a.size() < 2) return ValueView::null();
  if (a.size() == 2) {
    const std::optional<Place> place = TRY(place_of(call, a));
    if (!place) return ValueView::null();
    return sql_value<Output>(call, *place->json, place->node);
  }
  if (a[0].is_null()) return ValueView::null();
  const JsonDocument* json = parse_json(call, a[0]);
  if (!json) return malformed_json();
  return extract_many<Output>(call, *json, a.subspan(1));
}

template <bool AsSqlValue>
Result<ValueView> call_arrow(Call& call, Arguments a) {
  if (a[0].is_null()) return ValueView::null();
  const JsonDocument* json = parse_json(call, a[0]);
  if (!json) return malformed_json();
  if (a[1].is_null()) return ValueView::null();
  const std::optional<uint32_t> node = TRY(find_behind_arrow(call, a[1]));
  if (!node) return ValueView::null();
  if (!AsSqlValue) return json_node_result<JsonOutput::Text>(call, *json, *node);
  const ValueView value = TRY(sql_value<JsonOutput::Text>(call, *json, *node));
  return value.with_subtype(0);
}

constexpr ScalarRow kJsonFunctions[] = {
    {"->", 2, 2, call_arrow<false>},
    {"->>", 2, 2, call_arrow<true>},
    {"json", 1, 1, call_json<JsonOutput::Text>},
    {"json_array", 0, kArgumentsMax, call_json_array<JsonOutput::Text>},
    {"json_array_length", 1, 2, call_json_array_length},
    {"json_error_position", 1, 1, call_json_error_position},
    {"json_extract", 0, kArgumentsMax, call_json_extract<JsonOutput::Text>},
    {"json_object", 0, kArgumentsMax, call_json_object<JsonOutput::Text>},
    {"json_pretty", 1, 2, call_json_pretty},
    {"json_quote", 1, 1, call_json_quote},
    {"json_type", 1, 2, call_json_type},
    {"json_valid", 1, 2, call_json_valid},
    {"jsonb", 1, 1, call_json<JsonOutput::Jsonb>},
    {"jsonb_array", 0, kArgumentsMax, call_json_array<JsonOutput::Jsonb>},
    {"jsonb_extract", 0, kArgumentsMax, call_json_extract<JsonOutput::Jsonb>},
    {"jsonb_object", 0, kArgumentsMax, call_json_object<JsonOutput::Jsonb>},
};

}  // namespace

std::span<const ScalarRow> json_functions() { return kJsonFunctions; }

}  // namespace tern::functions
