#include <gtest/gtest.h>

#include "tests/support/sql_cases.h"

// Expected values: Python's module statistics and exact fractions, NIST's Statistical Reference
// Datasets, Excel's documentation of SKEW and KURT.

namespace tern::extensions {
namespace {

class StatisticsCases : public SqlCases {
 protected:
  /// `aggregate` of column x of rows with these values.
  std::string of(std::string_view aggregate, std::string_view values) {
    return ask("WITH t(x) AS (VALUES " + std::string(values) + ") SELECT " +
               std::string(aggregate) + " FROM t");
  }
  /// The same of pairs (y, x).
  std::string of_pairs(std::string_view aggregate, std::string_view values) {
    return ask("WITH t(y, x) AS (VALUES " + std::string(values) + ") SELECT " +
               std::string(aggregate) + " FROM t");
  }
};

constexpr std::string_view kEight = "(2), (4), (4), (4), (5), (5), (7), (9)";

TEST_F(StatisticsCases, SpreadOfAPopulationAndOfASample) {
  EXPECT_EQ(of("var_pop(x), stddev_pop(x)", kEight), "4.0|2.0");
  EXPECT_EQ(of("var_samp(x), stddev_samp(x)", kEight), "4.57142857142857|2.1380899352994");
  EXPECT_EQ(of("variance(x) = var_samp(x), stddev(x) = stddev_samp(x)", kEight), "1|1");
  EXPECT_EQ(ask("SELECT var_samp(value), round(var_pop(value), 6), round(stddev(value), 6) "
                "FROM generate_series(1, 99)"),
            "825.0|816.666667|28.722813");
}

TEST_F(StatisticsCases, SpreadIsNotLostBesideALargeMean) {
  EXPECT_EQ(of("var_samp(x), var_pop(x)",
               "(1000000000004), (1000000000007), (1000000000013), (1000000000016)"),
            "30.0|22.5");
  // NIST, NumAcc3: 1000000.2, then 500 times 1000000.1 and 1000000.3. Its deviation is 0.1.
  EXPECT_EQ(ask("SELECT round(stddev(x), 9), round(avg(x), 9) FROM (SELECT 1000000.2 AS x "
                "UNION ALL SELECT 1000000.2 + iif(value % 2, -0.1, 0.1) "
                "FROM generate_series(1, 1000))"),
            "0.1|1000000.2");
  EXPECT_EQ(of("var_samp(x)", "(0.1), (0.1), (0.1)"), "0.0");
}

TEST_F(StatisticsCases, TooFewRowsGiveNull) {
  EXPECT_EQ(of("var_pop(x), stddev_pop(x), variance(x), stddev(x)", "(5)"), "0.0|0.0|NULL|NULL");
  EXPECT_EQ(of("var_pop(x), stddev(x), skewness_pop(x), kurtosis(x), mode(x), geometric_mean(x), "
               "harmonic_mean(x), percentile_25(x)",
               "(NULL), (NULL)"),
            "NULL|NULL|NULL|NULL|NULL|NULL|NULL|NULL");
  EXPECT_EQ(of("skewness_pop(x), skewness(x)", "(1), (2)"), "0.0|NULL");
  EXPECT_EQ(of("kurtosis_pop(x), kurtosis(x)", "(1), (2), (3)"), "-1.5|NULL");
  EXPECT_EQ(of("skewness(x), kurtosis(x)", "(7), (7), (7), (7)"), "NULL|NULL");
}

TEST_F(StatisticsCases, ArgumentsAreTakenAsAvgTakesThem) {
  EXPECT_EQ(of("var_pop(x), avg(x)", "(1), (NULL), ('3'), ('5 apples'), ('none'), (x'37')"),
            of("var_pop(x), avg(x)", "(1), (3), (5), (0), (7)"));
  EXPECT_EQ(of("var_pop(x)", "(1), (3), (5), (0), (7)"), "6.56");
  EXPECT_EQ(of("var_pop(DISTINCT x)", "(1), (1), (1), (3)"), "1.0");
  EXPECT_EQ(of("var_pop(x)", "(1), (9e999)"), "NULL");
  EXPECT_EQ(of("variance()", "(1)"), "! wrong number of arguments to function variance()");
}

TEST_F(StatisticsCases, ShapeOfADistribution) {
  constexpr std::string_view kExcel = "(3), (4), (5), (2), (3), (4), (5), (6), (4), (7)";
  EXPECT_EQ(of("round(skewness(x), 12), round(kurtosis(x), 12)", kExcel),
            "0.359543071407|-0.151799637208");
  EXPECT_EQ(of("round(skewness_pop(x), 12), round(kurtosis_pop(x), 12)", kExcel),
            "0.303193339354|-0.631321006906");
  EXPECT_EQ(of("round(skewness(x + 1000000), 9), round(kurtosis(x + 1000000), 9)", kExcel),
            "0.359543071|-0.151799637");
  EXPECT_EQ(of("skewness_pop(x), kurtosis_pop(x)", kEight), "0.65625|-0.21875");
}

constexpr std::string_view kNorris =
    "(0.1, 0.2), (338.8, 337.4), (118.1, 118.2), (888.0, 884.6), (9.2, 10.1), (228.1, 226.5), "
    "(668.5, 666.3), (998.5, 996.3), (449.1, 448.6), (778.9, 777.0), (559.2, 558.2), (0.3, 0.4), "
    "(0.1, 0.6), (778.1, 775.5), (668.8, 666.9), (339.3, 338.0), (448.9, 447.5), (10.8, 11.6), "
    "(557.7, 556.0), (228.3, 228.1), (998.0, 995.8), (888.8, 887.6), (119.6, 120.2), (0.3, 0.3), "
    "(0.6, 0.3), (557.6, 556.8), (339.3, 339.1), (888.0, 887.2), (998.5, 999.0), (778.9, 779.0), "
    "(10.2, 11.1), (117.6, 118.3), (228.9, 229.2), (668.4, 669.1), (449.2, 448.9), (0.2, 0.5)";

TEST_F(StatisticsCases, RegressionOfCertifiedData) {
  // NIST, Norris: slope 1.00211681802045, intercept -0.262323073774029, R squared
  // 0.999993745883712.
  EXPECT_EQ(of_pairs("round(regr_slope(y, x), 12), round(regr_intercept(y, x), 10), "
                     "round(regr_r2(y, x), 12), regr_count(y, x)",
                     kNorris),
            "1.00211681802|-0.2623230738|0.999993745884|36");
  EXPECT_EQ(of_pairs("round(regr_avgx(y, x), 9), round(regr_avgy(y, x), 9), "
                     "round(regr_sxx(y, x), 6), round(regr_syy(y, x), 6), "
                     "round(regr_sxy(y, x), 6)",
                     kNorris),
            "419.177777778|419.802777778|4237993.022222|4255980.749722|4246964.082222");
  EXPECT_EQ(of_pairs("round(covar_pop(y, x), 6), round(covar_samp(y, x), 6), "
                     "round(corr(y, x), 12)",
                     kNorris),
            "117971.224506|121341.830921|0.999996872937");
}

TEST_F(StatisticsCases, PairsWithoutALineGiveNull) {
  EXPECT_EQ(of_pairs("regr_count(y, x), regr_avgx(y, x), regr_slope(y, x), corr(y, x), "
                     "covar_pop(y, x), regr_sxx(y, x)",
                     "(NULL, 1), (1, NULL)"),
            "0|NULL|NULL|NULL|NULL|NULL");
  EXPECT_EQ(of_pairs("covar_pop(y, x), covar_samp(y, x)", "(1, 2)"), "0.0|NULL");
  // One x only: no line. One y only: a level line, which explains all.
  EXPECT_EQ(of_pairs("regr_slope(y, x), regr_intercept(y, x), regr_r2(y, x), corr(y, x)",
                     "(1, 3), (2, 3)"),
            "NULL|NULL|NULL|NULL");
  EXPECT_EQ(of_pairs("regr_slope(y, x), regr_intercept(y, x), regr_r2(y, x), corr(y, x)",
                     "(4, 1), (4, 2)"),
            "0.0|4.0|1.0|NULL");
  EXPECT_EQ(of_pairs("corr(y, x)", "(1, -1), (2, -2), (3, -3)"), "-1.0");
  EXPECT_EQ(of_pairs("regr_slope(y, x)", "('1', 1), ('3', 2), (NULL, 9)"), "2.0");
}

TEST_F(StatisticsCases, OtherMeans) {
  EXPECT_EQ(of("geometric_mean(x), harmonic_mean(x)", "(2), (8)"), "4.0|3.2");
  EXPECT_EQ(of("round(geometric_mean(x), 12)", "(54), (24), (36)"), "36.0");
  EXPECT_EQ(of("harmonic_mean(x)", "(40), (60)"), "48.0");
  EXPECT_EQ(of("round(harmonic_mean(x), 12)", "(2.5), (3), (10)"), "3.6");
  EXPECT_EQ(of("round(geometric_mean(x), 12)", "(1.5), (2.5), (9.75), (0.001)"), "0.437279352085");
  // The product alone would be infinite, or 0.
  EXPECT_EQ(of("geometric_mean(x)", "(1e300), (1e300), (1e300)"), "1.0e+300");
  EXPECT_EQ(of("geometric_mean(x)", "(1e-300), (1e-300)"), "1.0e-300");
  EXPECT_EQ(of("geometric_mean(x), harmonic_mean(x)", "(0), (8)"), "0.0|0.0");
  EXPECT_EQ(of("geometric_mean(x), harmonic_mean(x)", "(-2), (8), (0)"), "NULL|NULL");
  EXPECT_EQ(of("geometric_mean(x), harmonic_mean(x)", "(9e999), (8)"), "Inf|16.0");
}

TEST_F(StatisticsCases, ModeTakesAnyTypeAndTheFirstOfEquals) {
  EXPECT_EQ(of("mode(x)", "(3), (1), (3), (2)"), "3");
  EXPECT_EQ(of("mode(x)", "(3), (1), (3), (1)"), "1");
  EXPECT_EQ(of("mode(x)", "('b'), (1), (1.0), ('b'), ('b'), (NULL), (NULL), (NULL), (NULL)"), "b");
  EXPECT_EQ(of("mode(x), typeof(mode(x))", "(1), (1.0), ('b')"), "1|integer");
  EXPECT_EQ(of("mode(x)", "(x'00'), (x'00'), ('a')"), "x'00'");
  EXPECT_EQ(of("mode(x COLLATE NOCASE)", "('a'), ('B'), ('b'), ('a'), ('b')"), "B");
}

TEST_F(StatisticsCases, PercentilesWithFixedFractions) {
  // Values of sqlean's own tests.
  EXPECT_EQ(ask("SELECT percentile_25(value), percentile_75(value), round(percentile_90(value), 9),"
                " round(percentile_99(value), 9) FROM generate_series(1, 99)"),
            "25.5|74.5|89.2|98.02");
  EXPECT_EQ(ask("SELECT round(percentile_95(value), 9) FROM generate_series(1, 100)"), "95.05");
  EXPECT_EQ(of("percentile_25(x)", "('a')"), "! input to percentile() is not numeric");
  EXPECT_EQ(of("percentile_25(x)", "(9e999)"), "! Inf input to percentile()");
}

TEST_F(StatisticsCases, WindowsSlide) {
  const auto slide = [&](std::string_view aggregate, std::string_view values) {
    return ask("WITH t(x) AS (VALUES " + std::string(values) + "), w AS (SELECT " +
               std::string(aggregate) +
               " OVER (ROWS BETWEEN 2 PRECEDING AND CURRENT ROW) AS v FROM t) "
               "SELECT group_concat(coalesce(round(v, 6), '-'), ' ') FROM w");
  };
  EXPECT_EQ(slide("var_samp(x)", "(1), (5), (2), (8), (7)"), "- 8.0 4.333333 9.0 10.333333");
  // What has left the frame leaves nothing behind.
  EXPECT_TRUE(slide("var_samp(x)", "(1e15), (1), (2), (3), (4)").ends_with(" 1.0 1.0"));
  EXPECT_EQ(slide("mode(x)", "(1), (1), (2), (2), (3), (4)"), "1.0 1.0 1.0 2.0 2.0 2.0");
  EXPECT_EQ(slide("regr_count(x, 1)", "(1), (NULL), (2), (2), (NULL)"), "1.0 1.0 2.0 2.0 2.0");
  EXPECT_EQ(slide("percentile_75(x)", "(1), (5), (2), (8), (7)"), "1.0 4.0 3.5 6.5 7.5");
}

TEST_F(StatisticsCases, GroupsAreSeparate) {
  EXPECT_EQ(ask("SELECT value % 2, var_pop(value), percentile_25(value), mode(value) "
                "FROM generate_series(1, 6) GROUP BY 1"),
            "0|2.66666666666667|3.0|2\n1|2.66666666666667|2.0|1");
}

}  // namespace
}  // namespace tern::extensions
