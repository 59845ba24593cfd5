#include "tools/bench/measured_child.h"

#include <unistd.h>

#include <cstdio>

namespace tern::bench {

std::string run_child(const std::string& prefix, const std::vector<std::string>& arguments) {
  std::string command = prefix + " /proc/" + std::to_string(::getpid()) + "/exe";
  for (const std::string& argument : arguments) command += " '" + argument + "'";
  std::FILE* const pipe = ::popen(command.c_str(), "r");
  if (!pipe) give_up(command, "cannot be started");
  std::string printed;
  char buffer[256];
  while (std::fgets(buffer, sizeof buffer, pipe)) printed += buffer;
  if (::pclose(pipe) != 0) give_up(command, "failed; is the measuring program installed?");
  return printed;
}

EngineKind kind_named(std::string_view name) {
  return name == name_of(EngineKind::Tern) ? EngineKind::Tern : EngineKind::Sqlite;
}

}  // namespace tern::bench
