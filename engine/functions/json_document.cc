#include "engine/functions/json_document.h"

#include <algorithm>
#include <cstring>

#include "engine/functions/json_parser.h"
#include "engine/functions/json_quote_marks.h"
#include "engine/functions/jsonb.h"
#include "engine/functions/plain_json_parser.h"
#include "engine/functions/until_nul.h"

namespace tern::functions {

void JsonDocument::keep(std::string_view source) {
  constexpr size_t kPadding = JsonQuoteMarks::kBlock;
  const size_t size = source.size() + kPadding;
  if (bytes_.size() < size) bytes_.resize(size);
  if (!source.empty()) std::memcpy(bytes_.data(), source.data(), source.size());
  std::memset(bytes_.data() + source.size(), 0, kPadding);
  source_ = {bytes_.data(), source.size()};
}

bool JsonDocument::parse_text(std::string_view text) {
  keep(text);
  is_rfc8259_ = parse_plain_json(source_, nodes_, is_minified_);
  if (is_rfc8259_) return true;
  const std::string_view cut = until_nul(text);
  return cut.size() < text.size() ? parse_text(cut) : parse_any_text();
}

bool JsonDocument::parse_any_text() {
  is_minified_ = false;
  JsonParser parser(source_, nodes_);
  const bool is_good = parser.parse();
  is_rfc8259_ = !parser.needs_json5();
  error_offset_ = parser.offset();
  return is_good;
}

bool JsonDocument::parse_jsonb(Bytes bytes) {
  keep(as_text(bytes));
  is_minified_ = false;
  JsonbReader reader(source_, nodes_);
  const bool is_good = reader.read();
  is_rfc8259_ = std::ranges::none_of(
      nodes_, [](const JsonNode& node) { return node.form == JsonForm::Extended; });
  error_offset_ = reader.offset();
  return is_good;
}

uint32_t JsonDocument::array_size(uint32_t index) const {
  const JsonNode& array = nodes_[index];
  if (array.kind != JsonKind::Array) return 0;
  uint32_t count = 0;
  for (uint32_t at = index + 1; at < array.after; at = nodes_[at].after) ++count;
  return count;
}

}  // namespace tern::functions
