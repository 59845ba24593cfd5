#include <string>

#include "tools/bench/queries/movies_schema.h"
#include "tools/bench/queries/random.h"
#include "tools/bench/queries/suite.h"
#include "tools/bench/queries/table_fill.h"

// Values are skewed as they are in life: few movies have most of the cast, few keywords are on most
// movies, most companies are of few countries, and recent years have more of everything.

namespace tern::bench {
namespace {

using namespace movies;

constexpr const char* kKinds[] = {"movie",          "tv series",  "tv movie", "video movie",
                                  "tv mini series", "video game", "episode"};
constexpr const char* kFacts[] = {"runtimes",      "genres",         "languages",   "countries",
                                  "release dates", "budget",         "colour",      "locations",
                                  "certificates",  "sound mix",      "rating",      "votes",
                                  "top 250 rank",  "bottom 10 rank", "birth date",  "height",
                                  "biography",     "trivia",         "birth place", "spouse"};
enum Fact : int64_t {
  kRuntimes = 1,
  kGenres,
  kLanguages,
  kCountries,
  kReleaseDates,
  kBudget,
  kColour,
  kLocations,
  kCertificates,
  kSoundMix,
  kRating,
  kVotes,
  kTopRank,
  kBottomRank,
  kBirthDate
};
constexpr const char* kRoles[] = {"actor",
                                  "actress",
                                  "producer",
                                  "writer",
                                  "cinematographer",
                                  "composer",
                                  "costume designer",
                                  "director",
                                  "editor",
                                  "guest",
                                  "production designer",
                                  "crew"};
constexpr const char* kCompanyKinds[] = {"production companies", "distributors",
                                         "special effects companies", "miscellaneous companies"};
constexpr const char* kLinkKinds[] = {"follows",    "followed by",   "remake of",   "remade as",
                                      "references", "referenced in", "spoofs",      "spoofed in",
                                      "features",   "featured in",   "spin off of", "spin off",
                                      "version of", "similar to",    "edited into", "edited from"};
constexpr const char* kCastKinds[] = {"cast", "crew", "complete", "complete+verified"};
constexpr const char* kGenreWords[] = {"Drama",  "Comedy",    "Documentary", "Short",  "Romance",
                                       "Action", "Thriller",  "Crime",       "Horror", "Adventure",
                                       "Family", "Animation", "Mystery",     "Sci-Fi", "Western"};
constexpr const char* kCountryWords[] = {"USA",    "UK",     "Germany", "France", "Japan",
                                         "Italy",  "Sweden", "Denmark", "India",  "Norway",
                                         "Canada", "Spain",  "Iceland", "Peru",   "Bulgaria"};
constexpr const char* kCodes[] = {"[us]", "[gb]", "[de]", "[fr]", "[jp]", "[it]", "[se]", "[dk]",
                                  "[in]", "[no]", "[ca]", "[es]", "[is]", "[pe]", "[bg]"};
constexpr const char* kLanguageWords[] = {"English", "German", "French", "Japanese",  "Italian",
                                          "Swedish", "Danish", "Hindi",  "Norwegian", "Spanish"};
constexpr const char* kTitleWords[] = {
    "Dark",  "Golden", "Last",   "River",  "Night", "Champion", "Murder", "Dream", "Star",
    "House", "Summer", "Winter", "Secret", "Lost",  "King",     "Money",  "Blood", "Return",
    "Love",  "War",    "Island", "Road",   "City",  "Shadow",   "Silent", "Glass"};
constexpr const char* kFirstNames[] = {"Anna",  "Boris", "Carla", "Dieter", "Elena", "Frank",
                                       "Greta", "Hugo",  "Ines",  "Jorge",  "Karin", "Liam",
                                       "Marta", "Nils",  "Olga",  "Tim"};
constexpr const char* kSyllables[] = {"ba", "den", "fi", "gor", "ha",   "kin",
                                      "lo", "mar", "nu", "pel", "ri",   "son",
                                      "ta", "ver", "wi", "zan", "berg", "man"};
constexpr const char* kKeywordWords[] = {"sequel",          "superhero",
                                         "murder",          "character-name-in-title",
                                         "revenge",         "violence",
                                         "magnet",          "based-on-novel",
                                         "marvel-comics",   "love",
                                         "blood",           "hospital",
                                         "car-chase",       "computer-animation",
                                         "female-nudity",   "war",
                                         "number-in-title", "fight",
                                         "london",          "space"};
constexpr const char* kCastNotes[] = {"(voice)",
                                      "(uncredited)",
                                      "(producer)",
                                      "(executive producer)",
                                      "(writer)",
                                      "(archive footage)",
                                      "(voice: English version)",
                                      "(as himself)"};
constexpr const char* kCompanyNotes[] = {"(theatrical)",        "(worldwide) (DVD)", "(USA) (TV)",
                                         "(co-production)",     "(presents)",        "(VHS)",
                                         "(Japan) (theatrical)"};

template <size_t N>
void fill_words(Engine& engine, const std::string& table, const char* const (&words)[N]) {
  TableFill fill(engine, table, 2);
  for (size_t i = 0; i < N; ++i) fill.row(i + 1, words[i]);
}

class MoviesData {
 public:
  explicit MoviesData(Engine& engine) : engine_(engine) {}

  void make() {
    fill_words(engine_, "kind_type", kKinds);
    fill_words(engine_, "info_type", kFacts);
    fill_words(engine_, "role_type", kRoles);
    fill_words(engine_, "company_type", kCompanyKinds);
    fill_words(engine_, "link_type", kLinkKinds);
    fill_words(engine_, "comp_cast_type", kCastKinds);
    fill_titles();
    fill_people();
    fill_companies();
    fill_keywords();
    fill_cast();
    fill_facts();
    fill_links();
  }

 private:
  template <size_t N>
  const char* skewed_pick(const char* const (&words)[N]) {
    return words[random_.skewed(N, 2.5) - 1];
  }
  int64_t some_movie() { return random_.skewed(kTitles, 2); }
  int64_t some_person() { return random_.skewed(kNames, 1.5); }

  std::string surname() {
    std::string out;
    for (int64_t left = random_.between(2, 3); left > 0; --left) out += random_.pick(kSyllables);
    out[0] = static_cast<char>(out[0] - 'a' + 'A');
    return out;
  }
  std::string person() { return surname() += std::string(", ") + random_.pick(kFirstNames); }
  std::string some_title() {
    std::string out = random_.one_in(3) ? "The " : "";
    out.append(random_.pick(kTitleWords)).append(" ").append(random_.pick(kTitleWords));
    if (random_.one_in(4)) out += " " + std::to_string(random_.between(2, 2'000));
    return out;
  }

  void fill_titles() {
    TableFill title(engine_, "title", 6);
    for (int64_t id = 1; id <= kTitles; ++id) {
      const int64_t kind = random_.one_in(3) ? 7 : random_.skewed(6, 2);
      const int64_t year = 2015 - random_.skewed(120, 2.5);
      if (kind == 7) {
        title.row(id, some_title(), kind, year, random_.skewed(20, 2), random_.skewed(60, 1.5));
      } else if (random_.one_in(30)) {
        title.row(id, some_title(), kind, nullptr, nullptr, nullptr);
      } else {
        title.row(id, some_title(), kind, year, nullptr, nullptr);
      }
    }
    TableFill aka(engine_, "aka_title", 3);
    for (int64_t id = 1; id <= kAkaTitles; ++id) aka.row(id, some_movie(), some_title());
  }

  void fill_people() {
    TableFill name(engine_, "name", 4);
    for (int64_t id = 1; id <= kNames; ++id) {
      const std::string text = person();
      const std::string code = text.substr(0, 1) + std::to_string(random_.between(100, 655));
      if (random_.one_in(5)) {
        name.row(id, text, nullptr, code);
      } else {
        name.row(id, text, random_.between(1, 3) == 1 ? "f" : "m", code);
      }
    }
    TableFill character(engine_, "char_name", 2);
    for (int64_t id = 1; id <= kCharacters; ++id) {
      character.row(id, random_.one_in(20) ? "Himself" : surname());
    }
    TableFill aka(engine_, "aka_name", 3);
    for (int64_t id = 1; id <= kAkaNames; ++id) aka.row(id, some_person(), person());
    TableFill facts(engine_, "person_info", 4);
    for (int64_t id = 1; id <= kPersonFacts; ++id) {
      const int64_t fact = random_.between(kBirthDate, static_cast<int64_t>(std::size(kFacts)));
      std::string text = std::to_string(random_.between(1, 28)) + " May ";
      facts.row(id, some_person(), fact, text += std::to_string(random_.between(1880, 2000)));
    }
  }

  void fill_companies() {
    TableFill company(engine_, "company_name", 3);
    for (int64_t id = 1; id <= kCompanies; ++id) {
      const char* const what = random_.one_in(3) ? " Film" : random_.one_in(2) ? " Pictures" : "";
      const std::string name = surname() + what;
      if (random_.one_in(12)) {
        company.row(id, name, nullptr);
      } else {
        company.row(id, name, skewed_pick(kCodes));
      }
    }
    TableFill made(engine_, "movie_companies", 5);
    for (int64_t id = 1; id <= kMovieCompanies; ++id) {
      const int64_t movie = some_movie();
      const int64_t maker = random_.skewed(kCompanies, 3);
      const int64_t kind = random_.skewed(4, 1.7);
      if (random_.one_in(2)) {
        made.row(id, movie, maker, kind, nullptr);
      } else {
        made.row(id, movie, maker, kind, random_.pick(kCompanyNotes));
      }
    }
  }

  void fill_keywords() {
    TableFill keyword(engine_, "keyword", 2);
    for (int64_t id = 1; id <= kKeywords; ++id) {
      const auto known = static_cast<int64_t>(std::size(kKeywordWords));
      keyword.row(id, id <= known ? std::string(kKeywordWords[id - 1])
                                  : surname() + "-" + std::to_string(id));
    }
    TableFill on(engine_, "movie_keyword", 3);
    for (int64_t id = 1; id <= kMovieKeywords; ++id) {
      on.row(id, some_movie(), random_.skewed(kKeywords, 3));
    }
  }

  void fill_cast() {
    TableFill cast(engine_, "cast_info", 7);
    for (int64_t id = 1; id <= kCast; ++id) {
      const int64_t person = some_person();
      const int64_t movie = some_movie();
      const int64_t role = random_.skewed(12, 2);
      const char* const note = random_.pick(kCastNotes);
      if (role > 2) {
        cast.row(id, person, movie, nullptr, note, nullptr, role);
      } else if (random_.one_in(4)) {
        cast.row(id, person, movie, random_.skewed(kCharacters, 2), note, random_.skewed(80, 2),
                 role);
      } else {
        cast.row(id, person, movie, random_.skewed(kCharacters, 2), nullptr, random_.skewed(80, 2),
                 role);
      }
    }
  }

  std::string fact_text(int64_t fact) {
    switch (fact) {
      case kGenres:
        return skewed_pick(kGenreWords);
      case kLanguages:
        return skewed_pick(kLanguageWords);
      case kCountries:
        return skewed_pick(kCountryWords);
      case kReleaseDates:
        return std::string(skewed_pick(kCountryWords)) + ":" +
               std::to_string(2015 - random_.skewed(120, 2.5));
      case kBudget:
        return "$" + std::to_string(random_.skewed(200, 3)) + ",000,000";
      default:
        return std::to_string(random_.between(1, 500));
    }
  }

  void fill_facts() {
    TableFill facts(engine_, "movie_info", 5);
    for (int64_t id = 1; id <= kMovieFacts; ++id) {
      const int64_t fact = random_.skewed(10, 1.4);
      if (random_.one_in(5)) {
        facts.row(id, some_movie(), fact, fact_text(fact), "(premiere)");
      } else {
        facts.row(id, some_movie(), fact, fact_text(fact), nullptr);
      }
    }
    TableFill index(engine_, "movie_info_idx", 4);
    int64_t id = 0;
    for (int64_t movie = 1; movie <= kTitles; movie += random_.between(1, 3)) {
      std::string rating = std::to_string(random_.between(1, 9)) + ".";
      index.row(++id, movie, static_cast<int64_t>(kRating),
                rating += std::to_string(random_.between(0, 9)));
      index.row(++id, movie, static_cast<int64_t>(kVotes),
                std::to_string(random_.skewed(100'000, 4)));
    }
    for (int64_t rank = 1; rank <= 250; ++rank) {
      index.row(++id, some_movie(), static_cast<int64_t>(kTopRank), std::to_string(rank));
      if (rank <= 10) {
        index.row(++id, some_movie(), static_cast<int64_t>(kBottomRank), std::to_string(rank));
      }
    }
  }

  void fill_links() {
    TableFill link(engine_, "movie_link", 4);
    for (int64_t id = 1; id <= kLinks; ++id) {
      link.row(id, some_movie(), some_movie(),
               random_.skewed(static_cast<int64_t>(std::size(kLinkKinds)), 1.5));
    }
    TableFill complete(engine_, "complete_cast", 4);
    for (int64_t id = 1; id <= kCompleteCasts; ++id) {
      complete.row(id, some_movie(), random_.between(1, 2), random_.between(3, 4));
    }
  }

  Engine& engine_;
  Random random_{19130502};
};

}  // namespace

void make_movies(Engine& engine) {
  engine.execute(kTables);
  MoviesData(engine).make();
  engine.execute(kIndexes);
}

}  // namespace tern::bench
