#include "engine/functions/json_call.h"

#include "engine/functions/jsonb.h"

namespace tern::functions {

using record::ValueView;

namespace {

class ParsedDocument final : public CallCache {
 public:
  const JsonDocument* parse(Call& call, ValueView value) {
    if (value.is_blob()) {
      is_text_ = false;
      return parse_json(call, value, copy_, document_) ? &document_ : nullptr;
    }
    const std::string_view text = call.text(value, 0);
    if (is_text_ && text == copy_) return &document_;
    copy_.assign(text);
    is_text_ = document_.parse_text(copy_);
    return is_text_ ? &document_ : nullptr;
  }

 private:
  std::string copy_;  // what document_ views
  JsonDocument document_;
  bool is_text_ = false;  // document_ is the text in copy_
};

}  // namespace

std::unexpected<Error> malformed_json() { return fail(ErrorCode::Error, "malformed JSON"); }

bool parse_json(Call& call, ValueView value, std::string& copy, JsonDocument& out) {
  if (value.is_blob()) {
    copy.assign(as_text(value.as_bytes()));
    if (out.parse_jsonb(as_bytes(copy))) return true;
  }
  copy.assign(call.text(value, 0));
  return out.parse_text(copy);
}

const JsonDocument* parse_json(Call& call, ValueView value) {
  if (!call.cache()) call.cache() = std::make_unique<ParsedDocument>();
  return static_cast<ParsedDocument&>(*call.cache()).parse(call, value);
}

template <>
Result<ValueView> json_text_result<JsonOutput::Text>(Call& call) {
  return json_result<JsonOutput::Text>(call);
}

// What JSON text of others is in it may be none.
template <>
Result<ValueView> json_text_result<JsonOutput::Jsonb>(Call& call) {
  std::string& text = call.scratch(0);
  text.assign(TRY(call.text_result()).as_text());
  JsonDocument document;
  if (!document.parse_text(text)) return malformed_json();
  append_jsonb(call.buffer(), document, 0);
  return call.blob_result();
}

template <>
Result<ValueView> json_node_result<JsonOutput::Text>(Call& call, const JsonDocument& document,
                                                     uint32_t index) {
  append_minified(call.buffer(), document, index);
  return json_result<JsonOutput::Text>(call);
}

template <>
Result<ValueView> json_node_result<JsonOutput::Jsonb>(Call& call, const JsonDocument& document,
                                                      uint32_t index) {
  append_jsonb(call.buffer(), document, index);
  return call.blob_result();
}

}  // namespace tern::functions
