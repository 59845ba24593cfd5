#include "tools/tern/terminal/line_editor.h"

#include <fcntl.h>
#include <histedit.h>
#include <poll.h>
#include <sys/file.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <csignal>
#include <cstdio>
#include <cwchar>

#include "tools/tern/terminal/terminal.h"
#include "tools/tern/terminal/text_width.h"
#include "tools/tern/words.h"

namespace tern::shell {
namespace {

// Set by signal handlers while a line is edited.
volatile std::sig_atomic_t line_was_interrupted = 0;
volatile std::sig_atomic_t window_has_changed = 0;
volatile std::sig_atomic_t was_continued = 0;

void on_line_signal(int signal) {
  if (signal == SIGINT) line_was_interrupted = 1;
  if (signal == SIGWINCH) window_has_changed = 1;
  if (signal == SIGCONT) was_continued = 1;
}

}  // namespace

// Members of LineEditor::Editor, so not in an unnamed namespace.
namespace line_editing {

/// While a line is edited: SIGINT, SIGWINCH and SIGCONT are noted instead of what they do
/// otherwise, and arrive nowhere but while a key is waited for.
class LineSignals {
 public:
  LineSignals() {
    line_was_interrupted = 0;
    window_has_changed = 0;
    was_continued = 0;
    sigset_t blocked;
    sigemptyset(&blocked);
    for (const int signal : kSignals) sigaddset(&blocked, signal);
    sigprocmask(SIG_BLOCK, &blocked, &outside_);
    struct sigaction action{};
    action.sa_handler = &on_line_signal;
    for (size_t i = 0; i < std::size(kSignals); ++i) sigaction(kSignals[i], &action, &before_[i]);
  }
  ~LineSignals() {
    for (size_t i = 0; i < std::size(kSignals); ++i) sigaction(kSignals[i], &before_[i], nullptr);
    sigprocmask(SIG_SETMASK, &outside_, nullptr);
  }
  LineSignals(const LineSignals&) = delete;
  LineSignals& operator=(const LineSignals&) = delete;

  /// Waits for input. False: a signal came instead. Input that is there hides a signal from poll,
  /// so signals are looked for alone, first.
  bool wait(int input) const {
    constexpr timespec kNow{};
    if (ppoll(nullptr, 0, &kNow, &outside_) < 0 && errno == EINTR) return false;
    pollfd ready{input, POLLIN, 0};
    return ppoll(&ready, 1, nullptr, &outside_) >= 0 || errno != EINTR;
  }

 private:
  static constexpr int kSignals[] = {SIGINT, SIGWINCH, SIGCONT};
  sigset_t outside_{};
  struct sigaction before_[std::size(kSignals)] = {};
};

struct HistoryEnd {
  void operator()(History* history) const { history_end(history); }
};
using HistoryPointer = std::unique_ptr<History, HistoryEnd>;

}  // namespace line_editing

namespace {

using line_editing::HistoryPointer;
using line_editing::LineSignals;

size_t common_prefix(const std::vector<std::string>& words) {
  size_t size = words.front().size();
  for (const std::string& word : words) {
    const auto [here, there] = std::ranges::mismatch(words.front(), word);
    size = std::min(size, static_cast<size_t>(here - words.front().begin()));
  }
  while (size > 0 && size < words.front().size() && is_inside_character(words.front()[size]))
    --size;  // not within a character
  return size;
}

/// Characters, as libedit counts what it deletes.
int characters_of(std::string_view text) {
  int count = 0;
  for (; !text.empty(); text.remove_prefix(first_character(text).bytes)) ++count;
  return count;
}

/// Down and then across, as wide as the window.
void print_candidates(const std::vector<std::string>& words) {
  constexpr size_t kShownMax = 200;
  size_t width = 0;
  for (const std::string& word : words) width = std::max(width, text_columns(word) + 2);
  const size_t count = std::min(words.size(), kShownMax);
  const size_t across = std::max<size_t>(static_cast<size_t>(window_size().columns) / width, 1);
  const size_t rows = (count + across - 1) / across;
  std::string text = "\n";
  for (size_t row = 0; row < rows; ++row) {
    for (size_t i = row; i < count; i += rows) {
      text += words[i];
      if (i + rows < count) text.append(width - text_columns(words[i]), ' ');
    }
    text += '\n';
  }
  if (count < words.size()) text += "... " + std::to_string(words.size() - count) + " more\n";
  std::fwrite(text.data(), 1, text.size(), stdout);
  std::fflush(stdout);
}

HistoryPointer make_history() {
  HistoryPointer made(history_init());
  HistEvent event;
  history(made.get(), &event, H_SETSIZE, LineEditor::kHistoryEntriesMax);
  history(made.get(), &event, H_SETUNIQUE, 1);
  return made;
}

/// Other shells write to the file, too: it is read again under a lock, and then written.
void append_to_file(const std::string& path, const std::string& entry) {
  const int lock = open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
  if (lock < 0) return;  // a history that cannot be kept is none
  flock(lock, LOCK_EX);
  const HistoryPointer all = make_history();
  HistEvent event;
  history(all.get(), &event, H_LOAD, path.c_str());
  history(all.get(), &event, H_ENTER, entry.c_str());
  history(all.get(), &event, H_SAVE, path.c_str());  // which sets the mode to 0600
  close(lock);
}

}  // namespace

class LineEditor::Editor {
 public:
  Editor(std::string history_path, Complete complete)
      : history_path_(std::move(history_path)),
        complete_(std::move(complete)),
        history_(make_history()),
        editor_(el_init("tern", stdin, stdout, stderr)) {
    if (const int input = open_input(); input >= 0) input_ = input;
    HistEvent event;
    if (!history_path_.empty()) history(history_.get(), &event, H_LOAD, history_path_.c_str());
    EditLine* el = editor_.get();
    el_set(el, EL_CLIENTDATA, this);
    el_set(el, EL_PROMPT, &prompt_of);
    el_set(el, EL_HIST, &history, history_.get());
    el_set(el, EL_EDITOR, "emacs");
    el_set(el, EL_GETCFN, &next_character);
    el_set(el, EL_BIND, "^R", "em-inc-search-prev", nullptr);
    el_source(el, nullptr);  // ~/.editrc
    // Last: a choice of editor there would undo it.
    // In wide characters, which are not copied: copies would never be freed.
    el_wset(el, EL_ADDFN, L"tern-complete", L"Complete the word before the cursor", &complete_word);
    el_set(el, EL_BIND, "^I", "tern-complete", nullptr);
  }

  ~Editor() {
    if (input_ != STDIN_FILENO) close(input_);
  }
  Editor(const Editor&) = delete;
  Editor& operator=(const Editor&) = delete;

  Read read(const std::string& prompt) {
    prompt_ = prompt;
    const LineSignals signals;
    signals_ = &signals;
    el_resize(editor_.get());
    // libedit would do this behind the prompt, and a Control-D in between would mean nothing.
    el_set(editor_.get(), EL_PREP_TERM, 1);
    int count = 0;
    const char* line = el_gets(editor_.get(), &count);
    signals_ = nullptr;
    if (line_was_interrupted != 0) {
      std::fputs("^C\n", stdout);
      el_reset(editor_.get());
      return {Ended::Interrupted, ""};
    }
    if (!line || count <= 0) {
      std::fputs("\n", stdout);
      return {Ended::EndOfInput, ""};
    }
    std::string text(line, static_cast<size_t>(count));
    while (text.ends_with('\n') || text.ends_with('\r')) text.pop_back();
    return {Ended::Line, std::move(text)};
  }

  void remember(const std::string& entry) {
    if (entry.empty() || entry.size() > kHistoryEntryBytesMax) return;
    HistEvent event;
    history(history_.get(), &event, H_ENTER, entry.c_str());
    if (!history_path_.empty()) append_to_file(history_path_, entry);
  }

 private:
  static Editor& of(EditLine* el) {
    void* self = nullptr;
    el_get(el, EL_CLIENTDATA, &self);
    return *static_cast<Editor*>(self);
  }
  static char* prompt_of(EditLine* el) { return of(el).prompt_.data(); }

  /// libedit's own reader goes on after signals; this one ends the line with Ctrl-C.
  static int next_character(EditLine* el, wchar_t* out) {
    const LineSignals* signals = of(el).signals_;
    const int input = of(el).input_;
    std::mbstate_t state{};
    while (true) {
      if (signals && !signals->wait(input)) {
        if (line_was_interrupted != 0) return -1;
        if (window_has_changed != 0) el_resize(el);
        if (was_continued != 0) el_set(el, EL_PREP_TERM, 1);
        if (window_has_changed != 0 || was_continued != 0) el_set(el, EL_REFRESH);
        window_has_changed = 0;
        was_continued = 0;
        continue;
      }
      char byte = 0;
      const ssize_t count = ::read(input, &byte, 1);
      if (count < 0 && (errno == EINTR || errno == EAGAIN)) continue;
      if (count <= 0) return static_cast<int>(count);
      const size_t decoded = std::mbrtowc(out, &byte, 1, &state);
      if (decoded == static_cast<size_t>(-2)) continue;
      if (decoded == static_cast<size_t>(-1)) *out = L'?';
      return 1;
    }
  }

  static unsigned char complete_word(EditLine* el, int) {
    const LineInfo* line = el_line(el);
    const std::string_view before(line->buffer, static_cast<size_t>(line->cursor - line->buffer));
    const std::string_view behind(line->cursor, static_cast<size_t>(line->lastchar - line->cursor));
    const Completion completion = of(el).complete_(before, behind);
    if (completion.candidates.empty()) return CC_ERROR;
    const std::string typed(before.substr(before.size() - completion.typed_bytes));
    const std::string& first = completion.candidates.front();
    const bool is_only = completion.candidates.size() == 1;
    const std::string common = first.substr(0, common_prefix(completion.candidates));
    if (!is_only && (common.size() < typed.size() || common == typed)) {
      print_candidates(completion.candidates);
      return CC_REDISPLAY;
    }
    el_deletestr(el, characters_of(typed));
    el_insertstr(el, (common + (is_only ? completion.suffix : "")).c_str());
    return CC_REFRESH;
  }

  /// The terminal, opened so that reading never waits: Ctrl-C takes away keys that poll has already
  /// told of, and a read that waited for others then would not see the signal.
  static int open_input() {
    const char* name = ttyname(STDIN_FILENO);
    return name ? open(name, O_RDONLY | O_NONBLOCK | O_NOCTTY | O_CLOEXEC) : -1;
  }

  struct EditLineEnd {
    void operator()(EditLine* el) const { el_end(el); }
  };

  std::string history_path_;
  Complete complete_;
  std::string prompt_;
  const LineSignals* signals_ = nullptr;  // while a line is read
  int input_ = STDIN_FILENO;
  HistoryPointer history_;
  std::unique_ptr<EditLine, EditLineEnd> editor_;
};

LineEditor::LineEditor(std::string history_path, Complete complete)
    : editor_(std::make_unique<Editor>(std::move(history_path), std::move(complete))) {}
LineEditor::~LineEditor() = default;

LineEditor::Read LineEditor::read(const std::string& prompt) { return editor_->read(prompt); }
void LineEditor::remember(const std::string& entry) { editor_->remember(entry); }

}  // namespace tern::shell
