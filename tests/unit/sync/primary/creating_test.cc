// Databases that replicas ask to be made, over HTTP's PUT: what is refused, and how.
#include <gtest/gtest.h>

#include <fstream>
#include <sstream>

#include "tests/unit/sync/replica/fleet.h"

namespace tern::sync {
namespace {

class Creating : public Fleet {
 protected:
  int put(const std::string& name, std::string_view body) {
    wire::Request request{wire::Method::Put, "/v1/db/" + name, {}};
    append(request.body, as_bytes(body));
    return primary_->handle(request, {.may_create = true}).status;
  }
  /// The bytes of a database.
  std::string file() {
    const std::string at = path("file");
    EXPECT_TRUE(Connection::open(at)->execute("CREATE TABLE t(a)").has_value());
    std::ostringstream bytes;
    bytes << std::ifstream(at, std::ios::binary).rdbuf();
    return bytes.str();
  }
};

TEST_F(Creating, WhatIsNoDatabaseIsTheClientsFault) {
  const std::string good = file();
  EXPECT_EQ(put("a", "nonsense"), 400);
  std::string bad_page_size = good;
  bad_page_size[16] = 3;
  EXPECT_EQ(put("a", bad_page_size), 400);
  EXPECT_EQ(put("a", good.substr(0, good.size() - 1)), 422);
  std::string bad_page = good;
  bad_page[100] = 9;  // what kind of page the first is
  EXPECT_EQ(put("a", bad_page), 422);
  EXPECT_EQ(put("a", good), 201);
  EXPECT_EQ(put("a", good), 409);
  EXPECT_EQ(put("b", ""), 201);
  EXPECT_EQ(primary_->list().size(), 3U) << "these, and the fleet's own";
}

}  // namespace
}  // namespace tern::sync
