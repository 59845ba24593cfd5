#include "tools/bench/queries/random.h"
#include "tools/bench/queries/suite.h"

// One query for each thing that an engine does to rows.

namespace tern::bench {
namespace {

std::string in_list(std::string sql) {
  Random random(10'000);
  for (int i = 0; i < 10'000; ++i) {
    sql += (i == 0 ? "(" : ",") + std::to_string(random.between(1, 2'000'000));
  }
  return sql += ")";
}

}  // namespace

const Suite& micro_suite() {
  using enum RowOrder;
  static const std::vector<SuiteQuery> queries = {
      {"point_rowid", Fixed, "SELECT v, s FROM t WHERE id = ?", 200'000, 1'000'000},
      {"point_join", Fixed, "SELECT a.x, b.y FROM a JOIN b ON b.id = a.b_id WHERE a.id = ?",
       200'000, 200'000},
      {"join_3_filtered", Any,
       "SELECT a.id, b.y, c.name FROM a JOIN b ON b.id = a.b_id JOIN c ON c.id = b.c_id "
       "WHERE a.x < 1000"},
      {"join_3_full", Fixed,
       "SELECT count(*), sum(a.x + b.y + c.z) FROM a JOIN b ON b.id = a.b_id "
       "JOIN c ON c.id = b.c_id"},
      {"join_3_selective_end", Fixed,
       "SELECT count(*), sum(a.x) FROM a, b, c "
       "WHERE b.id = a.b_id AND c.id = b.c_id AND c.name = 'name 77'"},
      {"join_no_index", Fixed, "SELECT count(*), sum(u.x + w.y) FROM u JOIN w ON u.k = w.k"},
      {"left_join", Fixed, "SELECT count(*), count(b.id) FROM c LEFT JOIN b ON b.c_id = c.id"},
      {"group_8", Any, "SELECT g, count(*), sum(v), avg(r), max(v) FROM t GROUP BY g"},
      {"group_100000", Any, "SELECT h, count(*), sum(v) FROM t GROUP BY h"},
      {"group_text", Any, "SELECT substr(s, 5, 3), count(*) FROM t GROUP BY 1"},
      {"order_integer", Any, "SELECT v, id FROM t ORDER BY v"},
      {"order_text", Any, "SELECT s, id FROM t ORDER BY s"},
      {"order_integer_limit", Fixed, "SELECT v, id FROM t ORDER BY v, id LIMIT 10"},
      {"order_text_limit", Fixed, "SELECT s, id FROM t ORDER BY s, id LIMIT 10"},
      {"count", Fixed, "SELECT count(*) FROM t"},
      {"distinct", Any, "SELECT DISTINCT h FROM t"},
      {"distinct_8", Any, "SELECT DISTINCT g FROM t"},
      {"window_running_sum", Fixed, "SELECT id, sum(v) OVER (ORDER BY id) FROM t"},
      {"window_partitions", Any, "SELECT id, sum(v) OVER (PARTITION BY g ORDER BY v, id) FROM t"},
      {"recursive", Fixed,
       "WITH RECURSIVE n(i) AS (VALUES(1) UNION ALL SELECT i + 1 FROM n WHERE i < 1000000) "
       "SELECT count(*), sum(i) FROM n"},
      {"like", Any, "SELECT id FROM t WHERE s LIKE '%needle%'"},
      {"in_list_scan", Fixed, in_list("SELECT count(*), sum(v) FROM t WHERE h IN ")},
      {"in_list_keys", Fixed, in_list("SELECT count(*), sum(v) FROM t WHERE id IN ")},
      {"in_subquery", Fixed,
       "SELECT count(*), sum(v) FROM t WHERE h IN (SELECT id FROM b WHERE y < 300)"},
      {"correlated", Fixed,
       "SELECT count(*) FROM a WHERE x > (SELECT avg(i.x) FROM a AS i WHERE i.b_id = a.b_id)"},
      {"exists", Fixed,
       "SELECT count(*) FROM b WHERE EXISTS (SELECT 1 FROM a WHERE a.b_id = b.id AND a.x < "
       "20000)"},
      {"scan_sum_filter", Fixed, "SELECT count(*), sum(v) FROM t WHERE g < 4 AND r > 0.25"},
      {"scan_expressions", Fixed,
       "SELECT sum(CASE WHEN v % 3 = 0 THEN v * 2 + g ELSE abs(g - h) END), "
       "max(length(s) + (v & 255)) FROM t"},
      {"compound", Fixed,
       "SELECT count(*) FROM (SELECT h FROM t WHERE g = 1 UNION SELECT h FROM t WHERE g = 2)"},
      {"all_rows", Fixed, "SELECT * FROM t"},
  };
  static const Suite suite = {"micro", 1, make_micro, queries};
  return suite;
}

}  // namespace tern::bench
