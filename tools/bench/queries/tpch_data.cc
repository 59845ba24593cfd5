#include <array>
#include <chrono>
#include <initializer_list>
#include <string>

#include "tools/bench/queries/random.h"
#include "tools/bench/queries/suite.h"
#include "tools/bench/queries/table_fill.h"
#include "tools/bench/queries/tpch_words.h"

// TPC-H's tables at scale 0.1, with its cardinalities, value domains and rules of derivation.
// Source: TPC Benchmark H, clause 4.2.3. The random numbers are our own.

namespace tern::bench {
namespace {

constexpr int64_t kSuppliers = 1'000;
constexpr int64_t kParts = 20'000;
constexpr int64_t kCustomers = 15'000;
constexpr int64_t kOrders = 150'000;
constexpr int64_t kClerks = 100;
constexpr int kDays = 2557;        // 1992-01-01 up to 1998-12-31
constexpr int kCurrentDay = 1263;  // 1995-06-17
constexpr int kLastOrderDay = kDays - 1 - 151;

constexpr const char* kTables = R"(
  CREATE TABLE region(r_regionkey INTEGER PRIMARY KEY, r_name TEXT, r_comment TEXT);
  CREATE TABLE nation(n_nationkey INTEGER PRIMARY KEY, n_name TEXT, n_regionkey INTEGER,
    n_comment TEXT);
  CREATE TABLE supplier(s_suppkey INTEGER PRIMARY KEY, s_name TEXT, s_address TEXT,
    s_nationkey INTEGER, s_phone TEXT, s_acctbal REAL, s_comment TEXT);
  CREATE TABLE part(p_partkey INTEGER PRIMARY KEY, p_name TEXT, p_mfgr TEXT, p_brand TEXT,
    p_type TEXT, p_size INTEGER, p_container TEXT, p_retailprice REAL, p_comment TEXT);
  CREATE TABLE partsupp(ps_partkey INTEGER, ps_suppkey INTEGER, ps_availqty INTEGER,
    ps_supplycost REAL, ps_comment TEXT, PRIMARY KEY(ps_partkey, ps_suppkey));
  CREATE TABLE customer(c_custkey INTEGER PRIMARY KEY, c_name TEXT, c_address TEXT,
    c_nationkey INTEGER, c_phone TEXT, c_acctbal REAL, c_mktsegment TEXT, c_comment TEXT);
  CREATE TABLE orders(o_orderkey INTEGER PRIMARY KEY, o_custkey INTEGER, o_orderstatus TEXT,
    o_totalprice REAL, o_orderdate TEXT, o_orderpriority TEXT, o_clerk TEXT,
    o_shippriority INTEGER, o_comment TEXT);
  CREATE TABLE lineitem(l_orderkey INTEGER, l_partkey INTEGER, l_suppkey INTEGER,
    l_linenumber INTEGER, l_quantity INTEGER, l_extendedprice REAL, l_discount REAL, l_tax REAL,
    l_returnflag TEXT, l_linestatus TEXT, l_shipdate TEXT, l_commitdate TEXT, l_receiptdate TEXT,
    l_shipinstruct TEXT, l_shipmode TEXT, l_comment TEXT,
    PRIMARY KEY(l_orderkey, l_linenumber));
)";

constexpr const char* kIndexes = R"(
  CREATE INDEX nation_region ON nation(n_regionkey);
  CREATE INDEX supplier_nation ON supplier(s_nationkey);
  CREATE INDEX customer_nation ON customer(c_nationkey);
  CREATE INDEX partsupp_supplier ON partsupp(ps_suppkey);
  CREATE INDEX orders_customer ON orders(o_custkey);
  CREATE INDEX lineitem_part_supplier ON lineitem(l_partkey, l_suppkey);
  CREATE INDEX lineitem_supplier ON lineitem(l_suppkey);
)";

double cents(int64_t amount) { return static_cast<double>(amount) / 100; }
int64_t retail_cents(int64_t part) { return 90'000 + (part / 10) % 20'001 + 100 * (part % 1'000); }

/// The `i`th of the four suppliers of a part.
int64_t supplier_of(int64_t part, int64_t i) {
  return (part + i * (kSuppliers / 4 + (part - 1) / kSuppliers)) % kSuppliers + 1;
}

std::string padded(int64_t number, size_t width) {
  std::string digits = std::to_string(number);
  return digits.size() < width ? digits.insert(0, width - digits.size(), '0') : digits;
}

std::string numbered(std::string name, int64_t number) { return name += "#" + padded(number, 9); }

/// The generator's state: the rows of all tables come from one sequence of random numbers.
class TpchData {
 public:
  explicit TpchData(Engine& engine) : engine_(engine) {
    const std::chrono::sys_days first = std::chrono::year(1992) / 1 / 1;
    for (int day = 0; day < kDays; ++day) {
      const std::chrono::year_month_day date = first + std::chrono::days(day);
      std::string& text = dates_[static_cast<size_t>(day)];
      text = padded(static_cast<int>(date.year()), 4);
      text += "-" + padded(static_cast<unsigned>(date.month()), 2);
      text += "-" + padded(static_cast<unsigned>(date.day()), 2);
    }
  }

  void make() {
    fill_places();
    fill_suppliers();
    fill_parts();
    fill_customers();
    fill_orders();
  }

 private:
  void fill_places() {
    TableFill region(engine_, "region", 3);
    for (size_t i = 0; i < std::size(tpch::kRegions); ++i) {
      region.row(i, tpch::kRegions[i], comment(31, 115));
    }
    TableFill nation(engine_, "nation", 4);
    for (size_t i = 0; i < std::size(tpch::kNations); ++i) {
      nation.row(i, tpch::kNations[i].name, tpch::kNations[i].region, comment(31, 114));
    }
  }

  void fill_suppliers() {
    TableFill supplier(engine_, "supplier", 7);
    for (int64_t key = 1; key <= kSuppliers; ++key) {
      const int64_t nation = random_.between(0, 24);
      std::string text = comment(25, 100);
      if (key % 200 == 7) text.insert(text.size() / 2, "Customer bold Complaints");
      if (key % 200 == 11) text.insert(text.size() / 2, "Customer quick Recommends");
      supplier.row(key, numbered("Supplier", key), address(), nation, phone(nation), balance(),
                   text);
    }
  }

  void fill_parts() {
    TableFill part(engine_, "part", 9);
    TableFill partsupp(engine_, "partsupp", 5);
    for (int64_t key = 1; key <= kParts; ++key) {
      const int64_t maker = random_.between(1, 5);
      const std::string brand = "Brand#" + std::to_string(10 * maker + random_.between(1, 5));
      part.row(key, part_name(), "Manufacturer#" + std::to_string(maker), brand,
               words({random_.pick(tpch::kTypeSizes), random_.pick(tpch::kTypeFinishes),
                      random_.pick(tpch::kTypeMetals)}),
               random_.between(1, 50),
               words({random_.pick(tpch::kContainerSizes), random_.pick(tpch::kContainers)}),
               cents(retail_cents(key)), comment(5, 22));
      for (int64_t i = 0; i < 4; ++i) {
        partsupp.row(key, supplier_of(key, i), random_.between(1, 9'999),
                     cents(random_.between(100, 100'000)), comment(49, 198));
      }
    }
  }

  void fill_customers() {
    TableFill customer(engine_, "customer", 8);
    for (int64_t key = 1; key <= kCustomers; ++key) {
      const int64_t nation = random_.between(0, 24);
      customer.row(key, numbered("Customer", key), address(), nation, phone(nation), balance(),
                   random_.pick(tpch::kSegments), comment(29, 116));
    }
  }

  void fill_orders() {
    TableFill order(engine_, "orders", 9);
    TableFill line(engine_, "lineitem", 16);
    for (int64_t i = 0; i < kOrders; ++i) {
      const int64_t key = i / 8 * 32 + i % 8 + 1;  // a quarter of the key space is in use
      const int64_t day = random_.between(0, kLastOrderDay);
      const int64_t lines = random_.between(1, 7);
      int64_t open_lines = 0;
      double total = 0;
      for (int64_t number = 1; number <= lines; ++number) {
        total += add_line(line, key, number, day, open_lines);
      }
      const char* const status = open_lines == 0 ? "F" : open_lines == lines ? "O" : "P";
      order.row(key, customer_that_orders(), status, total, date(day),
                random_.pick(tpch::kPriorities), numbered("Clerk", random_.between(1, kClerks)), 0,
                comment(19, 78));
    }
  }

  /// Returns the price with discount and tax; counts the lines that were not shipped yet.
  double add_line(TableFill& line, int64_t order, int64_t number, int64_t order_day,
                  int64_t& open_lines) {
    const int64_t part = random_.between(1, kParts);
    const int64_t quantity = random_.between(1, 50);
    const double price = cents(quantity * retail_cents(part));
    const double discount = cents(random_.between(0, 10));
    const double tax = cents(random_.between(0, 8));
    const int64_t shipped = order_day + random_.between(1, 121);
    const int64_t promised = order_day + random_.between(30, 90);
    const int64_t received = shipped + random_.between(1, 30);
    const bool is_open = shipped > kCurrentDay;
    if (is_open) ++open_lines;
    const char* const returned = received > kCurrentDay ? "N" : random_.one_in(2) ? "R" : "A";
    line.row(order, part, supplier_of(part, random_.between(0, 3)), number, quantity, price,
             discount, tax, returned, is_open ? "O" : "F", date(shipped), date(promised),
             date(received), random_.pick(tpch::kInstructions), random_.pick(tpch::kModes),
             comment(10, 43));
    return price * (1 + tax) * (1 - discount);
  }

  const std::string& date(int64_t day) const { return dates_[static_cast<size_t>(day)]; }
  double balance() { return cents(random_.between(-99'999, 999'999)); }

  /// Every third customer orders nothing.
  int64_t customer_that_orders() {
    const int64_t key = random_.between(1, kCustomers);
    return key % 3 == 0 ? key - 1 : key;
  }

  std::string phone(int64_t nation) {
    std::string out = std::to_string(nation + 10);
    out += "-" + std::to_string(random_.between(100, 999));
    out += "-" + std::to_string(random_.between(100, 999));
    return out += "-" + std::to_string(random_.between(1000, 9999));
  }

  std::string address() {
    constexpr std::string_view kLetters =
        "abcdefghijklmnopqrstuvwxyz ABCDEFGHIJKLMNOPQRSTUVWXYZ,0123456789";
    std::string out(static_cast<size_t>(random_.between(10, 40)), ' ');
    for (char& c : out) c = kLetters[random_.next() % kLetters.size()];
    return out;
  }

  static std::string words(std::initializer_list<const char*> list) {
    std::string out;
    for (const char* word : list) out.append(out.empty() ? "" : " ").append(word);
    return out;
  }

  std::string part_name() {
    std::string out;
    for (int left = 5; left > 0;) {
      const std::string_view colour = random_.pick(tpch::kColours);
      if (out.find(colour) != std::string::npos) continue;
      out.append(out.empty() ? "" : " ").append(colour);
      --left;
    }
    return out;
  }

  std::string comment(int64_t size_min, int64_t size_max) {
    const auto size = static_cast<size_t>(random_.between(size_min, size_max));
    std::string out;
    while (out.size() < size) out.append(random_.pick(tpch::kCommentWords)).append(" ");
    out.resize(size);
    return out;
  }

  Engine& engine_;
  Random random_{19920101};
  std::array<std::string, kDays> dates_;
};

}  // namespace

void make_tpch(Engine& engine) {
  engine.execute(kTables);
  TpchData(engine).make();
  engine.execute(kIndexes);
}

}  // namespace tern::bench
