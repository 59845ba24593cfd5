#include "daemon/agent/control_socket.h"

#include <gtest/gtest.h>
#include <poll.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include <cstring>

#include "tests/support/test_certificate.h"

namespace tern::daemon::agent {
namespace {

class ControlSocketTest : public testing::Test {
 protected:
  Result<std::unique_ptr<ControlSocket>> open() {
    return ControlSocket::open(path_,
                               [](std::string_view line) { return "<" + std::string(line) + ">"; });
  }
  int connect() {
    const int file = ::socket(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK, 0);
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    std::memcpy(address.sun_path, path_.data(), path_.size());
    EXPECT_EQ(::connect(file, reinterpret_cast<const sockaddr*>(&address), sizeof address), 0);
    return file;
  }
  static void say(int file, std::string_view text) {
    ASSERT_EQ(::send(file, text.data(), text.size(), MSG_NOSIGNAL),
              static_cast<ssize_t>(text.size()));
  }
  /// What has come; "closed" where the other side has ended.
  static std::string hear(int file) {
    char room[4096];
    const ssize_t size = ::recv(file, room, sizeof room, 0);
    if (size == 0) return "closed";
    return size < 0 ? "" : std::string(room, static_cast<size_t>(size));
  }

  tests::TemporaryFolder folder_;
  std::string path_ = folder_ / "s";
};

TEST_F(ControlSocketTest, AnswersLinesAsTheyBecomeComplete) {
  const auto socket = open();
  ASSERT_TRUE(socket.has_value()) << socket.error().message();
  const int client = connect();
  say(client, "one\ntw");
  (*socket)->tend();
  EXPECT_EQ(hear(client), "<one>\n");
  say(client, "o\nthree\n");
  (*socket)->tend();
  EXPECT_EQ(hear(client), "<two>\n<three>\n");
  ::shutdown(client, SHUT_WR);
  (*socket)->tend();
  EXPECT_EQ(hear(client), "closed");
  ::close(client);
}

TEST_F(ControlSocketTest, AnswersWhoSaysOneLineAndHangsUp) {
  const auto socket = open();
  ASSERT_TRUE(socket.has_value());
  const int client = connect();
  say(client, "one\n");
  ::shutdown(client, SHUT_WR);
  (*socket)->tend();
  EXPECT_EQ(hear(client), "<one>\n");
  ::close(client);
}

TEST_F(ControlSocketTest, IsPrivateAndGoneAtTheEnd) {
  {
    const auto socket = open();
    ASSERT_TRUE(socket.has_value());
    struct stat info{};
    ASSERT_EQ(::lstat(path_.c_str(), &info), 0);
    EXPECT_EQ(info.st_mode & 0777, 0600u);
  }
  EXPECT_FALSE(std::filesystem::exists(path_));
}

TEST_F(ControlSocketTest, ReplacesTheSocketOfSomebodyWhoWasKilled) {
  const int left = ::socket(AF_UNIX, SOCK_STREAM, 0);
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  std::memcpy(address.sun_path, path_.data(), path_.size());
  ASSERT_EQ(::bind(left, reinterpret_cast<const sockaddr*>(&address), sizeof address), 0);
  ::close(left);
  const auto socket = open();
  ASSERT_TRUE(socket.has_value()) << socket.error().message();
  const int client = connect();
  say(client, "x\n");
  (*socket)->tend();
  EXPECT_EQ(hear(client), "<x>\n");
  ::close(client);
}

TEST_F(ControlSocketTest, TwoDoNotListenAtOnePath) {
  const auto socket = open();
  ASSERT_TRUE(socket.has_value());
  const auto second = open();
  ASSERT_FALSE(second.has_value());
  EXPECT_EQ(second.error().code(), ErrorCode::Busy);
  EXPECT_TRUE(std::filesystem::exists(path_));
}

TEST_F(ControlSocketTest, RefusesAFileThatIsNoSocketAndAPathThatIsTooLong) {
  tests::write_file(path_, "mine");
  EXPECT_EQ(open().error().code(), ErrorCode::CantOpen);
  EXPECT_TRUE(std::filesystem::exists(path_));
  path_ = folder_ / std::string(120, 'x');
  EXPECT_EQ(open().error().code(), ErrorCode::Misuse);
}

TEST_F(ControlSocketTest, CutsOffWhoSaysNoEndOfALine) {
  const auto socket = open();
  ASSERT_TRUE(socket.has_value());
  const int client = connect();
  say(client, std::string(ControlSocket::kLineBytesMax + 1, 'x'));
  (*socket)->tend();
  (*socket)->tend();
  EXPECT_EQ(hear(client), "closed");
  ::close(client);
}

TEST_F(ControlSocketTest, CutsOffWhoComesWhenTooManyAreThere) {
  const auto socket = open();
  ASSERT_TRUE(socket.has_value());
  std::vector<int> clients;
  for (size_t i = 0; i < ControlSocket::kClientsMax; ++i) {
    clients.push_back(connect());
    (*socket)->tend();
  }
  const int late = connect();
  (*socket)->tend();
  EXPECT_EQ(hear(late), "closed");
  say(clients.front(), "x\n");
  (*socket)->tend();
  EXPECT_EQ(hear(clients.front()), "<x>\n");
  for (const int client : clients) ::close(client);
  ::close(late);
}

}  // namespace
}  // namespace tern::daemon::agent
