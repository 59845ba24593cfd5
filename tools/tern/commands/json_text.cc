#include "tools/tern/commands/json_text.h"

#include <charconv>
#include <cmath>

#include "tools/tern/literals.h"

namespace tern::shell {

std::string shortest_real(double value) {
  char digits[40];
  const auto end = std::to_chars(digits, digits + sizeof digits, value).ptr;
  std::string text(digits, end);
  // A real stays one where it is read back.
  if (text.find_first_of(".en") == std::string::npos) text += ".0";
  return text;
}

void append_json_value(std::string& out, record::ValueView value) {
  switch (value.type()) {
    case record::ValueType::Null:
      out += "null";
      break;
    case record::ValueType::Integer:
      out += std::to_string(value.as_integer());
      break;
    case record::ValueType::Real:
      append_real_literal(out, value.as_real(), &shortest_real);
      break;
    case record::ValueType::Text:
      append_json_string(out, value.as_text());
      break;
    case record::ValueType::Blob: {
      std::string literal;
      append_blob_literal(literal, value.as_bytes());  // X'..'
      out += "{\"hex\":\"" + literal.substr(2, literal.size() - 3) + "\"}";
      break;
    }
  }
}

void JsonObject::add_name(std::string_view name) {
  if (text_.size() > 1) text_ += ',';
  append_json_string(text_, name);
  text_ += ':';
}

JsonObject& JsonObject::add(std::string_view name, std::string_view value) {
  add_name(name);
  append_json_string(text_, value);
  return *this;
}

JsonObject& JsonObject::add(std::string_view name, record::ValueView value) {
  add_name(name);
  append_json_value(text_, value);
  return *this;
}

JsonObject& JsonObject::add_json(std::string_view name, std::string_view json) {
  add_name(name);
  text_ += json;
  return *this;
}

}  // namespace tern::shell
