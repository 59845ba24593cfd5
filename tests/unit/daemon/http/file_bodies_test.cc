// Bodies that pass through files, in and out.

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>

#include "daemon/http/passing_file.h"
#include "tests/unit/daemon/http/http_client.h"
#include "tests/unit/daemon/http/server_fixture.h"

namespace tern::daemon {
namespace {

namespace fs = std::filesystem;

std::string content_of(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

const std::string kAdmin = "Authorization: Bearer " + std::string(kAdminToken) + "\r\n";

std::string text_of_size(size_t size) {
  std::string text(size, '\0');
  for (size_t i = 0; i < size; ++i) text[i] = static_cast<char>('a' + i % 23);
  return text;
}

/// PUT /files/{name} stores a body under its name, GET gives it, "refused" is never wanted.
class FileBodies : public testing::Test {
 protected:
  explicit FileBodies(Limits limits = {}) {
    TableRoute put;
    put.method = "PUT";
    put.pattern = "/files/{name}";
    put.handler = [this](const TableRequest& request) {
      EXPECT_TRUE(request.body.empty());
      const std::string size = std::to_string(request.file->size_bytes());
      fs::rename(request.file->path(), folder_ / request.parameters.front());
      return Answer{.status = 201, .body = size};
    };
    put.admit = [](const TableRequest& request) -> std::expected<uint64_t, Answer> {
      if (request.parameters.front() == "refused") {
        return std::unexpected(sql_error_answer(409, sql_code_of(409), "not wanted"));
      }
      return kBytesMax;
    };
    put.body_path = [this] { return folder_ / ("part-" + std::to_string(++parts_)); };
    TableRoute get;
    get.method = "GET";
    get.pattern = "/files/{name}";
    get.handler = [this](const TableRequest& request) {
      auto file = PassingFile::adopt(folder_ / request.parameters.front());
      return file ? Answer{.file = *file} : sql_error_answer(404, "NOT_FOUND", "none");
    };
    RouteTable table;
    table.add(put);
    table.add(get);
    server_ = std::make_unique<RunningServer>(ServerSetup{
        .limits = limits, .is_plain = true, .has_admin = true, .admin_routes = std::move(table)});
  }

  uint16_t port() const { return server_->port(Face::Admin); }
  std::vector<std::string> files() const {
    std::vector<std::string> names;
    for (const auto& entry : fs::directory_iterator(folder_.path()))
      names.push_back(entry.path().filename());
    return names;
  }
  bool ends_without_files() {
    for (int i = 0; i < 2000 && !files().empty(); ++i)
      std::this_thread::sleep_for(std::chrono::milliseconds(5));
    return files().empty();
  }

  static constexpr uint64_t kBytesMax = 8'000'000;
  tests::TemporaryFolder folder_;
  std::atomic<int> parts_ = 0;
  std::unique_ptr<RunningServer> server_;
};

TEST_F(FileBodies, ComeAndGoWhole) {
  HttpClient client(port());
  for (const size_t size : {size_t{0}, size_t{1}, size_t{300'000}, size_t{7'000'001}}) {
    const std::string body = text_of_size(size);
    const HttpAnswer put = client.request("PUT", "/files/a", body,
                                          kAdmin + (size == 0 ? "Content-Length: 0\r\n" : ""));
    EXPECT_EQ(put.status, 201);
    EXPECT_EQ(put.body, std::to_string(size));
    EXPECT_EQ(content_of(folder_ / "a"), body) << size;
    const HttpAnswer head = client.request("HEAD", "/files/a", "", kAdmin);
    EXPECT_EQ(head.header("content-length"), std::to_string(size));
    // HEAD has let go of the file, which goes with who answers.
    EXPECT_TRUE(ends_without_files());
    EXPECT_EQ(client.request("PUT", "/files/a", body + "!", kAdmin).status, 201);
    const HttpAnswer get = client.request("GET", "/files/a", "", kAdmin);
    EXPECT_EQ(get.body, body + "!");
    EXPECT_TRUE(ends_without_files());
  }
}

TEST_F(FileBodies, ChunkedOnesToo) {
  HttpClient client(port());
  client.send("PUT /files/a HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n" + kAdmin +
              "\r\n");
  const std::string chunk = text_of_size(100'000);
  for (int i = 0; i < 20; ++i) client.send("186a0\r\n" + chunk + "\r\n");
  client.send("0\r\n\r\n");
  EXPECT_EQ(client.read_answer().body, "2000000");
}

TEST_F(FileBodies, WhatIsNotWantedIsNotRead) {
  HttpClient client(port());
  client.send("PUT /files/refused HTTP/1.1\r\nHost: x\r\nContent-Length: 5000000\r\n" + kAdmin +
              "\r\n");
  EXPECT_EQ(client.read_answer().status, 409);
  HttpClient second(port());
  second.send("PUT /files/a HTTP/1.1\r\nHost: x\r\nContent-Length: 8000001\r\n" + kAdmin + "\r\n");
  EXPECT_EQ(second.read_answer().status, 413);
  HttpClient third(port());
  third.send("PUT /files/a HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n" + kAdmin +
             "\r\n");
  const std::string chunk = text_of_size(4'000'000);
  for (int i = 0; i < 2; ++i) third.send("3d0900\r\n" + chunk + "\r\n");
  third.send("1\r\nx\r\n");
  EXPECT_EQ(third.read_answer().status, 413);
  EXPECT_TRUE(ends_without_files());
}

TEST_F(FileBodies, OneThatIsCutOffLeavesNothing) {
  {
    HttpClient client(port());
    client.send("PUT /files/a HTTP/1.1\r\nHost: x\r\nContent-Length: 5000000\r\n" + kAdmin +
                "\r\n" + text_of_size(3'000'000));
    for (int i = 0; i < 2000 && files().empty(); ++i)
      std::this_thread::sleep_for(std::chrono::milliseconds(5));
    EXPECT_EQ(files().size(), 1U);
  }
  EXPECT_TRUE(ends_without_files());
}

TEST_F(FileBodies, WhereNothingCanBeStoredTheyAreRefused) {
  fs::remove_all(folder_.path());
  HttpClient client(port());
  EXPECT_EQ(client.request("PUT", "/files/a", text_of_size(1'000'000), kAdmin).status, 507);
}

/// Where every piece must come soon, and the whole at a rate.
class SteadyFileBodies : public FileBodies {
 protected:
  SteadyFileBodies() : FileBodies(limits()) {}
  static Limits limits() {
    Limits limits;
    limits.body_timeout = std::chrono::milliseconds(2000);
    limits.body_rate_min_bytes_per_s = 1000;
    return limits;
  }
};

TEST_F(SteadyFileBodies, SlowAndSteadyGoesThrough) {
  HttpClient client(port());
  client.send("PUT /files/a HTTP/1.1\r\nHost: x\r\nContent-Length: 30000\r\n" + kAdmin + "\r\n");
  // Longer than a piece may take.
  for (int i = 0; i < 30; ++i) {
    std::this_thread::sleep_for(std::chrono::milliseconds(100));
    client.send(text_of_size(1000));
  }
  EXPECT_EQ(client.read_answer().body, "30000");
}

TEST_F(SteadyFileBodies, AReaderThatStandsStillIsCutOff) {
  std::ofstream(folder_ / "a") << "x";
  fs::resize_file(folder_ / "a", 64'000'000);  // more than sockets hold
  HttpClient client(port());
  client.send("GET /files/a HTTP/1.1\r\nHost: x\r\n" + kAdmin + "\r\n");
  for (int i = 0; i < 2000 && server_->counts().cut_off == 0; ++i)
    std::this_thread::sleep_for(std::chrono::milliseconds(5));
  EXPECT_EQ(server_->counts().cut_off, 1U);
  EXPECT_TRUE(ends_without_files());
}

TEST_F(SteadyFileBodies, StandingStillDoesNot) {
  HttpClient client(port());
  client.send("PUT /files/a HTTP/1.1\r\nHost: x\r\nContent-Length: 30000\r\n" + kAdmin + "\r\n" +
              text_of_size(20'000));
  EXPECT_TRUE(client.is_ended());
  EXPECT_TRUE(ends_without_files());
}

}  // namespace
}  // namespace tern::daemon
