#pragma once

#include <functional>
#include <string>
#include <string_view>

#include "engine/record/value.h"

namespace tern::shell {

/// A real with all its digits, as SQL's printf('%!.20g') gives it.
using RealText = std::function<std::string(double)>;
std::string exact_real(double value);

/// Appends `text` in single quotes, quotes in it doubled.
void append_quoted(std::string& out, std::string_view text);
/// As append_quoted, but on one line: line ends travel through replace(..., char(10)).
void append_quoted_one_line(std::string& out, std::string_view text);
/// Appends x'..' with an upper-case X.
void append_blob_literal(std::string& out, Bytes blob);
/// Appends a JSON string; bytes above 0x7f stay as they are.
void append_json_string(std::string& out, std::string_view text);
/// Appends a name, in double quotes unless it may stand without.
void append_name(std::string& out, std::string_view name);
/// `text` in double quotes, with backslashes before what does not print.
std::string escaped_text(std::string_view text);
/// Infinities become 1e999 and -1e999, which read back as what they are.
void append_real_literal(std::string& out, double value, const RealText& real_text);

/// As append_quoted, but with x'..' for a blob, and NULL: what quote() in lower case gives.
std::string quoted_value(record::ValueView value);

/// The value as the shells show it: integers and reals as text, blobs as their bytes up to a zero.
std::string shown_text(record::ValueView value);
/// A name as SQL takes any: in double quotes.
std::string quoted_name(std::string_view name);

}  // namespace tern::shell
