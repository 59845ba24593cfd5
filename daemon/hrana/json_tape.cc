#include "daemon/hrana/json_tape.h"

#include <boost/json/basic_parser_impl.hpp>
#include <limits>

namespace tern::daemon::hrana {
namespace json = boost::json;

/// What Boost's parser tells, written down.
class TapeWriter {
 public:
  static constexpr size_t max_object_size = std::numeric_limits<size_t>::max();
  static constexpr size_t max_array_size = std::numeric_limits<size_t>::max();
  static constexpr size_t max_key_size = std::numeric_limits<size_t>::max();
  static constexpr size_t max_string_size = std::numeric_limits<size_t>::max();

  TapeWriter(JsonTape& tape, std::string& text) : tape_(tape), text_(text) {}

  bool on_document_begin(json::error_code&) { return true; }
  bool on_document_end(json::error_code&) { return true; }
  bool on_object_begin(json::error_code& error) { return open(JsonTape::Kind::Object, error); }
  bool on_object_end(size_t, json::error_code&) { return close(); }
  bool on_array_begin(json::error_code& error) { return open(JsonTape::Kind::Array, error); }
  bool on_array_end(size_t, json::error_code&) { return close(); }
  bool on_key_part(json::string_view s, size_t, json::error_code&) { return part(s); }
  bool on_key(json::string_view s, size_t, json::error_code& error) {
    return add(JsonTape::Kind::String, s, error);
  }
  bool on_string_part(json::string_view s, size_t, json::error_code&) { return part(s); }
  bool on_string(json::string_view s, size_t, json::error_code& error) {
    return add(JsonTape::Kind::String, s, error);
  }
  bool on_number_part(json::string_view s, json::error_code&) { return part(s); }
  bool on_int64(int64_t, json::string_view s, json::error_code& error) {
    return add(JsonTape::Kind::Number, s, error);
  }
  bool on_uint64(uint64_t, json::string_view s, json::error_code& error) {
    return add(JsonTape::Kind::Number, s, error);
  }
  bool on_double(double, json::string_view s, json::error_code& error) {
    return add(JsonTape::Kind::Number, s, error);
  }
  bool on_bool(bool value, json::error_code& error) {
    return add(value ? JsonTape::Kind::True : JsonTape::Kind::False, {}, error);
  }
  bool on_null(json::error_code& error) { return add(JsonTape::Kind::Null, {}, error); }
  bool on_comment_part(json::string_view, json::error_code&) { return true; }
  bool on_comment(json::string_view, json::error_code&) { return true; }

 private:
  bool is_in_body(json::string_view s) const {
    return s.data() >= tape_.body_.data() && s.data() < tape_.body_.data() + tape_.body_.size();
  }
  // The parser gives a string in parts where it has escapes: from a buffer of its own.
  bool part(json::string_view s) {
    if (!has_part_) part_begin_ = text_.size();
    has_part_ = true;
    text_.append(s.data(), s.size());
    return true;
  }
  bool push(JsonTape::Node node, json::error_code& error) {
    if (tape_.nodes_.size() >= JsonTape::kValuesMax) {
      error = json::error::array_too_large;
      return false;
    }
    node.next = static_cast<uint32_t>(tape_.nodes_.size() + 1);
    tape_.nodes_.push_back(node);
    return true;
  }
  bool add(JsonTape::Kind kind, json::string_view s, json::error_code& error) {
    JsonTape::Node node{.kind = kind};
    if (!has_part_ && !s.empty() && is_in_body(s)) {
      node.begin = static_cast<uint32_t>(s.data() - tape_.body_.data());
      node.size = static_cast<uint32_t>(s.size());
    } else if (has_part_ || !s.empty()) {
      part(s);
      has_part_ = false;
      node.is_in_body = false;
      node.begin = static_cast<uint32_t>(part_begin_);
      node.size = static_cast<uint32_t>(text_.size() - part_begin_);
    }
    return push(node, error);
  }
  bool open(JsonTape::Kind kind, json::error_code& error) {
    open_.push_back(static_cast<uint32_t>(tape_.nodes_.size()));
    return push({.kind = kind}, error);
  }
  bool close() {
    tape_.nodes_[open_.back()].next = static_cast<uint32_t>(tape_.nodes_.size());
    open_.pop_back();
    return true;
  }

  JsonTape& tape_;
  std::string& text_;
  size_t part_begin_ = 0;
  bool has_part_ = false;
  std::vector<uint32_t> open_;
};

Result<JsonTape> JsonTape::parse(std::string_view body, std::string& text) {
  if (body.size() > std::numeric_limits<uint32_t>::max()) {
    return fail(ErrorCode::Protocol, "the message is longer than 4 GiB");
  }
  JsonTape tape;
  tape.body_ = body;
  tape.text_ = &text;
  tape.nodes_.reserve(std::min<size_t>(body.size() / 12 + 8, 4096));
  json::parse_options options;
  options.max_depth = kDepthMax;
  json::basic_parser<TapeWriter> parser(options, tape, text);
  json::error_code error;
  const size_t used = parser.write_some(false, body.data(), body.size(), error);
  if (!error && used < body.size()) error = json::error::extra_data;
  if (error) return fail(ErrorCode::Protocol, "the body is not JSON: " + error.message());
  return tape;
}

std::string_view JsonValue::characters() const {
  const JsonTape::Node& at = node();
  const std::string_view from = at.is_in_body ? tape_->body_ : std::string_view(*tape_->text_);
  return from.substr(at.begin, at.size);
}

std::optional<JsonValue> JsonValue::find(std::string_view name) const {
  std::optional<JsonValue> found;
  if (!is(JsonTape::Kind::Object)) return found;
  const uint32_t end = node().next;
  for (JsonValue at(tape_, at_ + 1); at.at_ < end;) {
    const JsonValue value(tape_, at.at_ + 1);
    if (at.characters() == name) found = value;
    at.at_ = value.node().next;
  }
  return found;
}

std::optional<JsonValue> JsonValue::member(std::string_view name) const {
  auto found = find(name);
  if (found && found->is(JsonTape::Kind::Null)) return std::nullopt;
  return found;
}

bool JsonValue::has_member(std::string_view name) const { return find(name).has_value(); }

std::optional<JsonValue> JsonValue::first() const {
  if (node().next == at_ + 1) return std::nullopt;
  return JsonValue(tape_, at_ + 1);
}

std::optional<JsonValue> JsonValue::next_in(const JsonValue& array) const {
  if (node().next >= array.node().next) return std::nullopt;
  return JsonValue(tape_, node().next);
}

}  // namespace tern::daemon::hrana
