#include "tools/bench/queries/suite.h"

// One query for each function whose speed matters, over a million rows. What comes out is summed
// up, so that little else is measured.

namespace tern::bench {

const Suite& functions_suite() {
  using enum RowOrder;
  static const std::vector<SuiteQuery> queries = {
      {"like", Fixed, "SELECT count(*) FROM f WHERE s LIKE '%needle%'"},
      {"glob", Fixed, "SELECT count(*) FROM f WHERE s GLOB '*Needle*'"},
      {"substr", Fixed, "SELECT sum(length(substr(s, 5, 6))) FROM f"},
      {"upper", Fixed, "SELECT sum(length(upper(s))) FROM f"},
      {"replace", Fixed, "SELECT sum(length(replace(s, 'hay', 'straw'))) FROM f"},
      {"instr", Fixed, "SELECT sum(instr(s, 'but')) FROM f"},
      {"printf", Fixed, "SELECT sum(length(printf('%s: %08d %.2f', s, i, r))) FROM f"},
      {"strftime", Fixed, "SELECT sum(length(strftime('%Y-%m-%d %H:%M', i, 'unixepoch'))) FROM f"},
      {"date_of_text", Fixed,
       "SELECT count(date('2024-02-29', '+' || (i % 1000) || ' days')) FROM f"},
      {"round", Fixed, "SELECT sum(round(r, 2) > 500000) FROM f"},
      {"abs_max_coalesce", Fixed, "SELECT sum(abs(i) + max(i, id) + coalesce(NULL, i)) FROM f"},
      {"text_to_real", Fixed, "SELECT sum(CAST(n AS REAL) > 500000) FROM f"},
      {"real_to_text", Fixed, "SELECT sum(length(CAST(r AS TEXT))) FROM f"},
      {"sum_avg", Fixed, "SELECT sum(i), avg(i), total(i) FROM f"},
      {"group_concat", Fixed, "SELECT length(group_concat(s, ',')) FROM f"},
      {"json_extract", Fixed, "SELECT sum(length(json_extract(j, '$.address.city'))) FROM f"},
      {"json_extract_last", Fixed, "SELECT count(json_extract(j, '$.active')) FROM f"},
      {"json_arrow", Fixed, "SELECT sum(length(j ->> 'name')) FROM f"},
      {"json_valid", Fixed, "SELECT sum(json_valid(j)) FROM f"},
      {"json", Fixed, "SELECT sum(length(json(j))) FROM f"},
      {"json_set", Fixed, "SELECT sum(length(json_set(j, '$.score', 1))) FROM f"},
      {"json_each", Fixed, "SELECT count(e.value) FROM f, json_each(f.j) AS e"},
      {"json_tree", Fixed, "SELECT count(e.atom) FROM f, json_tree(f.j) AS e"},
      {"json_object", Fixed, "SELECT sum(length(json_object('i', i, 's', s))) FROM f"},
      {"json_group_array", Fixed, "SELECT length(json_group_array(s)) FROM f"},
      {"hex_quote", Fixed, "SELECT sum(length(hex(s)) + length(quote(r))) FROM f"},
  };
  static const Suite suite = {"functions", 1, make_functions, queries};
  return suite;
}

}  // namespace tern::bench
