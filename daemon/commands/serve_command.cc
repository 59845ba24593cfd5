// `ternd serve`: its options, which are the settings.

#include <unistd.h>

#include <CLI/CLI.hpp>
#include <cstdlib>
#include <iostream>
#include <map>
#include <memory>

#include "daemon/commands/command.h"
#include "daemon/commands/serve.h"
#include "daemon/commands/serve_config.h"
#include "daemon/operation/log.h"

namespace tern::daemon {
namespace {

constexpr const char* kConfigVariable = "TERND_CONFIG";

struct Given {
  std::map<std::string, std::vector<std::string>> values;  ///< by setting
  std::string config;
  bool dev = false;
  bool print_config = false;
};

std::string help_of(const Setting& setting) {
  std::string value = value_text(setting);
  std::erase(value, '"');
  const bool says_something = !value.empty() && value != "[]" && value != "false" && value != "0";
  return std::string(setting.help) + (says_something ? " (" + value + ")" : "");
}

void add_setting(CLI::App& serve, const Setting& setting, const std::shared_ptr<Given>& given) {
  const std::string name(setting.name);
  const std::string flag = "--" + name;
  CLI::Option* option = nullptr;
  if (setting.value_name.empty()) {
    const auto set = [given, name](int64_t count) {
      given->values[name] = {count > 0 ? "true" : "false"};
    };
    option = serve.add_flag_function(flag, set, help_of(setting));
  } else if (std::holds_alternative<std::vector<std::string>*>(setting.value)) {
    const auto set = [given, name](const std::vector<std::string>& values) {
      given->values[name] = values;
    };
    option = serve.add_option_function<std::vector<std::string>>(flag, set, help_of(setting));
    option->allow_extra_args(false);  // or a flag that is repeated would take what follows it
  } else {
    const auto set = [given, name](const std::string& value) { given->values[name] = {value}; };
    option = serve.add_option_function<std::string>(flag, set, help_of(setting));
  }
  if (!setting.value_name.empty()) option->type_name(std::string(setting.value_name));
  if (setting.table == kLimitsTable) option->group("Limits");
}

/// Reads all sources, the ones that win last. The result: variables that mean nothing.
Result<std::vector<std::string>> read_settings(const Given& given, Settings& settings) {
  if (given.dev) {
    TRY(settings.read_preset("listen", "127.0.0.1:8080", "--dev"));
    TRY(settings.read_preset("plain-http", "true", "--dev"));
  }
  const char* const variable = std::getenv(kConfigVariable);
  const std::string config = !given.config.empty() || !variable ? given.config : variable;
  if (!config.empty()) TRY(settings.read_file(config));
  size_t count = 0;
  while (environ[count]) ++count;
  auto unknown = TRY(settings.read_environment(std::span(environ, count)));
  std::erase(unknown, kConfigVariable);
  for (const auto& [name, values] : given.values) TRY(settings.read_flag(name, values));
  return unknown;
}

Status run_serve(const Given& given) {
  ServeConfig config;
  config.dev = given.dev;
  Settings settings(settings_of(config));
  const auto unknown_variables = TRY(read_settings(given, settings));
  if (given.print_config) {
    std::cout << settings.text();
    return ok();
  }
  TRY(check(config));
  TRY(set_log_level(config.options.log_level));
  TRY(set_log_format(config.options.log_format));
  for (const std::string& name : unknown_variables)
    log_event(LogLevel::Warn, "unknown_variable", {{"name", name}});
  return serve(std::move(config));
}

}  // namespace

Command add_serve(CLI::App& ternd) {
  CLI::App* serve = ternd.add_subcommand("serve", "Serve the databases of a folder over HTTPS");
  const auto given = std::make_shared<Given>();  // shared by the callbacks of the options
  serve->add_option("--config", given->config, "Settings, TOML; also TERND_CONFIG")
      ->type_name("FILE");
  serve->add_flag("--dev", given->dev,
                  "To try it out: on 127.0.0.1:8080 without TLS, with a token that is printed");
  serve->add_flag("--print-config", given->print_config,
                  "Print the settings and where each comes from, and end");
  ServeConfig defaults;
  for (const Setting& setting : settings_of(defaults)) add_setting(*serve, setting, given);
  return {serve, [given] { return run_serve(*given); }};
}

}  // namespace tern::daemon
