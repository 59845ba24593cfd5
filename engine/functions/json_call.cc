#include "engine/functions/json_call.h"

#include "engine/functions/json_path.h"
#include "engine/functions/jsonb.h"

namespace tern::functions {

using record::ValueView;

namespace {

/// What a call site had last.
class KeptJson final : public CallCache {
 public:
  const JsonDocument* parse(Call& call, ValueView value) {
    if (value.is_blob()) {
      is_text_ = false;
      return parse_json(call, value, document_) ? &document_ : nullptr;
    }
    const std::string_view text = call.text(value, 0);
    if (is_text_ && text == document_.source()) return &document_;
    is_text_ = document_.parse_text(text);
    return is_text_ ? &document_ : nullptr;
  }

  Result<std::optional<uint32_t>> find(std::string_view path) {
    if (path_text_ != path) keep_path(path, path);
    return is_plain_ ? path_.find(document_) : find_json(document_, path);
  }

  Result<std::optional<uint32_t>> find_behind_arrow(Call& call, ValueView operand) {
    const std::string_view text = call.text(operand, 1);
    // Of a number the text alone does not say what it means.
    if (!operand.is_text()) return find_json(document_, arrow_path(call, operand, text));
    if (path_text_ != text) keep_path(text, arrow_path(call, operand, text));
    return is_plain_ ? path_.find(document_)
                     : find_json(document_, arrow_path(call, operand, text));
  }

 private:
  static std::string_view arrow_path(Call& call, ValueView operand, std::string_view text) {
    if (text.starts_with('$')) return text;
    std::string& path = call.scratch(2);
    if (!text.empty() && text[0] >= '0' && text[0] <= '9') {
      path.assign("$[").append(text).append("]");
    } else if (operand.is_integer()) {  // from the end
      path.assign("$[#").append(text).append("]");
    } else {
      path.assign(text.starts_with('[') ? "$" : "$.").append(text);
    }
    return path;
  }

  void keep_path(std::string_view text, std::string_view path) {
    path_text_.assign(text);
    is_plain_ = path_.read(path);
  }

  JsonDocument document_;
  bool is_text_ = false;   // document_ was text
  std::string path_text_;  // as it was given
  PlainJsonPath path_;     // what it is
  bool is_plain_ = false;
};

KeptJson& kept(Call& call) {
  if (!call.cache()) call.cache() = std::make_unique<KeptJson>();
  return static_cast<KeptJson&>(*call.cache());
}

}  // namespace

std::unexpected<Error> malformed_json() { return fail(ErrorCode::Error, "malformed JSON"); }

bool parse_json(Call& call, ValueView value, JsonDocument& out) {
  if (value.is_blob() && out.parse_jsonb(value.as_bytes())) return true;
  return out.parse_text(call.text(value, 0));
}

const JsonDocument* parse_json(Call& call, ValueView value) {
  return kept(call).parse(call, value);
}

Result<std::optional<uint32_t>> find_kept_json(Call& call, std::string_view path) {
  return kept(call).find(path);
}

Result<std::optional<uint32_t>> find_behind_arrow(Call& call, ValueView operand) {
  return kept(call).find_behind_arrow(call, operand);
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
