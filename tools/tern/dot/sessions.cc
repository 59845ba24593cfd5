// .session: changes of tables, recorded and written as changesets.

#include <algorithm>
#include <cstdio>
#include <memory>
#include <span>

#include "sqlite3.h"
#include "tools/tern/dot/dot_command.h"

namespace tern::shell {
namespace {

constexpr size_t kSessionsMax = 4;

using Sessions = std::vector<std::unique_ptr<NamedSession>>;

/// A subcommand and the words behind it, for one session. They may be wrong: then it is false.
struct SessionCall {
  Shell& shell;
  Sessions& sessions;
  size_t place;  ///< of the session that is meant
  std::span<const std::string> words;

  NamedSession* session() const { return sessions.empty() ? nullptr : sessions[place].get(); }
  /// The session; null: there is none, which has been complained about.
  NamedSession* required() const {
    if (sessions.empty()) shell.print_error("ERROR: No sessions are open\n");
    return session();
  }
};

bool attach(const SessionCall& call) {
  if (call.words.size() != 2) return false;
  NamedSession* const session = call.required();
  if (!session) return true;
  const int code = sqlite3session_attach(session->session, call.words[1].c_str());
  if (code != SQLITE_OK) {
    call.shell.print_error("ERROR: sqlite3session_attach() returns " + std::to_string(code) + "\n");
  }
  return true;
}

void write_changes(const SessionCall& call, sqlite3_session* session, std::FILE* file) {
  const bool is_patch = call.words[0] == "patchset";
  int size = 0;
  void* bytes = nullptr;
  const int code = is_patch ? sqlite3session_patchset(session, &size, &bytes)
                            : sqlite3session_changeset(session, &size, &bytes);
  const std::unique_ptr<void, void (*)(void*)> owner(bytes, &sqlite3_free);
  if (code != SQLITE_OK) call.shell.print("Error: error code " + std::to_string(code) + "\n");
  if (size == 0 || !bytes || std::fwrite(bytes, static_cast<size_t>(size), 1, file) == 1) return;
  call.shell.print_error("ERROR: Failed to write entire " + std::to_string(size) +
                         "-byte output\n");
}

bool write_session(const SessionCall& call) {
  Shell& shell = call.shell;
  if (shell.is_safe) {
    shell.print_error("line " + std::to_string(shell.line_number()) + ": cannot run \".session " +
                      call.words[0] + "\" in safe mode\n");
    (void)shell.exit(1);
    return true;
  }
  if (call.words.size() != 2) return false;
  NamedSession* const session = call.required();
  if (!session) return true;
  const std::unique_ptr<std::FILE, int (*)(std::FILE*)> file(
      std::fopen(call.words[1].c_str(), "wb"), &std::fclose);
  if (file) {
    write_changes(call, session->session, file.get());
  } else {
    shell.print_error("ERROR: cannot open \"" + call.words[1] + "\" for writing\n");
  }
  return true;
}

/// The last one takes the place of one that is closed.
bool close_session(const SessionCall& call) {
  if (call.words.size() != 1) return false;
  if (call.sessions.empty()) return true;
  std::swap(call.sessions[call.place], call.sessions.back());
  call.sessions.pop_back();
  return true;
}

/// Of enable, indirect, isempty: `flag`, which is asked for with -1.
bool print_flag(const SessionCall& call, const std::string& name, int flag) {
  const NamedSession* const session = call.session();
  call.shell.print("session " + session->name + " " + name + " = " + std::to_string(flag) + "\n");
  return true;
}

int flag_wanted(const SessionCall& call) {
  if (call.words.size() == 1) return -1;
  return boolean_value(call.words[1]) ? 1 : 0;
}

bool enable_session(const SessionCall& call) {
  if (call.words.size() > 2) return false;
  const int wanted = flag_wanted(call);
  if (call.sessions.empty()) return true;
  return print_flag(call, "enable flag", sqlite3session_enable(call.session()->session, wanted));
}

bool set_indirect(const SessionCall& call) {
  if (call.words.size() > 2) return false;
  const int wanted = flag_wanted(call);
  if (call.sessions.empty()) return true;
  return print_flag(call, "indirect flag",
                    sqlite3session_indirect(call.session()->session, wanted));
}

bool tell_whether_empty(const SessionCall& call) {
  if (call.words.size() != 1) return false;
  if (call.sessions.empty()) return true;
  return print_flag(call, "isempty flag", sqlite3session_isempty(call.session()->session));
}

bool filter_session(const SessionCall& call) {
  if (call.words.size() < 2) return false;
  NamedSession* const session = call.session();
  if (session) session->filters.assign(call.words.begin() + 1, call.words.end());
  return true;
}

bool list_sessions(const SessionCall& call) {
  for (size_t i = 0; i < call.sessions.size(); ++i)
    call.shell.print(std::to_string(i) + " " + call.sessions[i]->name + "\n");
  return true;
}

/// For sqlite3session_table_filter(): 0 leaves the table out.
int is_recorded(void* session, const char* table) {
  const auto& filters = static_cast<const NamedSession*>(session)->filters;
  return std::ranges::none_of(filters, [table](const std::string& pattern) {
    return sqlite3_strglob(pattern.c_str(), table) == 0;
  });
}

bool open_session(const SessionCall& call) {
  if (call.words.size() != 3 || call.words[2].empty()) return false;
  const std::string& name = call.words[2];
  for (const auto& known : call.sessions) {
    if (known->name != name) continue;
    call.shell.print_error("Session \"" + name + "\" already exists\n");
    return true;
  }
  if (call.sessions.size() == kSessionsMax) {
    call.shell.print_error("Maximum of " + std::to_string(kSessionsMax) + " sessions\n");
    return true;
  }
  sqlite3_session* opened = nullptr;
  const int code =
      sqlite3session_create(call.shell.database().open->handle(), call.words[1].c_str(), &opened);
  if (code != SQLITE_OK) {
    call.shell.print_error("Cannot open session: error code=" + std::to_string(code) + "\n");
    return true;
  }
  NamedSession& made = *call.sessions.emplace_back(std::make_unique<NamedSession>(name, opened));
  sqlite3session_table_filter(opened, &is_recorded, &made);
  return true;
}

struct Subcommand {
  std::string_view name;
  bool (*run)(const SessionCall& call);
};

constexpr Subcommand kSubcommands[] = {
    {"attach", &attach},         {"changeset", &write_session},    {"patchset", &write_session},
    {"close", &close_session},   {"enable", &enable_session},      {"filter", &filter_session},
    {"indirect", &set_indirect}, {"isempty", &tell_whether_empty}, {"list", &list_sessions},
    {"open", &open_session},
};

bool run_subcommand(const SessionCall& call) {
  if (call.words.empty()) return false;
  const auto* const found = std::ranges::find(kSubcommands, call.words[0], &Subcommand::name);
  return found != std::end(kSubcommands) && found->run(call);
}

}  // namespace

Outcome run_session(Shell& shell, const Words& words) {
  const auto db = shell.connection();
  if (!db) return shell.report(db.error());
  SessionCall call{shell, shell.database().open->sessions, 0, std::span(words).subspan(1)};
  if (words.size() >= 3) {
    const auto is_named = [&](const auto& one) { return one->name == words[1]; };
    const auto named = std::ranges::find_if(call.sessions, is_named);
    if (named != call.sessions.end()) {
      call.place = static_cast<size_t>(named - call.sessions.begin());
      call.words = call.words.subspan(1);
    }
  }
  if (!run_subcommand(call)) (void)fail_with_help(shell, words, "");
  return shell.exit_status() ? Outcome::Quit : Outcome::Done;
}

}  // namespace tern::shell
