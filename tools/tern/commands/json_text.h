#pragma once

#include <concepts>
#include <string>
#include <string_view>

#include "engine/record/value.h"

namespace tern::shell {

/// A value as JSON: a blob is {"hex":"00ff"}, an infinity 1e999, as which it reads back.
void append_json_value(std::string& out, record::ValueView value);

/// A real with as many digits as it takes to read it back.
std::string shortest_real(double value);

/// A JSON object, member by member.
class JsonObject {
 public:
  JsonObject& add(std::string_view name, std::string_view value);
  JsonObject& add(std::string_view name, const char* value) {
    return add(name, std::string_view(value));
  }
  JsonObject& add(std::string_view name, std::same_as<bool> auto value) {
    return add_json(name, value ? "true" : "false");
  }
  JsonObject& add(std::string_view name, std::integral auto value)
    requires(!std::same_as<decltype(value), bool>)
  {
    return add_json(name, std::to_string(value));
  }
  JsonObject& add(std::string_view name, record::ValueView value);
  /// `json`: a value that is JSON already.
  JsonObject& add_json(std::string_view name, std::string_view json);
  std::string text() const { return text_ + "}"; }

 private:
  void add_name(std::string_view name);
  std::string text_ = "{";
};

}  // namespace tern::shell
