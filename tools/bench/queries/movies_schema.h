#pragma once

#include <cstdint>

// The tables of the movie suite: a few wide ones that everything hangs on, and many narrow ones
// between them.

namespace tern::bench::movies {

constexpr int64_t kTitles = 60'000;
constexpr int64_t kNames = 80'000;
constexpr int64_t kCharacters = 40'000;
constexpr int64_t kCompanies = 10'000;
constexpr int64_t kKeywords = 12'000;
constexpr int64_t kCast = 300'000;
constexpr int64_t kMovieFacts = 150'000;
constexpr int64_t kPersonFacts = 40'000;
constexpr int64_t kMovieCompanies = 80'000;
constexpr int64_t kMovieKeywords = 120'000;
constexpr int64_t kLinks = 10'000;
constexpr int64_t kAkaTitles = 15'000;
constexpr int64_t kAkaNames = 25'000;
constexpr int64_t kCompleteCasts = 12'000;

constexpr const char* kTables = R"(
  CREATE TABLE kind_type(id INTEGER PRIMARY KEY, kind TEXT);
  CREATE TABLE info_type(id INTEGER PRIMARY KEY, info TEXT);
  CREATE TABLE role_type(id INTEGER PRIMARY KEY, role TEXT);
  CREATE TABLE company_type(id INTEGER PRIMARY KEY, kind TEXT);
  CREATE TABLE link_type(id INTEGER PRIMARY KEY, link TEXT);
  CREATE TABLE comp_cast_type(id INTEGER PRIMARY KEY, kind TEXT);
  CREATE TABLE title(id INTEGER PRIMARY KEY, title TEXT, kind_id INTEGER,
    production_year INTEGER, season_nr INTEGER, episode_nr INTEGER);
  CREATE TABLE name(id INTEGER PRIMARY KEY, name TEXT, gender TEXT, name_code TEXT);
  CREATE TABLE char_name(id INTEGER PRIMARY KEY, name TEXT);
  CREATE TABLE company_name(id INTEGER PRIMARY KEY, name TEXT, country_code TEXT);
  CREATE TABLE keyword(id INTEGER PRIMARY KEY, keyword TEXT);
  CREATE TABLE cast_info(id INTEGER PRIMARY KEY, person_id INTEGER, movie_id INTEGER,
    person_role_id INTEGER, note TEXT, nr_order INTEGER, role_id INTEGER);
  CREATE TABLE movie_info(id INTEGER PRIMARY KEY, movie_id INTEGER, info_type_id INTEGER,
    info TEXT, note TEXT);
  CREATE TABLE movie_info_idx(id INTEGER PRIMARY KEY, movie_id INTEGER, info_type_id INTEGER,
    info TEXT);
  CREATE TABLE person_info(id INTEGER PRIMARY KEY, person_id INTEGER, info_type_id INTEGER,
    info TEXT);
  CREATE TABLE movie_companies(id INTEGER PRIMARY KEY, movie_id INTEGER, company_id INTEGER,
    company_type_id INTEGER, note TEXT);
  CREATE TABLE movie_keyword(id INTEGER PRIMARY KEY, movie_id INTEGER, keyword_id INTEGER);
  CREATE TABLE movie_link(id INTEGER PRIMARY KEY, movie_id INTEGER, linked_movie_id INTEGER,
    link_type_id INTEGER);
  CREATE TABLE aka_title(id INTEGER PRIMARY KEY, movie_id INTEGER, title TEXT);
  CREATE TABLE aka_name(id INTEGER PRIMARY KEY, person_id INTEGER, name TEXT);
  CREATE TABLE complete_cast(id INTEGER PRIMARY KEY, movie_id INTEGER, subject_id INTEGER,
    status_id INTEGER);
)";

constexpr const char* kIndexes = R"(
  CREATE INDEX title_kind ON title(kind_id);
  CREATE INDEX cast_info_person ON cast_info(person_id);
  CREATE INDEX cast_info_movie ON cast_info(movie_id);
  CREATE INDEX cast_info_character ON cast_info(person_role_id);
  CREATE INDEX cast_info_role ON cast_info(role_id);
  CREATE INDEX movie_info_movie ON movie_info(movie_id);
  CREATE INDEX movie_info_type ON movie_info(info_type_id);
  CREATE INDEX movie_info_idx_movie ON movie_info_idx(movie_id);
  CREATE INDEX movie_info_idx_type ON movie_info_idx(info_type_id);
  CREATE INDEX person_info_person ON person_info(person_id);
  CREATE INDEX person_info_type ON person_info(info_type_id);
  CREATE INDEX movie_companies_movie ON movie_companies(movie_id);
  CREATE INDEX movie_companies_company ON movie_companies(company_id);
  CREATE INDEX movie_companies_type ON movie_companies(company_type_id);
  CREATE INDEX movie_keyword_movie ON movie_keyword(movie_id);
  CREATE INDEX movie_keyword_keyword ON movie_keyword(keyword_id);
  CREATE INDEX movie_link_movie ON movie_link(movie_id);
  CREATE INDEX movie_link_linked ON movie_link(linked_movie_id);
  CREATE INDEX movie_link_type ON movie_link(link_type_id);
  CREATE INDEX aka_title_movie ON aka_title(movie_id);
  CREATE INDEX aka_name_person ON aka_name(person_id);
  CREATE INDEX complete_cast_movie ON complete_cast(movie_id);
)";

}  // namespace tern::bench::movies
