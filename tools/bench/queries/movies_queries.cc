#include "tools/bench/queries/suite.h"

// Joins of 3 to 12 tables (the number in the name) along foreign keys, with filters that hold for
// few rows, for many, or for combinations that statistics of single columns do not foresee.

namespace tern::bench {

const Suite& movies_suite() {
  using enum RowOrder;
  static const std::vector<SuiteQuery> queries = {
      {"03a", Fixed, R"(
  SELECT min(t.title), count(*)
  FROM keyword k, movie_keyword mk, title t
  WHERE k.keyword = 'sequel' AND mk.keyword_id = k.id AND t.id = mk.movie_id
    AND t.production_year > 2005)"},
      {"03b", Fixed, R"(
  SELECT min(t.title), max(t.production_year)
  FROM title t JOIN movie_companies mc ON mc.movie_id = t.id
    JOIN company_name cn ON cn.id = mc.company_id
  WHERE cn.country_code = '[jp]' AND t.title LIKE '%Dream%')"},
      {"03c", Fixed, R"(
  SELECT n.gender, count(*), min(t.production_year)
  FROM cast_info ci JOIN name n ON n.id = ci.person_id JOIN title t ON t.id = ci.movie_id
  WHERE t.production_year BETWEEN 1980 AND 1990
  GROUP BY n.gender ORDER BY n.gender)"},
      {"03d", Fixed, R"(
  SELECT count(*), min(mi.info)
  FROM movie_info mi, info_type it, title t
  WHERE it.info = 'budget' AND mi.info_type_id = it.id AND t.id = mi.movie_id
    AND t.kind_id = 1 AND t.production_year < 1970)"},
      {"05e", Fixed, R"(
  SELECT min(mii.info), min(t.title)
  FROM info_type it, keyword k, movie_info_idx mii, title t, movie_keyword mk
  WHERE it.info = 'rating' AND k.keyword LIKE '%war%' AND mii.info > '8.5'
    AND t.production_year > 2000 AND t.id = mii.movie_id AND t.id = mk.movie_id
    AND mk.movie_id = mii.movie_id AND k.id = mk.keyword_id AND it.id = mii.info_type_id)"},
      {"04b", Fixed, R"(
  SELECT min(n.name), min(t.title), count(*)
  FROM name n, cast_info ci, title t, role_type rt
  WHERE n.name LIKE 'Z%' AND n.gender = 'f' AND ci.person_id = n.id AND t.id = ci.movie_id
    AND rt.id = ci.role_id AND rt.role = 'actress')"},
      {"04c", Fixed, R"(
  SELECT kt.kind, count(*), count(DISTINCT mc.company_id)
  FROM title t, kind_type kt, movie_companies mc, company_type ct
  WHERE kt.id = t.kind_id AND mc.movie_id = t.id AND ct.id = mc.company_type_id
    AND ct.kind = 'production companies'
  GROUP BY kt.kind ORDER BY kt.kind)"},
      {"04d", Fixed, R"(
  SELECT min(t1.title), min(t2.title), count(*)
  FROM movie_link ml, link_type lt, title t1, title t2
  WHERE lt.link LIKE '%follow%' AND ml.link_type_id = lt.id AND t1.id = ml.movie_id
    AND t2.id = ml.linked_movie_id AND t1.production_year > t2.production_year)"},
      {"05a", Fixed, R"(
  SELECT min(mc.note), min(t.title), min(t.production_year)
  FROM company_type ct, info_type it, movie_companies mc, movie_info_idx mii, title t
  WHERE ct.kind = 'production companies' AND it.info = 'top 250 rank'
    AND mc.note LIKE '%(co-production)%' AND ct.id = mc.company_type_id AND t.id = mc.movie_id
    AND t.id = mii.movie_id AND mc.movie_id = mii.movie_id AND it.id = mii.info_type_id)"},
      {"05b", Fixed, R"(
  SELECT min(t.title), count(*)
  FROM company_type ct, info_type it, movie_companies mc, movie_info mi, title t
  WHERE ct.kind = 'distributors' AND mc.note LIKE '%(theatrical)%' AND it.info = 'languages'
    AND mi.info IN ('Swedish', 'Danish', 'Norwegian', 'German') AND t.production_year > 2000
    AND t.id = mi.movie_id AND t.id = mc.movie_id AND mc.movie_id = mi.movie_id
    AND ct.id = mc.company_type_id AND it.id = mi.info_type_id)"},
      {"05c", Fixed, R"(
  SELECT min(n.name), min(cn.name), min(t.title)
  FROM cast_info ci JOIN name n ON n.id = ci.person_id JOIN char_name cn ON cn.id = ci.person_role_id
    JOIN title t ON t.id = ci.movie_id JOIN aka_name an ON an.person_id = n.id
  WHERE ci.note = '(voice)' AND n.gender = 'm' AND t.production_year > 1990)"},
      {"05d", Fixed, R"(
  SELECT k.keyword, count(*) AS uses
  FROM keyword k, movie_keyword mk, title t, movie_info mi, info_type it
  WHERE mk.keyword_id = k.id AND t.id = mk.movie_id AND mi.movie_id = t.id
    AND it.id = mi.info_type_id AND it.info = 'genres' AND mi.info = 'Horror'
  GROUP BY k.keyword ORDER BY uses DESC, k.keyword LIMIT 20)"},
      {"06a", Fixed, R"(
  SELECT min(k.keyword), min(n.name), min(t.title)
  FROM cast_info ci, keyword k, movie_keyword mk, name n, title t, role_type rt
  WHERE k.keyword = 'marvel-comics' AND n.name LIKE '%Tim' AND t.production_year > 1995
    AND k.id = mk.keyword_id AND t.id = mk.movie_id AND t.id = ci.movie_id
    AND ci.movie_id = mk.movie_id AND n.id = ci.person_id AND rt.id = ci.role_id)"},
      {"06b", Fixed, R"(
  SELECT min(cn.name), count(*)
  FROM company_name cn, movie_companies mc, title t, movie_keyword mk, keyword k, kind_type kt
  WHERE cn.country_code <> '[us]' AND (cn.name LIKE '%Film%' OR cn.name LIKE '%Pictures%')
    AND k.keyword IN ('sequel', 'revenge', 'based-on-novel') AND mc.note IS NULL
    AND mc.company_id = cn.id AND t.id = mc.movie_id AND mk.movie_id = t.id
    AND k.id = mk.keyword_id AND kt.id = t.kind_id AND kt.kind = 'movie')"},
      {"06c", Fixed, R"(
  SELECT min(t1.title), min(t2.title), count(*)
  FROM movie_link ml, link_type lt, title t1, title t2, kind_type kt1, kind_type kt2
  WHERE lt.id = ml.link_type_id AND t1.id = ml.movie_id AND t2.id = ml.linked_movie_id
    AND kt1.id = t1.kind_id AND kt2.id = t2.kind_id AND kt1.kind = 'episode'
    AND kt2.kind = 'movie')"},
      {"06d", Fixed, R"(
  SELECT min(mi.info), min(mii.info), min(t.title)
  FROM info_type it1, info_type it2, movie_info mi, movie_info_idx mii, title t, kind_type kt
  WHERE it1.info = 'genres' AND it2.info = 'votes' AND mi.info IN ('Drama', 'Western')
    AND mii.info_type_id = it2.id AND mi.info_type_id = it1.id AND t.id = mi.movie_id
    AND t.id = mii.movie_id AND kt.id = t.kind_id AND kt.kind LIKE 'tv%')"},
      {"08d", Fixed, R"(
  SELECT min(n.name), min(t.title)
  FROM aka_name an, cast_info ci, info_type it, link_type lt, movie_link ml, name n,
    person_info pi, title t
  WHERE an.name LIKE '%ma%' AND it.info = 'biography' AND lt.link = 'features'
    AND n.name_code BETWEEN 'A' AND 'H' AND t.production_year BETWEEN 1980 AND 2000
    AND n.id = an.person_id AND n.id = pi.person_id AND ci.person_id = n.id
    AND t.id = ci.movie_id AND ml.linked_movie_id = t.id AND lt.id = ml.link_type_id
    AND it.id = pi.info_type_id)"},
      {"07b", Fixed, R"(
  SELECT min(t.title), count(*)
  FROM title t, cast_info ci, name n, role_type rt, movie_companies mc, company_name cn,
    company_type ct
  WHERE rt.role = 'director' AND cn.country_code = '[fr]' AND ct.kind = 'distributors'
    AND ci.movie_id = t.id AND n.id = ci.person_id AND rt.id = ci.role_id AND mc.movie_id = t.id
    AND cn.id = mc.company_id AND ct.id = mc.company_type_id AND n.gender = 'f')"},
      {"07c", Fixed, R"(
  SELECT t.production_year, count(*), min(n.name)
  FROM complete_cast cc, comp_cast_type c1, comp_cast_type c2, title t, cast_info ci, name n,
    role_type rt
  WHERE c1.kind = 'cast' AND c2.kind = 'complete+verified' AND cc.subject_id = c1.id
    AND cc.status_id = c2.id AND t.id = cc.movie_id AND ci.movie_id = t.id AND n.id = ci.person_id
    AND rt.id = ci.role_id AND rt.role IN ('actor', 'actress') AND ci.nr_order <= 2
  GROUP BY t.production_year ORDER BY t.production_year)"},
      {"08a", Fixed, R"(
  SELECT min(an.name), min(chn.name), min(t.title)
  FROM aka_name an, cast_info ci, company_name cn, movie_companies mc, name n, role_type rt,
    title t, char_name chn
  WHERE ci.note = '(voice: English version)' AND cn.country_code = '[jp]'
    AND mc.note LIKE '%(Japan)%' AND rt.role = 'actress' AND an.person_id = n.id
    AND n.id = ci.person_id AND ci.movie_id = t.id AND t.id = mc.movie_id
    AND ci.movie_id = mc.movie_id AND mc.company_id = cn.id AND ci.role_id = rt.id
    AND chn.id = ci.person_role_id)"},
      {"08b", Fixed, R"(
  SELECT min(cn.name), min(lt.link), min(t.title)
  FROM company_name cn, company_type ct, keyword k, link_type lt, movie_companies mc,
    movie_keyword mk, movie_link ml, title t
  WHERE cn.country_code <> '[pe]' AND ct.kind = 'production companies' AND k.keyword = 'sequel'
    AND lt.link LIKE '%follow%' AND t.production_year BETWEEN 1950 AND 2010
    AND lt.id = ml.link_type_id AND ml.movie_id = t.id AND t.id = mk.movie_id
    AND mk.keyword_id = k.id AND t.id = mc.movie_id AND mc.company_type_id = ct.id
    AND mc.company_id = cn.id AND ml.movie_id = mk.movie_id AND ml.movie_id = mc.movie_id
    AND mk.movie_id = mc.movie_id)"},
      {"08c", Fixed, R"(
  SELECT count(*), min(t.title)
  FROM title t JOIN kind_type kt ON kt.id = t.kind_id
    JOIN movie_info mi ON mi.movie_id = t.id JOIN info_type it1 ON it1.id = mi.info_type_id
    JOIN movie_info_idx mii ON mii.movie_id = t.id JOIN info_type it2 ON it2.id = mii.info_type_id
    LEFT JOIN aka_title at ON at.movie_id = t.id LEFT JOIN movie_link ml ON ml.movie_id = t.id
  WHERE it1.info = 'countries' AND mi.info IN ('Sweden', 'Iceland') AND it2.info = 'rating'
    AND mii.info < '4' AND at.id IS NULL)"},
      {"09a", Fixed, R"(
  SELECT min(mi.info), min(mii.info), min(t.title)
  FROM company_name cn, company_type ct, info_type it1, info_type it2, kind_type kt,
    movie_companies mc, movie_info mi, movie_info_idx mii, title t
  WHERE cn.country_code = '[de]' AND ct.kind = 'production companies' AND it1.info = 'rating'
    AND it2.info = 'release dates' AND kt.kind = 'movie' AND mi.movie_id = t.id
    AND it2.id = mi.info_type_id AND kt.id = t.kind_id AND mc.movie_id = t.id
    AND cn.id = mc.company_id AND ct.id = mc.company_type_id AND mii.movie_id = t.id
    AND it1.id = mii.info_type_id AND mi.movie_id = mii.movie_id AND mi.movie_id = mc.movie_id
    AND mii.movie_id = mc.movie_id)"},
      {"09b", Fixed, R"(
  SELECT min(an.name), min(n.name), count(*)
  FROM aka_name an, char_name chn, cast_info ci, company_name cn, movie_companies mc, name n,
    role_type rt, title t, kind_type kt
  WHERE ci.note IN ('(voice)', '(uncredited)') AND cn.country_code = '[us]' AND n.gender = 'f'
    AND n.name LIKE '%An%' AND rt.role = 'actress' AND ci.movie_id = t.id AND t.id = mc.movie_id
    AND ci.movie_id = mc.movie_id AND mc.company_id = cn.id AND ci.role_id = rt.id
    AND n.id = ci.person_id AND chn.id = ci.person_role_id AND an.person_id = n.id
    AND kt.id = t.kind_id AND kt.kind = 'episode')"},
      {"10a", Fixed, R"(
  SELECT min(t.title), min(n.name), count(*)
  FROM title t, kind_type kt, cast_info ci, name n, role_type rt, char_name chn,
    movie_keyword mk, keyword k, complete_cast cc, comp_cast_type cct
  WHERE kt.id = t.kind_id AND kt.kind IN ('movie', 'tv movie') AND ci.movie_id = t.id
    AND n.id = ci.person_id AND rt.id = ci.role_id AND chn.id = ci.person_role_id
    AND mk.movie_id = t.id AND k.id = mk.keyword_id AND k.keyword IN ('superhero', 'magnet', 'fight')
    AND cc.movie_id = t.id AND cct.id = cc.status_id AND cct.kind LIKE '%complete%'
    AND t.production_year > 1990)"},
      {"10b", Fixed, R"(
  SELECT min(t1.title), min(t2.title), min(mii1.info)
  FROM movie_link ml, link_type lt, title t1, title t2, movie_info_idx mii1, movie_info_idx mii2,
    info_type it1, info_type it2, kind_type kt1, kind_type kt2
  WHERE lt.link IN ('follows', 'remake of', 'references') AND it1.info = 'rating'
    AND it2.info = 'rating' AND kt1.kind = 'movie' AND kt2.kind = 'movie' AND mii2.info < '5.0'
    AND lt.id = ml.link_type_id AND t1.id = ml.movie_id AND t2.id = ml.linked_movie_id
    AND mii1.movie_id = t1.id AND mii2.movie_id = t2.id AND it1.id = mii1.info_type_id
    AND it2.id = mii2.info_type_id AND kt1.id = t1.kind_id AND kt2.id = t2.kind_id)"},
      {"11a", Fixed, R"(
  SELECT min(cn.name), min(mi.info), min(t.title)
  FROM company_name cn, company_type ct, keyword k, link_type lt, movie_companies mc,
    movie_info mi, info_type it, movie_keyword mk, movie_link ml, title t, kind_type kt
  WHERE cn.country_code = '[de]' AND ct.kind = 'production companies'
    AND k.keyword IN ('sequel', 'space') AND lt.link = 'followed by'
    AND it.info = 'countries' AND mi.info IN ('Denmark', 'Norway')
    AND lt.id = ml.link_type_id AND ml.movie_id = t.id AND t.id = mk.movie_id
    AND mk.keyword_id = k.id AND t.id = mc.movie_id AND mc.company_type_id = ct.id
    AND mc.company_id = cn.id AND mi.movie_id = t.id AND it.id = mi.info_type_id
    AND kt.id = t.kind_id AND ml.movie_id = mk.movie_id AND ml.movie_id = mc.movie_id
    AND mk.movie_id = mc.movie_id AND ml.movie_id = mi.movie_id)"},
      {"11b", Fixed, R"(
  SELECT min(chn.name), min(n.name), min(t.title)
  FROM complete_cast cc, comp_cast_type c1, comp_cast_type c2, char_name chn, cast_info ci,
    keyword k, kind_type kt, movie_keyword mk, name n, title t, role_type rt
  WHERE c1.kind = 'cast' AND c2.kind LIKE '%complete%' AND k.keyword IN ('superhero', 'violence')
    AND kt.kind = 'movie' AND t.production_year > 1980 AND kt.id = t.kind_id
    AND t.id = mk.movie_id AND t.id = ci.movie_id AND t.id = cc.movie_id
    AND mk.movie_id = ci.movie_id AND mk.movie_id = cc.movie_id AND ci.movie_id = cc.movie_id
    AND chn.id = ci.person_role_id AND n.id = ci.person_id AND k.id = mk.keyword_id
    AND c1.id = cc.subject_id AND c2.id = cc.status_id AND rt.id = ci.role_id
    AND rt.role = 'actor')"},
      {"12a", Fixed, R"(
  SELECT min(mi.info), min(mii.info), min(n.name), min(t.title)
  FROM cast_info ci, info_type it1, info_type it2, keyword k, movie_info mi, movie_info_idx mii,
    movie_keyword mk, name n, title t, kind_type kt, role_type rt, movie_companies mc
  WHERE ci.note IN ('(writer)', '(producer)') AND it1.info = 'genres' AND it2.info = 'votes'
    AND k.keyword IN ('murder', 'violence', 'blood', 'revenge') AND mi.info = 'Horror'
    AND n.gender = 'm' AND t.id = mi.movie_id AND t.id = mii.movie_id AND t.id = ci.movie_id
    AND t.id = mk.movie_id AND ci.movie_id = mi.movie_id AND ci.movie_id = mii.movie_id
    AND ci.movie_id = mk.movie_id AND n.id = ci.person_id AND it1.id = mi.info_type_id
    AND it2.id = mii.info_type_id AND k.id = mk.keyword_id AND kt.id = t.kind_id
    AND rt.id = ci.role_id AND mc.movie_id = t.id AND mc.company_type_id = 2
    AND t.production_year > 2010)"},
      {"12b", Fixed, R"(
  SELECT min(n.name), min(an.name), min(t.title), count(*)
  FROM name n JOIN aka_name an ON an.person_id = n.id JOIN person_info pi ON pi.person_id = n.id
    JOIN info_type it1 ON it1.id = pi.info_type_id JOIN cast_info ci ON ci.person_id = n.id
    JOIN role_type rt ON rt.id = ci.role_id JOIN char_name chn ON chn.id = ci.person_role_id
    JOIN title t ON t.id = ci.movie_id JOIN movie_companies mc ON mc.movie_id = t.id
    JOIN company_name cn ON cn.id = mc.company_id JOIN movie_info mi ON mi.movie_id = t.id
    JOIN info_type it2 ON it2.id = mi.info_type_id
  WHERE it1.info = 'birth date' AND rt.role = 'actor' AND cn.country_code = '[gb]'
    AND it2.info = 'languages' AND mi.info = 'English' AND n.name LIKE 'B%'
    AND t.production_year BETWEEN 1990 AND 2014)"},
  };
  static const Suite suite = {"movies", 1, make_movies, queries};
  return suite;
}

}  // namespace tern::bench
