#pragma once

#include <string>
#include <string_view>

// What a child process tells its parent: texts, each with its size before it.

namespace tern::diff {

/// A parent that is gone ends the process.
void send_text(int pipe, const std::string& text);
/// All that comes until the other end is closed.
std::string read_all(int pipe);
/// The next of the texts that send_text wrote, taken from the front of `in`; false at the end.
bool take_text(std::string_view& in, std::string& out);

}  // namespace tern::diff
