// .testctrl: the operations of sqlite3_test_control() that mean something here.

#include <algorithm>

#include "sqlite3.h"
#include "tools/tern/dot/dot_command.h"

namespace tern::shell {
namespace {

/// Nothing: the words are not what the control takes.
using ControlResult = std::optional<Outcome>;

struct TestControl {
  std::string_view name;
  std::string_view usage;
  ControlResult (*run)(Shell& shell, const Words& words);
};

ControlResult refuse_control(Shell& shell, const Words& words) {
  return shell.report(".testctrl " + words[1] + " is not supported by this shell");
}

ControlResult print_answer(Shell& shell, int64_t answer) {
  shell.print(std::to_string(answer) + "\n");
  return Outcome::Done;
}

/// One that says whether something that this engine does not do is to be done.
ControlResult accept_one(Shell& /*shell*/, const Words& words) {
  return words.size() == 3 ? ControlResult(Outcome::Done) : std::nullopt;
}

ControlResult accept_all(Shell& /*shell*/, const Words& /*words*/) { return Outcome::Done; }

ControlResult of_boolean(Shell& shell, const Words& words, int operation) {
  if (words.size() != 3) return std::nullopt;
  return print_answer(shell, sqlite3_test_control(operation, boolean_value(words[2]) ? 1 : 0));
}

ControlResult run_always(Shell& shell, const Words& words) {
  return of_boolean(shell, words, SQLITE_TESTCTRL_ALWAYS);
}

ControlResult run_assert(Shell& shell, const Words& words) {
  return of_boolean(shell, words, SQLITE_TESTCTRL_ASSERT);
}

ControlResult run_byteorder(Shell& shell, const Words& words) {
  if (words.size() != 2) return std::nullopt;
  return print_answer(shell, sqlite3_test_control(SQLITE_TESTCTRL_BYTEORDER));
}

ControlResult of_nothing(const Words& words, int operation) {
  if (words.size() != 2) return std::nullopt;
  sqlite3_test_control(operation);
  return Outcome::Done;
}

ControlResult run_prng_save(Shell& /*shell*/, const Words& words) {
  return of_nothing(words, SQLITE_TESTCTRL_PRNG_SAVE);
}

ControlResult run_prng_restore(Shell& /*shell*/, const Words& words) {
  return of_nothing(words, SQLITE_TESTCTRL_PRNG_RESTORE);
}

ControlResult run_prng_seed(Shell& shell, const Words& words) {
  if (words.size() != 3 && words.size() != 4) return std::nullopt;
  int seed = static_cast<int>(integer_value(words[2]));
  if (seed == 0 && words[2] == "random") {
    sqlite3_randomness(sizeof seed, &seed);
    shell.print("-- random seed: " + std::to_string(seed) + "\n");
  }
  sqlite3_test_control(SQLITE_TESTCTRL_PRNG_SEED, seed,
                       words.size() == 4 ? shell.database().open->handle() : nullptr);
  return Outcome::Done;
}

ControlResult run_localtime_fault(Shell& /*shell*/, const Words& words) {
  if (words.size() != 3) return std::nullopt;
  sqlite3_test_control(SQLITE_TESTCTRL_LOCALTIME_FAULT, boolean_value(words[2]) ? 1 : 0);
  return Outcome::Done;
}

/// Where files are locked does not move.
ControlResult run_pending_byte(Shell& shell, const Words& words) {
  if (words.size() != 3) return std::nullopt;
  constexpr int64_t kPendingByte = 0x40000000;
  if (integer_value(words[2]) != kPendingByte) return refuse_control(shell, words);
  return Outcome::Done;
}

/// 0 where nobody counts.
ControlResult run_seek_count(Shell& shell, const Words& /*words*/) {
  sqlite3_uint64 count = 0;
  sqlite3_test_control(SQLITE_TESTCTRL_SEEK_COUNT, shell.database().open->handle(), &count);
  return print_answer(shell, static_cast<int64_t>(count));
}

/// As in a build of the reference without these.
ControlResult unavailable(Shell& /*shell*/, const Words& /*words*/) { return std::nullopt; }

constexpr TestControl kControls[] = {
    {"always", "BOOLEAN", &run_always},
    {"assert", "BOOLEAN", &run_assert},
    {"byteorder", "", &run_byteorder},
    {"extra_schema_checks", "BOOLEAN", &unavailable},
    {"imposter", "SCHEMA ON/OFF ROOTPAGE", &refuse_control},
    {"internal_functions", "", &accept_all},
    {"localtime_fault", "BOOLEAN", &run_localtime_fault},
    {"never_corrupt", "BOOLEAN", &accept_one},
    {"optimizations", "DISABLE-MASK", &accept_one},
    {"pending_byte", "OFFSET  ", &run_pending_byte},
    {"prng_restore", "", &run_prng_restore},
    {"prng_save", "", &run_prng_save},
    {"prng_seed", "SEED ?db?", &run_prng_seed},
    {"seek_count", "", &run_seek_count},
    {"sorter_mmap", "NMAX", &accept_one},
    {"tune", "ID VALUE", &unavailable},
};

void list_controls(Shell& shell) {
  shell.print("Available test-controls:\n");
  for (const TestControl& control : kControls)
    shell.print("  .testctrl " + std::string(control.name) + " " + std::string(control.usage) +
                "\n");
}

/// Null: there is none, or more than one, which has been complained about.
const TestControl* find_control(Shell& shell, std::string_view name) {
  const auto fits = [name](const TestControl& control) { return control.name.starts_with(name); };
  const auto* const found = std::ranges::find_if(kControls, fits);
  const bool is_any = found != std::end(kControls);
  if (is_any && std::find_if(found + 1, std::end(kControls), fits) == std::end(kControls))
    return found;
  const std::string shown(name);
  (void)shell.report(
      (is_any ? "ambiguous test-control: \"" + shown + "\"" : "unknown test-control: " + shown) +
      "\nUse \".testctrl --help\" for help");
  return nullptr;
}

}  // namespace

Outcome run_testctrl(Shell& shell, const Words& words) {
  const auto db = shell.connection();
  if (!db) return shell.report(db.error());
  std::string name = words.size() > 1 ? words[1] : "help";
  if (name.starts_with("--")) name.erase(0, 1);
  if (name.starts_with("-") && name.size() > 1) name.erase(0, 1);
  if (name == "help") {
    list_controls(shell);
    return Outcome::Failed;
  }
  const TestControl* const control = find_control(shell, name);
  if (!control) return Outcome::Failed;
  if (const ControlResult result = control->run(shell, words)) return *result;
  shell.print("Usage: .testctrl " + name + " " + std::string(control->usage) + "\n");
  return Outcome::Failed;
}

}  // namespace tern::shell
