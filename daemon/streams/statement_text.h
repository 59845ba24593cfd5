#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace tern::daemon::streams {

/// What the tokens of a statement tell before it is compiled.
struct StatementText {
  enum class Verb : uint8_t {
    Nothing,  // only blanks, comments and semicolons
    Begin,
    BeginWriting,   // BEGIN IMMEDIATE, BEGIN EXCLUSIVE
    BeginReadonly,  // BEGIN READONLY, BEGIN TRANSACTION READONLY
    Commit,         // or END
    Rollback,       // of the whole transaction
    Insert,         // or REPLACE, also behind WITH
    Change,         // UPDATE, DELETE, also behind WITH
    Pragma,
    Attach,
    Detach,
    Vacuum,
    Other,
  };
  Verb verb = Verb::Nothing;
  bool is_explain = false;
  bool has_into = false;  // VACUUM
  /// ATTACH 'file' AS schema, where both are a word or a text: without their quotes. VACUUM schema.
  std::string_view file = {};
  std::string_view schema = {};
  std::string_view pragma = {};                // its name
  std::optional<std::string_view> value = {};  // of the pragma
  size_t end = 0;  // of Pragma and the Begin verbs: behind the semicolon, or the end of the text
};

StatementText read_statement_text(std::string_view sql);
/// Whether `sql` has a token that is no semicolon.
bool has_statement(std::string_view sql);

}  // namespace tern::daemon::streams
