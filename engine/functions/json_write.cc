#include "engine/functions/json_write.h"

#include <limits>
#include <optional>

#include "engine/base/numeric_text.h"
#include "engine/functions/json_characters.h"
#include "engine/functions/json_string.h"

namespace tern::functions {

using record::ValueView;

void append_json_scalar(std::string& out, JsonKind kind, JsonForm form, std::string_view payload) {
  switch (kind) {
    case JsonKind::Null:
      out += "null";
      break;
    case JsonKind::True:
      out += "true";
      break;
    case JsonKind::False:
      out += "false";
      break;
    case JsonKind::String:
      append_json_string(out, payload, form);
      break;
    default:
      append_json_number(out, payload, kind, form);
  }
}

namespace {

void append_scalar(std::string& out, const JsonDocument& document, const JsonNode& node) {
  append_json_scalar(out, node.kind, node.form, document.payload(node));
}

/// A number as only JSON5 writes it. Hexadecimal ones are 64 bits, as in SQL.
ValueView extended_number(std::string_view payload, JsonKind kind) {
  std::string text;
  if (kind == JsonKind::Integer) {
    const bool is_negative = payload.starts_with('-');
    payload.remove_prefix(payload.find_first_of("xX") + 1);
    while (payload.size() > 1 && payload[0] == '0') payload.remove_prefix(1);
    if (payload.size() > 16) {
      constexpr double kInfinity = std::numeric_limits<double>::infinity();
      return ValueView::real(is_negative ? -kInfinity : kInfinity);
    }
    const uint64_t bits = hex_value64(payload);
    return ValueView::integer(static_cast<int64_t>(is_negative ? 0 - bits : bits));
  }
  append_json_number(text, payload, kind, JsonForm::Extended);
  return ValueView::real(parse_number(text).real);
}

}  // namespace

void append_minified(std::string& out, const JsonDocument& document, uint32_t index) {
  const JsonNode& node = document.node(index);
  if (document.is_minified()) {
    out += document.minified(node);
    return;
  }
  if (!document.is_container(index)) return append_scalar(out, document, node);
  const bool is_object = node.kind == JsonKind::Object;
  out += is_object ? '{' : '[';
  for (uint32_t at = index + 1; at < node.after; at = document.node(at).after) {
    if (at != index + 1) out += ',';
    if (is_object) {
      append_scalar(out, document, document.node(at++));
      out += ':';
    }
    append_minified(out, document, at);
  }
  out += is_object ? '}' : ']';
}

namespace {

class PrettyPrinter {
 public:
  PrettyPrinter(std::string& out, const JsonDocument& document, std::string_view indent)
      : out_(out), document_(document), indent_(indent) {}

  void print(uint32_t index, int depth) {
    const JsonNode& node = document_.node(index);
    const bool is_empty = node.after == index + 1;
    if (!document_.is_container(index) || is_empty) return append_minified(out_, document_, index);
    const bool is_object = node.kind == JsonKind::Object;
    out_ += is_object ? '{' : '[';
    for (uint32_t at = index + 1; at < node.after; at = document_.node(at).after) {
      if (at != index + 1) out_ += ',';
      begin_line(depth + 1);
      if (is_object) {
        append_minified(out_, document_, at++);
        out_ += ": ";
      }
      print(at, depth + 1);
    }
    begin_line(depth);
    out_ += is_object ? '}' : ']';
  }

 private:
  void begin_line(int depth) {
    out_ += '\n';
    for (; depth > 0; --depth) out_ += indent_;
  }

  std::string& out_;
  const JsonDocument& document_;
  std::string_view indent_;
};

}  // namespace

void append_pretty(std::string& out, const JsonDocument& document, uint32_t index,
                   std::string_view indent) {
  PrettyPrinter(out, document, indent).print(index, 0);
}

namespace {

/// An integer of so few digits that it surely fits, as RFC 8259 writes it.
std::optional<int64_t> small_integer(std::string_view payload) {
  constexpr size_t kSizeMax = 18;
  const bool is_negative = payload.starts_with('-');
  const std::string_view digits = payload.substr(is_negative ? 1 : 0);
  if (digits.empty() || digits.size() > kSizeMax) return std::nullopt;
  int64_t value = 0;
  for (const char c : digits) {
    if (!is_digit(c)) return std::nullopt;
    value = value * 10 + (c - '0');
  }
  return is_negative ? -value : value;
}

ValueView number_value(JsonKind kind, JsonForm form, std::string_view payload) {
  if (form == JsonForm::Extended) return extended_number(payload, kind);
  if (kind == JsonKind::Integer) {
    const std::optional<int64_t> small = small_integer(payload);
    if (small) return ValueView::integer(*small);
  }
  const ParsedNumber number = parse_number(payload);
  return number.is_whole_integer() ? ValueView::integer(number.integer)
                                   : ValueView::real(number.real);
}

}  // namespace

ValueView any_json_value(const JsonDocument& document, uint32_t index, std::string& buffer) {
  const JsonNode& node = document.node(index);
  switch (node.kind) {
    case JsonKind::Null:
      return ValueView::null();
    case JsonKind::True:
      return ValueView::integer(1);
    case JsonKind::False:
      return ValueView::integer(0);
    case JsonKind::Integer:
    case JsonKind::Real:
      return number_value(node.kind, node.form, document.payload(node));
    case JsonKind::String:
      buffer.clear();
      append_unescaped(buffer, document.payload(node), node.form);
      return ValueView::text(buffer);
    case JsonKind::Array:
    case JsonKind::Object:
      if (document.is_minified()) {
        return ValueView::text(document.minified(node)).with_subtype(kJsonSubtype);
      }
      buffer.clear();
      append_minified(buffer, document, index);
      return ValueView::text(buffer).with_subtype(kJsonSubtype);
  }
  return ValueView::null();
}

}  // namespace tern::functions
