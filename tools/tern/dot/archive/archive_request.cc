#include "tools/tern/dot/archive/archive_request.h"

#include <algorithm>

namespace tern::shell {
namespace {

using Task = ArchiveRequest::Task;

struct ArchiveOption {
  std::string_view name;
  char letter;
  bool has_value = false;
  std::optional<Task> task = {};
};

constexpr ArchiveOption kArchiveOptions[] = {
    {"create", 'c', false, Task::Create},
    {"extract", 'x', false, Task::Extract},
    {"insert", 'i', false, Task::Insert},
    {"list", 't', false, Task::List},
    {"remove", 'r', false, Task::Remove},
    {"update", 'u', false, Task::Update},
    {"help", 'h', false, Task::Help},
    {"verbose", 'v'},
    {"file", 'f', true},
    {"append", 'a', true},
    {"directory", 'C', true},
    {"dryrun", 'n'},
    {"glob", 'g'},
};

using Complaint = std::unexpected<std::string>;

class ArchiveWords {
 public:
  explicit ArchiveWords(std::span<const std::string> words) : rest_(words) {}

  std::expected<ArchiveRequest, std::string> parse() {
    std::optional<Complaint> wrong;
    if (!rest_.front().starts_with('-')) {
      wrong = take_letters(next(), Values::Behind);
    } else {
      while (!wrong && !rest_.empty() && rest_.front().starts_with('-')) {
        const std::string& word = next();
        if (word == "--") break;
        wrong =
            word.starts_with("--") ? take_name(word) : take_letters(word.substr(1), Values::Inside);
      }
    }
    if (wrong) return *wrong;
    request_.members.assign(rest_.begin(), rest_.end());
    return std::move(request_);
  }

 private:
  /// Where the value of a letter is: the rest of its word, if there is one, or a word further on.
  enum class Values : uint8_t { Inside, Behind };

  const std::string& next() {
    const std::string& word = rest_.front();
    rest_ = rest_.subspan(1);
    return word;
  }

  std::optional<Complaint> take_letters(const std::string& letters, Values values) {
    for (size_t at = 0; at < letters.size(); ++at) {
      const std::string letter(1, letters[at]);
      const auto* const option =
          std::ranges::find(kArchiveOptions, letters[at], &ArchiveOption::letter);
      if (option == std::end(kArchiveOptions)) return Complaint("unrecognized option: " + letter);
      std::string value;
      if (option->has_value && values == Values::Inside && at + 1 < letters.size()) {
        value = letters.substr(at + 1);
        at = letters.size();
      } else if (option->has_value) {
        if (rest_.empty()) return Complaint("option requires an argument: " + letter);
        value = next();
      }
      if (auto wrong = take(*option, std::move(value))) return wrong;
    }
    return std::nullopt;
  }

  std::optional<Complaint> take_name(const std::string& word) {
    const std::string_view name = std::string_view(word).substr(2);
    const auto begins = [name](const ArchiveOption& option) {
      return option.name.starts_with(name);
    };
    const auto* const option = std::ranges::find_if(kArchiveOptions, begins);
    if (option == std::end(kArchiveOptions)) return Complaint("unrecognized option: " + word);
    if (std::ranges::count_if(kArchiveOptions, begins) > 1)
      return Complaint("ambiguous option: " + word);
    if (!option->has_value) return take(*option, "");
    if (rest_.empty()) return Complaint("option requires an argument: " + word);
    return take(*option, next());
  }

  std::optional<Complaint> take(const ArchiveOption& option, std::string value) {
    if (option.task) {
      if (has_task_) return Complaint("multiple command options");
      has_task_ = true;
      request_.task = *option.task;
    } else if (option.letter == 'v') {
      request_.is_verbose = true;
    } else if (option.letter == 'n') {
      request_.is_dry_run = true;
    } else if (option.letter == 'g') {
      request_.uses_glob = true;
    } else if (option.letter == 'C') {
      request_.folder = std::move(value);
    } else {
      request_.appends |= option.letter == 'a';
      request_.file = std::move(value);
    }
    return std::nullopt;
  }

  std::span<const std::string> rest_;
  ArchiveRequest request_;
  bool has_task_ = false;
};

}  // namespace

std::expected<ArchiveRequest, std::string> ArchiveRequest::parse(
    std::span<const std::string> words) {
  return ArchiveWords(words).parse();
}

}  // namespace tern::shell
