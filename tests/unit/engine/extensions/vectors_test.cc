#include <gtest/gtest.h>

#include <array>
#include <bit>
#include <cmath>
#include <cstring>
#include <random>
#include <vector>

#include "engine/extensions/vectors/half_float.h"
#include "engine/extensions/vectors/kernels.h"
#include "tests/support/sql_cases.h"

// Blobs were made by Python's struct module, after the layouts that libSQL documents; its own tests
// are among the cases. Distances were worked out by hand or by plain loops over doubles.

namespace tern::extensions {
namespace {

using Numbers = std::vector<double>;

class Vectors : public SqlCases {
 protected:
  static std::string text_of(const Numbers& numbers) {
    std::string out = "[";
    for (const double number : numbers) {
      char digits[40];
      std::snprintf(digits, sizeof digits, "%s%.17g", out.size() > 1 ? "," : "", number);
      out += digits;
    }
    return out + "]";
  }
  double number(const std::string& expression) {
    return std::strtod(value(expression).c_str(), nullptr);
  }
  /// A distance of vectors that the function `make` makes.
  double distance(const std::string& metric, const std::string& make, const Numbers& x,
                  const Numbers& y) {
    return number("vector_distance_" + metric + "(" + make + "('" + text_of(x) + "')," + make +
                  "('" + text_of(y) + "'))");
  }
  std::string extracted(const std::string& expression) {
    return value("vector_extract(" + expression + ")");
  }
};

TEST_F(Vectors, BlobsAreThoseOfLibsql) {
  EXPECT_EQ(value("vector32('[1,-2.5,0.1]')"), "x'0000803F000020C0CDCCCC3D'");
  EXPECT_EQ(value("vector('[1,-2.5,0.1]')"), "x'0000803F000020C0CDCCCC3D'");
  EXPECT_EQ(value("vector64('[1,-2.5,0.1]')"),
            "x'000000000000F03F00000000000004C09A9999999999B93F02'");
  EXPECT_EQ(value("vector16('[1,-2.5,0.1,65504,6e-8,5.9604645e-08,1e-7,6.1e-5]')"),
            "x'003C00C1662EFF7B010001000200FF0305'");
  EXPECT_EQ(value("vectorb16('[1,-2.5,0.1]')"), "x'803F20C0CC3D06'");
  EXPECT_EQ(value("vector8('[0,1,2,3,4]')"), "x'00407FBFFF0000008180803C00000000000304'");
  EXPECT_EQ(value("vector8('[-1,0.5,1]')"), "x'00BFFF008180003C000080BF000104'");
  EXPECT_EQ(value("vector8('[7,7]')"), "x'00000000000000000000E040000204'");
  EXPECT_EQ(value("vector1bit('[1,-1,0,2]')"), "x'090C03'");
  EXPECT_EQ(value("vector1bit('[1,1,1,1,1,1,1,1,1]')"), "x'FF01001703'");
  EXPECT_EQ(value("vector1bit('[1,0,1,0,1,0,1,0]')"), "x'550803'");
  EXPECT_EQ(value("vector1bit(vector64('[1e-300,-1e-300]'))"), "x'010E03'");
}

TEST_F(Vectors, EmptyOnesAreVectors) {
  EXPECT_EQ(value("vector('[]')"), "x''");
  EXPECT_EQ(value("vector64(' [ ] ')"), "x'02'");
  EXPECT_EQ(value("vector1bit('[]')"), "x'001003'");
  EXPECT_EQ(value("vector8('[]')"), "x'0000000000000000000004'");
  for (const char* made : {"vector('[]')", "vector(x'')", "vector64('[]')", "vector1bit('[]')",
                           "vector8('[]')", "vector16('[]')", "vectorb16(x'')"}) {
    EXPECT_EQ(extracted(made), "[]") << made;
    EXPECT_EQ(value("vector_dims(" + std::string(made) + ")"), "0") << made;
  }
  EXPECT_EQ(value("vector_distance_l2('[]','[]')"), "0.0");
  EXPECT_EQ(value("vector_distance_dot('[]','[]')"), "0.0");
  EXPECT_EQ(value("vector_distance_cos('[]','[]')"), "NULL");
  EXPECT_EQ(value("vector_distance_jaccard(vector1bit('[]'),vector1bit('[]'))"), "NULL");
}

TEST_F(Vectors, TextIsReadAsLibsqlReadsIt) {
  EXPECT_EQ(extracted("vector('  [  1  ,  2  ,  3  ]  ')"), "[1,2,3]");
  EXPECT_EQ(extracted("vector('[-1000000000000000000]')"), "[-1e+18]");
  EXPECT_EQ(value("hex(vector32('[1.10101010101010101010101010]'))"), "E6ED8C3F");
  EXPECT_EQ(value("hex(vector64('[1.10101010101010101010101010]'))"), "F37686C4BC9DF13F02");
  EXPECT_EQ(extracted("'[+1,.5,1.,-0,1e2,1E-2,1e-400]'"), "[1,0.5,1,-0,100,0.01,0]");
}

TEST_F(Vectors, ExtractWritesAllDigits) {
  EXPECT_EQ(extracted("x'E6ED8C3F'"), "[1.1010101]");
  EXPECT_EQ(extracted("x'F37686C4BC9DF13F02'"), "[1.101010101010101]");
  EXPECT_EQ(extracted("vector('[0.1,100000,123456.7,1e-7,3.4028235e38]')"),
            "[0.1,100000,123456.7,1e-07,3.4028235e+38]");
  EXPECT_EQ(extracted("vector1bit('[5,-5,0]')"), "[1,-1,-1]");
  EXPECT_EQ(extracted("vector8('[0,255,51]')"), "[0,255,51]");
  EXPECT_EQ(extracted("vector16('[1.5,-0.25,65504]')"), "[1.5,-0.25,65504]");
  EXPECT_EQ(extracted("vectorb16('[1.5,3.140625]')"), "[1.5,3.140625]");
}

TEST_F(Vectors, AreConvertedIntoEachOther) {
  const char* const makers[] = {"vector32", "vector64", "vector16", "vectorb16"};
  for (const std::string from : makers) {
    for (const std::string to : makers) {
      EXPECT_EQ(value(to + "(" + from + "('[1,-2.5,0.5]'))"), value(to + "('[1,-2.5,0.5]')"))
          << from << " to " << to;
    }
    EXPECT_EQ(value("vector8(" + from + "('[0,1,2,3,4]'))"),
              "x'00407FBFFF0000008180803C00000000000304'");
    EXPECT_EQ(value("vector1bit(" + from + "('[1,-1,0,2]'))"), "x'090C03'");
    EXPECT_EQ(extracted(from + "(vector1bit('[1,-1]'))"), "[1,-1]");
    EXPECT_EQ(extracted(from + "(vector8('[0,255]'))"), "[0,255]");
  }
  EXPECT_EQ(value("vector32(x'0000803F01')"), "x'0000803F'");
  // What is no element is not taken over.
  EXPECT_EQ(value("vector1bit(x'FF0C03')"), "x'0F0C03'");
  EXPECT_EQ(value("vector8(x'00BFFF778180003C000080BF000104')"),
            "x'00BFFF008180003C000080BF000104'");
}

TEST_F(Vectors, DimsAndType) {
  EXPECT_EQ(value("vector_dims('[1,2,3]')"), "3");
  EXPECT_EQ(ask("SELECT vector_type(vector32('[1]')), vector_type(vector64('[1]')), "
                "vector_type(vector8('[1]')), vector_type(vector1bit('[1]')), "
                "vector_type(vector16('[1]')), vector_type(vectorb16('[1]'))"),
            "float32|float64|float8|float1bit|float16|floatb16");
  EXPECT_EQ(value("vector_dims(vector1bit('[1,1,1,1,1,1,1,1,1]'))"), "9");
  EXPECT_EQ(value("vector_dims(vector8('[1,2,3,4,5]'))"), "5");
}

TEST_F(Vectors, NullGivesNull) {
  for (const char* call :
       {"vector(NULL)", "vector32(NULL)", "vector64(NULL)", "vector1bit(NULL)", "vector8(NULL)",
        "vector16(NULL)", "vectorb16(NULL)", "vector_extract(NULL)", "vector_dims(NULL)",
        "vector_type(NULL)", "vector_concat(NULL,'[1]')", "vector_concat('[1]','[2]',NULL)",
        "vector_slice(NULL,0,0)", "vector_slice('[1]',NULL,1)", "vector_distance_cos(NULL,'[1]')",
        "vector_distance_l2('[1]',NULL)", "vector_distance_l1(NULL,NULL)",
        "vector_distance_dot('x',NULL)", "vector_distance_jaccard(NULL,5)"}) {
    EXPECT_EQ(value(call), "NULL") << call;
  }
}

TEST_F(Vectors, WrongValuesAreErrors) {
  const auto error = [this](const std::string& call) { return value(call).substr(0, 200); };
  EXPECT_EQ(error("vector(1.2)"),
            "! vector: unexpected value type: got FLOAT, expected TEXT or BLOB");
  EXPECT_EQ(error("vector_extract(10)"),
            "! vector: unexpected value type: got INTEGER, expected TEXT or BLOB");
  EXPECT_EQ(error("vector('')"), "! vector: must start with '['");
  EXPECT_EQ(error("vector('test')"), "! vector: must start with '['");
  EXPECT_EQ(error("vector('[1]]')"), "! vector: non-space symbols after closing ']' are forbidden");
  EXPECT_EQ(error("vector('[[1]')"), "! vector: invalid float at position 0: '[1'");
  EXPECT_EQ(error("vector('[1, 2, 1.1.1, 4]')"), "! vector: invalid float at position 2: '1.1.1'");
  EXPECT_EQ(error("vector('[1.2')"), "! vector: must end with ']'");
  EXPECT_EQ(error("vector('[1,]')"), "! vector: invalid float at position 1: ''");
  EXPECT_EQ(error("vector('[,]')"), "! vector: invalid float at position 0: ''");
  EXPECT_EQ(error("vector('[1 2]')"), "! vector: invalid float at position 0: '1 2'");
  EXPECT_EQ(error("vector('[+-1]')"), "! vector: invalid float at position 0: '+-1'");
  EXPECT_EQ(error("vector('[1e]')"), "! vector: invalid float at position 0: '1e'");
  EXPECT_EQ(error("vector('[0x1]')"), "! vector: invalid float at position 0: '0x1'");
  EXPECT_EQ(error("vector('[NaN]')"), "! vector: invalid float at position 0: 'NaN'");
  EXPECT_EQ(error("vector64('[1,-inf]')"), "! vector: invalid float at position 1: '-inf'");
  EXPECT_EQ(error("vector64('[1e999]')"), "! vector: float out of range at position 0: '1e999'");
  EXPECT_EQ(error("vector('[1e39]')"), "! vector: float out of range at position 0: '1e39'");
  EXPECT_EQ(error("vector('[' || char(0) || ']')"),
            std::string("! vector: invalid float at position 0: '") + '\0' + "'");
  EXPECT_EQ(error("vector(CAST(x'5bff5d' AS TEXT))"),
            "! vector: invalid float at position 0: '\xff'");
  EXPECT_EQ(error("vector('[' || printf('%.*c', 1025, '1') || ']')"),
            "! vector: float string length exceeded 1024 characters");
  EXPECT_EQ(error("vector('[' || printf('%.*c', 1000, 'x') || ']')"),
            "! vector: invalid float at position 0: '" + std::string(40, 'x') + "...'");
}

TEST_F(Vectors, WrongBlobsAreErrors) {
  const auto error = [this](const std::string& blob) {
    return value("vector_extract(" + blob + ")");
  };
  EXPECT_EQ(error("x'0000000000'"), "! vector: unexpected binary type: 0");
  EXPECT_EQ(error("x'07'"), "! vector: unexpected binary type: 7");
  EXPECT_EQ(error("x'0000'"),
            "! vector: float32 vector blob length must be divisible by 4 (excluding optional "
            "'type'-byte): length=2");
  EXPECT_EQ(error("x'0000000002'"),
            "! vector: float64 vector blob length must be divisible by 8 (excluding 'type'-byte): "
            "length=4");
  EXPECT_TRUE(error("x'0000000000000000000000000000000001'").starts_with("[0,0,0,0]"));
  for (const char* bits : {"x'03'", "x'00FF03'", "x'000003'", "x'0000000403'", "x'0000001803'"}) {
    EXPECT_TRUE(error(bits).starts_with("! vector: float1bit vector blob length")) << bits;
  }
  for (const char* bytes :
       {"x'04'", "x'000004'", "x'00FF04'", "x'0000000000000000000104'",
        "x'00BFFF008180003C000080BF000404'", "x'00BFFF008180003C000080BF00FF04'"}) {
    EXPECT_TRUE(error(bytes).starts_with("! vector: float8 vector blob length")) << bytes;
  }
}

TEST_F(Vectors, TooManyDimensionsAreErrors) {
  const std::string most = "'[' || replace(printf('%.*c', 65535, 'x'), 'x', '1,') || '1]'";
  EXPECT_EQ(value("vector_dims(" + most + ")"), "65536");
  EXPECT_EQ(value("vector_distance_dot(" + most + "," + most + ")"), "-65536.0");
  EXPECT_EQ(value("vector('[' || replace(printf('%.*c', 65536, 'x'), 'x', '1,') || '1]')"),
            "! vector: max size exceeded 65536");
  EXPECT_EQ(value("vector_dims(zeroblob(4 * 65537))"),
            "! vector: max size exceeded: 65537 > 65536");
  EXPECT_EQ(value("vector_dims(x'" + std::string(2 * 8193, '0') + "0803')"),
            "! vector: max size exceeded: 65544 > 65536");
  EXPECT_EQ(value("vector_concat(zeroblob(4 * 65536), '[1]')"),
            "! vector_concat: max size exceeded 65536");
}

TEST_F(Vectors, ElementsThatAreNotFiniteAreErrors) {
  const std::string nan = "x'0000803F0000C07F'";
  const std::string infinite = "x'0000803F0000807F'";
  const std::string wrong = "! vector: element at position 1 is not a finite number";
  for (const std::string& blob : {nan, infinite}) {
    EXPECT_EQ(extracted(blob), wrong);
    EXPECT_EQ(value("vector64(" + blob + ")"), wrong);
    EXPECT_EQ(value("vector32(" + blob + ")"), wrong);
    for (const std::string metric : {"cos", "l2", "l1", "dot", "jaccard"}) {
      const std::string call = "vector_distance_" + metric;
      EXPECT_EQ(value(call + "(" + blob + ",'[1,2]')"), wrong) << metric;
      EXPECT_EQ(value(call + "(vector('[1,2]')," + blob + ")"), wrong) << metric;
      EXPECT_EQ(value(call + "(" + blob + "," + blob + ")"), wrong) << metric;
    }
  }
  EXPECT_EQ(value("vector_distance_l1(x'000000000000F87F02',vector64('[1]'))"),
            "! vector: element at position 0 is not a finite number");
  EXPECT_EQ(value("vector_distance_cos(x'007C05',vector16('[1]'))"),
            "! vector: element at position 0 is not a finite number");
  EXPECT_EQ(value("vector_distance_dot(x'000000000000C07F00000000000304',vector8('[1]'))"),
            "! vector: element at position 0 is not a finite number");
  EXPECT_EQ(value("vector32(vector64('[1,1e39]'))"),
            "! vector: element at position 1 is out of the range of float32");
  EXPECT_EQ(value("vector16('[65519.9,65520]')"),
            "! vector: element at position 1 is out of the range of float16");
  EXPECT_EQ(value("vector8('[-3e38,3e38]')"), "! vector: elements are too far apart for float8");
}

TEST_F(Vectors, DistancesOfFewElements) {
  EXPECT_EQ(value("vector_distance_cos('[1,1]', '[1,1]')"), "0.0");
  EXPECT_EQ(value("vector_distance_cos('[1,1]', '[-1,-1]')"), "2.0");
  EXPECT_EQ(value("vector_distance_cos('[1,1]', '[-1,1]')"), "1.0");
  EXPECT_EQ(value("vector_distance_cos('[1,2]', '[2,1]')"), "0.2");
  EXPECT_EQ(value("vector_distance_cos('[1,0]', vector('[100,0]'))"), "0.0");
  EXPECT_EQ(value("vector_distance_l2('[3,4]', '[0,0]')"), "5.0");
  EXPECT_EQ(value("vector_distance_l2(vector32('[1,0,0]'), vector32('[0,1,0]'))"),
            "1.4142135623731");
  EXPECT_EQ(value("vector_distance_l2('[1,0]', '[100,0]')"), "99.0");
  EXPECT_EQ(value("vector_distance_l1('[1,-2,3]', '[4,5,-6]')"), "19.0");
  EXPECT_EQ(value("vector_distance_dot(vector32('[1,2,3]'), vector32('[4,5,6]'))"), "-32.0");
  EXPECT_EQ(value("vector_distance_jaccard('[1,2,3]', '[2,2,1]')"),
            "0.428571428571429");  // 1 - (1+2+1)/(2+2+3)
}

TEST_F(Vectors, DistancesThatAreNotDefinedAreNull) {
  EXPECT_EQ(value("vector_distance_cos('[0,0]', '[1,1]')"), "NULL");
  EXPECT_EQ(value("vector_distance_cos('[0,0]', '[0,0]')"), "NULL");
  EXPECT_EQ(value("vector_distance_cos(vector8('[0,0]'), vector8('[0,1]'))"), "NULL");
  EXPECT_EQ(value("vector_distance_jaccard('[0,0]', '[0,0]')"), "NULL");
  EXPECT_EQ(value("vector_distance_jaccard(vector1bit('[0]'), vector1bit('[0]'))"), "NULL");
}

TEST_F(Vectors, DistancesOfBits) {
  const std::string x = "vector1bit('[1,1,1,0,0,0,0,0,1,1]')";
  const std::string y = "vector1bit('[1,0,1,0,0,0,0,0,1,0]')";
  EXPECT_EQ(value("vector_distance_cos(" + x + "," + y + ")"), "2.0");  // how many differ
  EXPECT_EQ(value("vector_distance_dot(" + x + "," + y + ")"), "-6.0");
  EXPECT_EQ(value("vector_distance_l1(" + x + "," + y + ")"), "4.0");
  EXPECT_EQ(value("vector_distance_jaccard(" + x + "," + y + ")"), "0.4");
  EXPECT_EQ(value("vector_distance_l2(" + x + "," + y + ")"),
            "! vector_distance_l2: l2 distance is not supported for float1bit vectors");
  EXPECT_EQ(value("vector_distance_cos(x'FF0C03', x'0F0C03')"), "0.0");  // beyond the elements
}

TEST_F(Vectors, DistancesRefuseWhatCannotBeCompared) {
  EXPECT_EQ(value("vector_distance_cos('[1,2,3]', '[1,2]')"),
            "! vector_distance_cos: vectors must have the same length: 3 != 2");
  EXPECT_EQ(value("vector_distance_l1(vector32('[1,2,3]'), vector64('[1,2,3]'))"),
            "! vector_distance_l1: vectors must have the same type: float32 != float64");
  EXPECT_EQ(value("vector_distance_l2('[1]', 5)"),
            "! vector: unexpected value type: got INTEGER, expected TEXT or BLOB");
  EXPECT_EQ(value("vector_distance_dot('[1]', 'x')"), "! vector: must start with '['");
}

TEST_F(Vectors, DistancesOfManyElements) {
  for (const size_t count :
       {size_t{1}, size_t{15}, size_t{16}, size_t{17}, size_t{384}, size_t{1001}}) {
    SCOPED_TRACE(count);
    Numbers x;
    Numbers y;
    double xy = 0;
    double xx = 0;
    double yy = 0;
    double squares = 0;
    double differences = 0;
    double least = 0;
    double greatest = 0;
    for (size_t i = 0; i < count; ++i) {
      const double a = x.emplace_back(static_cast<float>(std::sin(static_cast<double>(i + 1))));
      const double b = y.emplace_back(static_cast<float>(std::cos(static_cast<double>(i) * 0.7)));
      xy += a * b;
      xx += a * a;
      yy += b * b;
      squares += (a - b) * (a - b);
      differences += std::fabs(a - b);
      least += std::min(a, b);
      greatest += std::max(a, b);
    }
    const Numbers expected = {1 - xy / std::sqrt(xx * yy), std::sqrt(squares), differences, -xy,
                              1 - least / greatest};
    const char* const metrics[] = {"cos", "l2", "l1", "dot", "jaccard"};
    for (size_t i = 0; i < expected.size(); ++i) {
      SCOPED_TRACE(metrics[i]);
      const auto near = [&](const char* make, double error) {
        EXPECT_NEAR(distance(metrics[i], make, x, y), expected[i],
                    error * std::max(1.0, std::fabs(expected[i])))
            << make;
      };
      near("", 1e-7);  // as texts
      near("vector32", 1e-7);
      near("vector64", 1e-12);
      if (i == 4) continue;  // a quotient of small sums
      near("vector16", 1e-2);
      near("vectorb16", 5e-2);
      near("vector8", 3e-2);
    }
  }
}

TEST_F(Vectors, DistancesFollowATextThatChanges) {
  EXPECT_EQ(ask("SELECT vector_distance_l2(column1, column2) FROM (VALUES('[1]','[2]'),"
                "('[1]','[5]'),(vector('[7]'),'[5]'),('[5]',vector('[9]')),(NULL,'[5]'),"
                "('[1,1]','[1,1]'))"),
            "1.0\n4.0\n2.0\n4.0\nNULL\n0.0");
  EXPECT_EQ(ask("SELECT vector_distance_cos(vector(column1), '[1,2]') FROM "
                "(VALUES('[1,2]'),('[-1,-2]'),('[2,-1]'))"),
            "0.0\n2.0\n1.0");
}

/// The norm of a blob that is the same for all rows is kept: for one run, by its place.
TEST_F(Vectors, DistancesFollowAParameterThatChanges) {
  run("CREATE TABLE t(v); INSERT INTO t VALUES(vector32('[1,2]'))");
  for (const char* sql :
       {"SELECT vector_distance_cos(v, ?) FROM t", "SELECT vector_distance_cos(?, v) FROM t",
        "SELECT max(vector_distance_cos(v, ?)) FROM t"}) {
    Result<Statement> query = db_->prepare(sql);
    ASSERT_TRUE(query);
    const auto distance_of = [&](ValueView wanted) {
      EXPECT_TRUE(query->bind(1, wanted));
      EXPECT_TRUE(query->step().value_or(false));
      const double out = query->column(0).as_real();
      query->reset();
      return out;
    };
    const auto distance_to = [&](std::array<float, 2> wanted) {
      return distance_of(ValueView::blob(std::as_bytes(std::span(wanted))));
    };
    EXPECT_EQ(distance_to({1, 2}), 0.0) << sql;
    EXPECT_EQ(distance_to({-10, -20}), 2.0) << sql;  // same place, same length
    EXPECT_EQ(distance_to({2, -1}), 1.0) << sql;
    EXPECT_EQ(distance_to({3, 6}), 0.0) << sql;
    EXPECT_EQ(distance_of(ValueView::text("[ 2,-1]")), 1.0) << sql;
    EXPECT_EQ(distance_of(ValueView::text("[-2,-4]")), 2.0) << sql;
    EXPECT_EQ(distance_of(ValueView::text("[30,60]")), 0.0) << sql;
  }
}

TEST_F(Vectors, ConstantBlobsGiveTheSameBitsAsColumns) {
  run("CREATE TABLE t(v, w)");
  run("WITH RECURSIVE n(i) AS (VALUES(1) UNION ALL SELECT i + 1 FROM n WHERE i < 200) INSERT INTO "
      "t "
      "SELECT vector32('[' || i || ',2.5,' || (i * 7919 % 100) || ',0.1,' || -i || ']'),"
      "vector32('[0.3,-1e3,7,1e-9,0.1]') FROM n");
  const std::string constant = "vector32('[0.3,-1e3,7,1e-9,0.1]')";
  EXPECT_EQ(
      ask("SELECT count(*) FROM t WHERE vector_distance_cos(v, w) = vector_distance_cos(v, " +
          constant + ") AND vector_distance_cos(w, v) = vector_distance_cos(" + constant + ", v)"),
      "200");
  EXPECT_EQ(ask("SELECT vector_distance_cos(w, x'0000c07f') FROM t"),
            "! vector_distance_cos: vectors must have the same length: 5 != 1");
  EXPECT_EQ(ask("SELECT vector_distance_cos(x'0000c07f', vector32('[1]')) FROM t"),
            ask("SELECT vector_distance_cos(vector32('[1]'), x'0000c07f') FROM t"));
}

TEST_F(Vectors, DistancesOfABatchOfRowsOfManyKinds) {
  run("CREATE TABLE t(id INTEGER PRIMARY KEY, v)");
  run("WITH RECURSIVE n(i) AS (VALUES(1) UNION ALL SELECT i + 1 FROM n WHERE i < 300) INSERT INTO "
      "t SELECT i, CASE i % 3 WHEN 0 THEN vector32('[' || i || ',2]') WHEN 1 THEN '[1,' || i || "
      "']' "
      "END FROM n");
  // i + 1 of each blob, i - 1 of each text.
  EXPECT_EQ(
      ask("SELECT sum(vector_distance_l1(v, '[0,1]') - (id % 3 = 1)), count(vector_distance_l1("
          "'[0,1]', v)) FROM t"),
      "30100.0|200");
  EXPECT_EQ(ask("SELECT sum(-vector_distance_dot(v, vector32('[1,0]'))) FROM t"), "15250.0");
  run("INSERT INTO t VALUES(250 * 2, vector32('[1,2,3]'))");
  EXPECT_EQ(ask("SELECT sum(vector_distance_l2(v, vector32('[1,0]'))) FROM t"),
            "! vector_distance_l2: vectors must have the same length: 3 != 2");
}

TEST_F(Vectors, NearestRowsAreFoundInATable) {
  run("CREATE TABLE t(id INTEGER PRIMARY KEY, v F32_BLOB(2))");
  run("INSERT INTO t VALUES(1, vector32('[1,0]')), (2, vector32('[0,1]')), (3, vector32('[1,1]')),"
      "(4, NULL)");
  EXPECT_EQ(ask("SELECT id FROM t WHERE v IS NOT NULL ORDER BY vector_distance_cos(v, '[1,0.2]')"),
            "1\n3\n2");
  run("CREATE INDEX i ON t(vector_distance_l2(v, '[1,0]'))");  // the same for ever
  EXPECT_EQ(ask("SELECT id FROM t WHERE vector_distance_l2(v, '[1,0]') = 1.0"), "3");
}

TEST_F(Vectors, ConcatAndSlice) {
  EXPECT_EQ(extracted("vector_concat('[1,2]', vector32('[3]'), '[]', '[4]')"), "[1,2,3,4]");
  EXPECT_EQ(value("vector_type(vector_concat(vector64('[1]'), vector64('[2]')))"), "float64");
  EXPECT_EQ(extracted("vector_concat(vector16('[1]'), vector16('[2,3]'))"), "[1,2,3]");
  EXPECT_EQ(value("vector_concat('[1]', vector64('[2]'))"),
            "! vector_concat: vectors must have the same type: float32 != float64");
  EXPECT_EQ(value("vector_concat(vector8('[1]'), vector8('[1]'))"),
            "! vector_concat: not supported for float8 vectors");
  EXPECT_EQ(extracted("vector_slice(vector32('[10,20,30,40,50]'), 1, 4)"), "[20,30,40]");
  EXPECT_EQ(extracted("vector_slice(vector64('[1,2]'), 0, 2)"), "[1,2]");
  EXPECT_EQ(extracted("vector_slice(vectorb16('[1,2]'), 1, 2)"), "[2]");
  EXPECT_EQ(value("vector_slice('[1,2]', 1, 1)"), "x''");
  EXPECT_EQ(value("vector_slice('[1,2]', 2, 1)"), "! vector_slice: start must not be beyond end");
  EXPECT_EQ(value("vector_slice('[1,2]', 0, 3)"), "! vector_slice: range out of bounds: 3 > 2");
  EXPECT_EQ(value("vector_slice('[1,2]', -1, 1)"),
            "! vector_slice: start and end must not be negative");
  EXPECT_EQ(value("vector_slice('[1,2]', 0, -9223372036854775808)"),
            "! vector_slice: start and end must not be negative");
  EXPECT_EQ(value("vector_slice('[1,2]', 0, 9223372036854775807)"),
            "! vector_slice: range out of bounds: 9223372036854775807 > 2");
  EXPECT_EQ(value("vector_slice('[1,2]', 0, '1')"),
            "! vector_slice: start and end must be integers");
  EXPECT_EQ(value("vector_slice(vector1bit('[1,2]'), 0, 1)"),
            "! vector_slice: not supported for float1bit vectors");
}

TEST(HalfFloats, AllOfThemSurviveAFloat) {
  for (uint32_t i = 0; i < 0x10000; ++i) {
    const auto half = static_cast<uint16_t>(i);
    const float value = vectors::float_of_half(half);
    if (std::isnan(value)) {
      EXPECT_GT(half & 0x7fff, 0x7c00);
      continue;
    }
    EXPECT_EQ(vectors::half_of_float(value), half);
    // Beyond the middle between two neighbours the other one is nearer; in it, the even one.
    if ((half & 0x7fff) >= 0x7bff) continue;
    const float next = vectors::float_of_half(static_cast<uint16_t>(half + 1));
    const float middle = (value + next) / 2;
    EXPECT_EQ(vectors::half_of_float(middle), half + (half & 1));
    EXPECT_EQ(vectors::half_of_float(std::nextafter(middle, value)), half);
    EXPECT_EQ(vectors::half_of_float(std::nextafter(middle, next)), half + 1);
  }
}

class VectorKernels : public ::testing::TestWithParam<size_t> {};

// At odd addresses, as a blob in a page may lie.
template <class Element>
void expect_same_sums(const std::array<vectors::SumKernel, vectors::kSumKinds>& ours,
                      const std::array<vectors::SumKernel, vectors::kSumKinds>& portable,
                      size_t count) {
  std::mt19937 random(42);
  std::vector<std::byte> x(count * sizeof(Element) + 1);
  std::vector<std::byte> y(x.size());
  for (size_t i = 0; i < count; ++i) {
    for (std::vector<std::byte>* to : {&x, &y}) {
      const auto value = static_cast<Element>(static_cast<int32_t>(random())) / 65536;
      std::memcpy(to->data() + 1 + i * sizeof value, &value, sizeof value);
    }
  }
  for (size_t kind = 0; kind < vectors::kSumKinds; ++kind) {
    vectors::Sums a{};
    vectors::Sums b{};
    ours[kind](x.data() + 1, y.data() + 1, count, a);
    portable[kind](x.data() + 1, y.data() + 1, count, b);
    for (size_t i = 0; i < a.size(); ++i) {
      EXPECT_EQ(std::bit_cast<uint64_t>(a[i]), std::bit_cast<uint64_t>(b[i])) << kind << " " << i;
    }
  }
}

TEST_P(VectorKernels, GiveTheSameBitsOnAnyProcessor) {
  const vectors::Kernels* const ours = vectors::avx2_kernels();
  if (!ours) GTEST_SKIP() << "this processor has no AVX2";
  const size_t count = GetParam();
  const vectors::Kernels& portable = vectors::portable_kernels();
  expect_same_sums<float>(ours->float32, portable.float32, count);
  expect_same_sums<double>(ours->float64, portable.float64, count);
  std::mt19937 random(7);
  std::vector<std::byte> x(count + 1);
  std::vector<std::byte> y(count + 1);
  for (std::byte& byte : x) byte = static_cast<std::byte>(random());
  for (std::byte& byte : y) byte = static_cast<std::byte>(random() | 0x80);
  const vectors::ByteSums a = ours->bytes(x.data() + 1, y.data() + 1, count);
  const vectors::ByteSums b = portable.bytes(x.data() + 1, y.data() + 1, count);
  EXPECT_EQ(std::bit_cast<decltype(std::array<uint64_t, 5>())>(a),
            std::bit_cast<decltype(std::array<uint64_t, 5>())>(b));
  const vectors::BitCounts c = ours->bits(x.data() + 1, y.data() + 1, count);
  const vectors::BitCounts d = portable.bits(x.data() + 1, y.data() + 1, count);
  EXPECT_EQ(std::bit_cast<decltype(std::array<uint64_t, 3>())>(c),
            std::bit_cast<decltype(std::array<uint64_t, 3>())>(d));
}

INSTANTIATE_TEST_SUITE_P(Sizes, VectorKernels,
                         ::testing::Values(0, 1, 7, 8, 15, 16, 17, 31, 32, 100, 384, 65536));

TEST(VectorByteSums, HoldTheLargest) {
  const std::vector<std::byte> most(65536, std::byte{255});
  const vectors::ByteSums sums = vectors::kernels().bytes(most.data(), most.data(), most.size());
  EXPECT_EQ(sums.x, 65536U * 255);
  EXPECT_EQ(sums.xy, 65536ULL * 255 * 255);
  EXPECT_EQ(sums.xx, sums.xy);
  EXPECT_EQ(sums.yy, sums.xy);
}

}  // namespace
}  // namespace tern::extensions
