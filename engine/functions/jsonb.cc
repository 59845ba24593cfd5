#include "engine/functions/jsonb.h"

#include <algorithm>

#include "engine/functions/json_characters.h"
#include "engine/functions/json_parser.h"
#include "engine/functions/json_string.h"

namespace tern::functions {

namespace {

constexpr size_t kInlineSizeMax = 11;

void append_header(std::string& out, JsonbType type, size_t size) {
  const auto low = static_cast<unsigned>(type);
  const auto put = [&out](size_t byte) { out += static_cast<char>(byte & 0xFF); };
  if (size <= kInlineSizeMax) return put(size << 4 | low);
  const int bytes = size <= 0xFF ? 1 : size <= 0xFFFF ? 2 : 4;
  put((bytes == 1 ? 0xC0U : bytes == 2 ? 0xD0U : 0xE0U) | low);
  for (int i = bytes; i-- > 0;) put(size >> (8 * i));
}

JsonbType type_of(JsonKind kind, JsonForm form) {
  const bool is_extended = form == JsonForm::Extended;
  switch (kind) {
    case JsonKind::Null:
      return JsonbType::Null;
    case JsonKind::True:
      return JsonbType::True;
    case JsonKind::False:
      return JsonbType::False;
    case JsonKind::Integer:
      return is_extended ? JsonbType::Int5 : JsonbType::Int;
    case JsonKind::Real:
      return is_extended ? JsonbType::Float5 : JsonbType::Float;
    case JsonKind::String:
      return form == JsonForm::Plain     ? JsonbType::Text
             : form == JsonForm::Escaped ? JsonbType::TextJ
             : is_extended               ? JsonbType::Text5
                                         : JsonbType::TextRaw;
    case JsonKind::Array:
      return JsonbType::Array;
    case JsonKind::Object:
      return JsonbType::Object;
  }
  return JsonbType::Null;
}

}  // namespace

bool JsonbReader::read() {
  nodes_.clear();
  return bytes_.size() <= UINT32_MAX && read_element(bytes_.size(), 0, false) &&
         at_ == bytes_.size();
}

bool read_jsonb_header(std::string_view bytes, size_t at, size_t end, JsonbHeader& out) {
  if (at >= end) return false;
  const auto first = static_cast<unsigned char>(bytes[at]);
  const unsigned low = first & 15;
  if (low > static_cast<unsigned>(JsonbType::Object)) return false;
  uint64_t size = first >> 4;
  size_t more = 0;
  if (size > kInlineSizeMax) {
    more = size_t{1} << (size - 12);
    if (end - at - 1 < more) return false;
    size = 0;
    for (size_t i = 1; i <= more; ++i) {
      size = size << 8 | static_cast<unsigned char>(bytes[at + i]);
    }
  }
  out.type = static_cast<JsonbType>(low);
  out.begin = at + 1 + more;
  if (size > end - out.begin) return false;
  out.end = out.begin + static_cast<size_t>(size);
  return true;
}

bool JsonbReader::add(JsonKind kind, JsonForm form, const Header& header) {
  const auto index = static_cast<uint32_t>(nodes_.size());
  nodes_.push_back({kind, form, false, static_cast<uint32_t>(header.begin),
                    static_cast<uint32_t>(header.end - header.begin), index + 1});
  at_ = header.end;
  return true;
}

bool JsonbReader::read_element(size_t end, int depth, bool is_label) {
  Header header{};
  if (!read_jsonb_header(bytes_, at_, end, header)) return false;
  const bool is_text = header.type >= JsonbType::Text && header.type <= JsonbType::TextRaw;
  if (is_label && !is_text) return false;
  switch (header.type) {
    case JsonbType::Null:
    case JsonbType::True:
    case JsonbType::False:
      if (header.begin != header.end) return false;
      return add(static_cast<JsonKind>(header.type), JsonForm::Plain, header);
    case JsonbType::Int:
    case JsonbType::Int5:
    case JsonbType::Float:
    case JsonbType::Float5:
      return read_number(header);
    case JsonbType::Array:
    case JsonbType::Object:
      return read_container(header, depth + 1);
    default:
      return read_string(header);
  }
}

bool JsonbReader::read_container(const Header& header, int depth) {
  if (depth > JsonDocument::kDepthMax) return false;
  const bool is_object = header.type == JsonbType::Object;
  const size_t self = nodes_.size();
  add(is_object ? JsonKind::Object : JsonKind::Array, JsonForm::Plain, header);
  at_ = header.begin;
  bool is_label = is_object;
  while (at_ < header.end) {
    if (!read_element(header.end, depth, is_label)) return false;
    if (is_label) nodes_.back().is_label = true;
    is_label = is_object && !is_label;
  }
  if (is_object && !is_label) return false;
  nodes_[self].after = static_cast<uint32_t>(nodes_.size());
  return true;
}

bool JsonbReader::read_number(const Header& header) {
  const bool is_real = header.type >= JsonbType::Float;
  const bool may_be_extended = header.type == JsonbType::Int5 || header.type == JsonbType::Float5;
  const std::string_view text = bytes_.substr(0, header.end);
  if (header.begin == header.end) return false;
  const char first = text[header.begin];
  if (!is_digit(first) && first != '-' && first != '.' && first != '+') return false;
  const JsonScalar number = scan_json_number(text, header.begin);
  if (number.is_error() || number.after != header.end) return false;
  if ((number.kind == JsonKind::Real) != is_real) return false;
  if (number.needs_json5 && !may_be_extended) return false;
  return add(number.kind, may_be_extended ? JsonForm::Extended : JsonForm::Plain, header);
}

bool JsonbReader::read_string(const Header& header) {
  constexpr JsonForm kForms[] = {JsonForm::Plain, JsonForm::Escaped, JsonForm::Extended,
                                 JsonForm::Raw};
  const JsonForm form =
      kForms[static_cast<size_t>(header.type) - static_cast<size_t>(JsonbType::Text)];
  if (form != JsonForm::Raw && !is_json_payload(bytes_.substr(0, header.end), header.begin, form)) {
    return false;
  }
  return add(JsonKind::String, form, header);
}

bool looks_like_jsonb(std::string_view bytes) {
  JsonbHeader header{};
  if (!read_jsonb_header(bytes, 0, bytes.size(), header)) return false;
  const bool is_word = header.type <= JsonbType::False;
  return header.end == bytes.size() && (!is_word || header.begin == header.end);
}

void append_jsonb(std::string& out, JsonKind kind, JsonForm form, std::string_view payload) {
  if (kind < JsonKind::Integer) return append_header(out, type_of(kind, form), 0);
  if (kind == JsonKind::Real && form == JsonForm::Extended) {
    const std::string_view spelled = spelled_number(payload);
    if (spelled.data() != payload.data()) {
      form = JsonForm::Plain;
      payload = spelled;
    }
  }
  append_header(out, type_of(kind, form), payload.size());
  out += payload;
}

JsonbContainer::JsonbContainer(std::string& out, JsonKind kind) : out_(out), begin_(out.size()) {
  append_header(out, type_of(kind, JsonForm::Plain), 0);
}

void JsonbContainer::end() {
  const size_t size = out_.size() - begin_ - 1;
  const auto type = static_cast<JsonbType>(out_[begin_] & 15);
  std::string header;
  append_header(header, type, size);
  out_.replace(begin_, 1, header);
}

void append_jsonb(std::string& out, const JsonDocument& document, uint32_t index) {
  const JsonNode& node = document.node(index);
  if (!document.is_container(index)) {
    return append_jsonb(out, node.kind, node.form, document.payload(node));
  }
  JsonbContainer container(out, node.kind);
  for (uint32_t at = index + 1; at < node.after; at = document.node(at).after) {
    append_jsonb(out, document, at);
  }
  container.end();
}

}  // namespace tern::functions
