#include "tools/diff/minimise.h"

#include <algorithm>

#include "engine/sql/lexer.h"

namespace tern::diff {
namespace {

constexpr int kRunsMax = 3000;

// Delta debugging: drops ever smaller runs of elements while what is left still fails.
class Minimiser {
 public:
  Minimiser(std::string kind, const CompareOptions& options)
      : kind_(std::move(kind)), options_(options) {}

  bool fails(const Script& script) {
    if (++runs_ > kRunsMax) return false;
    return compare_apart(script, options_).kind == kind_;
  }

  template <class T, class Test>
  std::vector<T> reduce(std::vector<T> items, Test still_fails) {
    for (size_t chunk = std::max<size_t>(items.size() / 2, 1); chunk > 0; chunk /= 2) {
      for (size_t at = 0; at < items.size();) {
        const auto begin = items.begin() + static_cast<std::ptrdiff_t>(at);
        const auto end =
            items.begin() + static_cast<std::ptrdiff_t>(std::min(at + chunk, items.size()));
        std::vector<T> fewer(items.begin(), begin);
        fewer.insert(fewer.end(), end, items.end());
        if (still_fails(fewer)) {
          items = std::move(fewer);
        } else {
          at += chunk;
        }
      }
    }
    return items;
  }

  Script statements(Script script) {
    return reduce(std::move(script), [this](const Script& fewer) { return fails(fewer); });
  }

  void tokens(Script& script, size_t at) {
    const std::string original = script[at].sql;
    std::vector<std::string> words;
    sql::Lexer lexer(original);
    for (sql::Token t = lexer.next(); t.kind != sql::TokenKind::End; t = lexer.next()) {
      words.push_back(original.substr(t.begin, t.end - t.begin));
    }
    const auto joined = [](const std::vector<std::string>& list) {
      std::string out;
      for (const std::string& word : list) {
        const bool glued = word == "," || word == ")" || word == "." || word == ";" ||
                           out.empty() || out.ends_with('(') || out.ends_with('.');
        out += (glued ? "" : " ") + word;
      }
      return out;
    };
    const auto with = [&](const std::vector<std::string>& list) {
      Script changed = script;
      changed[at].sql = joined(list);
      return changed;
    };
    if (!fails(with(words))) return;
    words = reduce(words, [&](const std::vector<std::string>& fewer) {
      return !fewer.empty() && fails(with(fewer));
    });
    script[at].sql = joined(words);
  }

 private:
  std::string kind_;
  const CompareOptions& options_;
  int runs_ = 0;
};

}  // namespace

Script minimise(Script script, const Divergence& divergence, const CompareOptions& options) {
  CompareOptions quick = options;
  if (divergence.kind != "plan") quick.plan_variant = PlanVariant();  // it takes no other plan
  Minimiser minimiser(divergence.kind, quick);
  if (divergence.step < script.size()) {
    Script upto(script.begin(), script.begin() + static_cast<std::ptrdiff_t>(divergence.step + 1));
    if (minimiser.fails(upto)) script = std::move(upto);
  }
  script = minimiser.statements(std::move(script));
  for (size_t i = script.size(); i > 0; --i) minimiser.tokens(script, i - 1);
  return minimiser.statements(std::move(script));
}

}  // namespace tern::diff
