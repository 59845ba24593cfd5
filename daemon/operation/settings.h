#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <span>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "engine/base/result.h"

namespace tern::daemon {

/// A size in bytes, written with a unit.
struct ByteSize {
  std::variant<uint32_t*, uint64_t*> bytes;
};
/// One of a few words.
struct Word {
  std::string* word;
  std::span<const std::string_view> allowed;
};

/// Where a setting's value goes, and so what it may be: text, a list of texts, yes or no, a count,
/// a size, a time, a word.
using SettingValue = std::variant<std::string*, std::vector<std::string>*, bool*, uint32_t*,
                                  ByteSize, std::chrono::milliseconds*, Word>;

constexpr std::string_view kLimitsTable = "limits";

/// One setting. The object that `value` points into holds the default.
struct Setting {
  std::string_view name;  ///< "tls-cert": the flag --tls-cert, the variable TERND_TLS_CERT, the
                          ///< file's tls_cert
  std::string_view value_name;  ///< what the help calls the value: "FILE"; empty: yes or no
  std::string_view help;
  SettingValue value;
  std::string_view table = {};     ///< of the file; empty: none
  std::string origin = "default";  ///< where the value came from: "TERND_DATA", "c.toml line 3"
};

/// All settings of a command, read from a TOML file, the environment and flags; whoever reads last
/// wins, so read them in this order. Lifetime: must not outlive what the settings point into.
class Settings {
 public:
  explicit Settings(std::vector<Setting> settings) : settings_(std::move(settings)) {}

  std::span<const Setting> all() const { return settings_; }

  /// Errors: CantOpen; Misuse with path and line for broken TOML, an unknown key, a wrong value.
  Status read_file(const std::string& path);
  /// The text of such a file.
  Status read_toml(std::string_view text, const std::string& path);
  /// Those of "TERND_NAME=VALUE" that name a setting; lists have commas. What begins with TERND_
  /// and names none is for the caller to warn of: whoever starts the server may have variables of
  /// his own there. Errors: Misuse.
  Result<std::vector<std::string>> read_environment(std::span<const char* const> variables);
  /// `values`: one, but for lists. Errors: Misuse; NotFound for a name that is no setting's.
  Status read_flag(std::string_view name, const std::vector<std::string>& values);
  /// A value that stands for the default until somebody says otherwise. Requires: nothing was read.
  Status read_preset(std::string_view name, const std::string& value, std::string_view origin);

  /// A TOML file with all values and, as comments, where each came from.
  std::string text() const;

 private:
  struct FileEntry;
  friend Status read_tables(std::string_view text, const std::string& path,
                            const std::function<Settings*(std::string_view table)>& open);
  Status read_entries(std::span<const FileEntry> entries, const std::string& path);
  Setting* find(std::string_view name);
  Status set(Setting& setting, const std::vector<std::string>& values, std::string origin,
             std::string_view called);

  std::vector<Setting> settings_;
};

/// Reads a TOML file that has nothing but tables: `[agent]`, and several times `[[replica]]`.
/// `open` is called for each of them, with its name, and gives what its keys set, until the next
/// call; null if there is no such table. The settings themselves have no table. Errors: as
/// Settings::read_toml; Misuse for a key outside of tables.
Status read_tables(std::string_view text, const std::string& path,
                   const std::function<Settings*(std::string_view table)>& open);

/// The value as it is written in a TOML file.
std::string value_text(const Setting& setting);
/// "TERND_TLS_CERT"
std::string variable_of(const Setting& setting);

}  // namespace tern::daemon
