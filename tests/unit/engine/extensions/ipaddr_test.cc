#include "tests/support/sql_cases.h"

// Functions on addresses. Expected values come from RFC 4291 and RFC 5952, and from Python's
// ipaddress module.

namespace tern::extensions {
namespace {

using IpaddrExtension = SqlCases;

TEST_F(IpaddrExtension, FamilyAndMaskLength) {
  EXPECT_EQ(
      value("ipfamily('192.168.1.1'), ipfamily('2001:db8::1/64'), ipfamily('::ffff:1.2.3.4')"),
      "4|6|6");
  EXPECT_EQ(value("ipmasklen('192.168.16.12/24'), ipmasklen('10.0.0.1'), ipmasklen('::1'), "
                  "ipmasklen('::/0'), ipmasklen('0.0.0.0/0')"),
            "24|32|128|0|0");
}

// The examples of RFC 5952, sections 4 and 5.
TEST_F(IpaddrExtension, HostIsWrittenInOneWay) {
  EXPECT_EQ(value("iphost('192.168.16.12/24'), iphost('2001:db8::123/64')"),
            "192.168.16.12|2001:db8::123");
  EXPECT_EQ(value("iphost('2001:0db8::0001'), iphost('2001:db8:0:0:0:0:2:1')"),
            "2001:db8::1|2001:db8::2:1");
  EXPECT_EQ(value("iphost('2001:db8::1:1:1:1:1'), iphost('2001:0:0:1:0:0:0:1')"),
            "2001:db8:0:1:1:1:1:1|2001:0:0:1::1");
  EXPECT_EQ(value("iphost('2001:db8:0:0:1:0:0:1'), iphost('2001:DB8::ABCD')"),
            "2001:db8::1:0:0:1|2001:db8::abcd");
  EXPECT_EQ(value("iphost('::ffff:c000:201'), iphost('64:ff9b::192.0.2.33'), iphost('::1.2.3.4')"),
            "::ffff:192.0.2.1|64:ff9b::c000:221|::102:304");
  EXPECT_EQ(value("iphost('0:0:0:0:0:0:0:0'), iphost('::1'), iphost('1::'), iphost('0:1::')"),
            "::|::1|1::|0:1::");
  EXPECT_EQ(value("iphost('1:0:0:2:0:0:3:4'), iphost('1:2:3:4:5:6:7:8')"),
            "1::2:0:0:3:4|1:2:3:4:5:6:7:8");
}

TEST_F(IpaddrExtension, NetworkOfTheAddress) {
  EXPECT_EQ(value("ipnetwork('192.168.16.12/24'), ipnetwork('10.1.2.3'), ipnetwork('1.2.3.4/0')"),
            "192.168.16.0/24|10.1.2.3/32|0.0.0.0/0");
  EXPECT_EQ(value("ipnetwork('172.16.5.4/12'), ipnetwork('192.168.1.77/31')"),
            "172.16.0.0/12|192.168.1.76/31");
  EXPECT_EQ(value("ipnetwork('2001:db8::123/64'), ipnetwork('2001:db8:ffff::abcd/33')"),
            "2001:db8::/64|2001:db8:8000::/33");
  EXPECT_EQ(value("ipnetwork('febf::1/10'), ipnetwork('::1'), ipnetwork('ffff::/0')"),
            "fe80::/10|::1/128|::/0");
}

TEST_F(IpaddrExtension, LastAddressAndMask) {
  EXPECT_EQ(value("ipbroadcast('192.168.16.12/24'), ipbroadcast('100.64.9.1/10'), "
                  "ipbroadcast('1.2.3.4'), ipbroadcast('0.0.0.0/0')"),
            "192.168.16.255|100.127.255.255|1.2.3.4|255.255.255.255");
  EXPECT_EQ(value("ipbroadcast('fe80::/10'), ipbroadcast('2001:db8::abcd/33')"),
            "febf:ffff:ffff:ffff:ffff:ffff:ffff:ffff|2001:db8:7fff:ffff:ffff:ffff:ffff:ffff");
  EXPECT_EQ(value("ipnetmask('192.168.16.12/24'), ipnetmask('1.2.3.4/25'), ipnetmask('1.2.3.4/0')"),
            "255.255.255.0|255.255.255.128|0.0.0.0");
  EXPECT_EQ(value("ipnetmask('fe80::/10'), ipnetmask('::/33'), ipnetmask('::/0')"),
            "ffc0::|ffff:ffff:8000::|::");
}

TEST_F(IpaddrExtension, RangeHasTwoEnds) {
  EXPECT_EQ(value("iprange('192.168.1.77/25'), iprange('2001:db8::/126')"),
            "192.168.1.0-192.168.1.127|2001:db8::-2001:db8::3");
  EXPECT_EQ(value("iprange('192.168.1.77/25', 'first'), iprange('192.168.1.77/25', 'last')"),
            "192.168.1.0|192.168.1.127");
  EXPECT_EQ(value("iprange('1.2.3.4', NULL), iprange(NULL), iprange('x', 'first')"),
            "NULL|NULL|NULL");
  EXPECT_EQ(value("iprange('1.2.3.4', 'middle')"), "! iprange() takes 'first' or 'last'");
  EXPECT_EQ(value("iprange('1.2.3.4', '')"), "! iprange() takes 'first' or 'last'");
}

TEST_F(IpaddrExtension, NetworksContainAddressesAndNetworks) {
  EXPECT_EQ(value("ipcontains('192.168.16.0/24', '192.168.16.3'), "
                  "ipcontains('192.168.16.0/24', '192.168.17.3'), "
                  "ipcontains('192.168.16.77/24', '192.168.16.128/25'), "
                  "ipcontains('192.168.16.128/25', '192.168.16.0/24')"),
            "1|0|1|0");
  EXPECT_EQ(value("ipcontains('2001:db8::/33', '2001:db8:7fff::1'), "
                  "ipcontains('2001:db8::/33', '2001:db8:8000::1'), "
                  "ipcontains('::/0', '0.0.0.0'), ipcontains('0.0.0.0/0', '::')"),
            "1|0|0|0");
  EXPECT_EQ(value("ipcontains('1.2.3.4', '1.2.3.4'), ipcontains('0.0.0.0/0', '9.9.9.9')"), "1|1");
  EXPECT_EQ(value("ipcontains(NULL, '::'), ipcontains('::/0', NULL), ipcontains('x', '::')"),
            "NULL|NULL|NULL");
}

TEST_F(IpaddrExtension, BlobsSortAndComeBack) {
  EXPECT_EQ(value("ipblob('1.2.3.4/8'), ipblob('2001:db8::1')"),
            "x'00000000000000000000FFFF01020304'|x'20010DB8000000000000000000000001'");
  EXPECT_EQ(value("iphost(ipblob('1.2.3.4')), iphost(ipblob('2001:db8::1')), iphost(x'7F000001')"),
            "1.2.3.4|2001:db8::1|127.0.0.1");
  EXPECT_EQ(
      value("ipfamily(ipblob('::ffff:1.2.3.4')), ipblob('::ffff:1.2.3.4') = ipblob('1.2.3.4')"),
      "4|1");
  EXPECT_EQ(ask("SELECT column1 FROM (VALUES('10.0.0.1'), ('9.0.0.1'), ('::1'), ('fe80::')) "
                "ORDER BY ipblob(column1)"),
            "::1\n9.0.0.1\n10.0.0.1\nfe80::");
  EXPECT_EQ(value("ipfamily(x''), ipfamily(x'010203'), ipfamily(zeroblob(17))"), "NULL|NULL|NULL");
}

TEST_F(IpaddrExtension, WhatIsNoAddressIsNull) {
  for (const char* wrong :
       {"",           "1.2.3",        "1.2.3.4.5",   "256.1.1.1",  "01.2.3.4",
        "1.2.3.4 ",   " 1.2.3.4",     "1.2.3.4/33",  "1.2.3.4/",   "1.2.3.4/-1",
        "1.2.3.4/+8", "1.2.3.4/08",   "1.2.3.4/8/8", "1.2.3.4/8 ", "1.2.3.4/4294967304",
        "::/129",     ":::",          "1::2::3",     "12345::",    "1:2:3:4:5:6:7:8:9",
        "::g",        "fe80::1%eth0", "[::1]",       "/8",         "localhost",
        "0x7f.1"}) {
    EXPECT_EQ(value("ipfamily('" + std::string(wrong) + "')"), "NULL") << wrong;
  }
  EXPECT_EQ(value("ipfamily('1.2.3.4' || char(0)), ipfamily(CAST(x'312E322E332E34FF' AS TEXT))"),
            "NULL|NULL");
  EXPECT_EQ(value("ipfamily(hex(zeroblob(100000))), ipfamily('::' || hex(zeroblob(1000)))"),
            "NULL|NULL");
  EXPECT_EQ(value("ipfamily(5), ipfamily(1.5), ipfamily(NULL), iphost(NULL), ipmasklen('x'), "
                  "ipnetwork('x'), ipbroadcast('x'), ipnetmask(NULL), ipblob('x')"),
            "NULL|NULL|NULL|NULL|NULL|NULL|NULL|NULL|NULL");
}

TEST_F(IpaddrExtension, MayStandInAnIndex) {
  run("CREATE TABLE t(ip); CREATE INDEX i ON t(ipblob(ip))");
  run("INSERT INTO t VALUES('10.0.0.1'), ('10.0.1.1'), ('::1')");
  EXPECT_EQ(ask("SELECT ip FROM t WHERE ipblob(ip) BETWEEN ipblob(iprange('10.0.0.0/24', 'first')) "
                "AND ipblob(iprange('10.0.0.0/24', 'last'))"),
            "10.0.0.1");
}

}  // namespace
}  // namespace tern::extensions
