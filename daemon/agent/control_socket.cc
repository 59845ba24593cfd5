#include "daemon/agent/control_socket.h"

#include <poll.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstring>

#include "engine/io/posix_vfs.h"

namespace tern::daemon::agent {
namespace {

constexpr int kBacklog = 16;
constexpr size_t kUnsentBytesMax = 4 << 20;  // a client that takes no answers gets none

Result<std::unique_ptr<io::File>> lock_socket(const std::string& path) {
  auto file = TRY(io::posix_vfs().open(path + ".lock", {.create = true, .is_private = true}));
  const Status locked = file->lock(0, 1, io::LockMode::Exclusive);
  if (locked) return file;
  if (locked.error().is(ErrorCode::Busy))
    return fail(ErrorCode::Busy, "another agent listens at " + path);
  return std::unexpected(locked.error());
}

}  // namespace

Result<std::unique_ptr<ControlSocket>> ControlSocket::open(const std::string& path, Answer answer) {
  std::unique_ptr<io::File> lock = TRY(lock_socket(path));
  std::unique_ptr<ControlSocket> socket(
      new ControlSocket(path, std::move(answer), std::move(lock)));
  TRY(socket->listen());
  return socket;
}

/// Requires: the lock, so that nobody else listens there.
Status ControlSocket::listen() {
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  if (path_.size() >= sizeof address.sun_path)
    return fail(ErrorCode::Misuse, "the socket's path is too long: " + path_);
  std::memcpy(address.sun_path, path_.data(), path_.size());
  const auto cannot = [&] {
    return fail(ErrorCode::CantOpen, "cannot listen at " + path_ + ": " + std::strerror(errno));
  };
  file_ = ::socket(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
  if (file_ < 0) return cannot();
  struct stat old{};
  if (::lstat(path_.c_str(), &old) == 0) {
    if (!S_ISSOCK(old.st_mode))
      return fail(ErrorCode::CantOpen, path_ + " is there already and no socket");
    ::unlink(path_.c_str());  // of somebody who was killed
  }
  // The socket is private from its first moment. Requires that no other thread makes files now.
  const mode_t mask = ::umask(0177);
  const int bound = ::bind(file_, reinterpret_cast<const sockaddr*>(&address), sizeof address);
  const int why = errno;
  ::umask(mask);
  errno = why;
  is_bound_ = bound == 0;
  if (!is_bound_ || ::listen(file_, kBacklog) != 0) return cannot();
  return ok();
}

ControlSocket::~ControlSocket() {
  for (const Client& client : clients_) ::close(client.file);
  if (file_ >= 0) ::close(file_);
  if (is_bound_) ::unlink(path_.c_str());
}

void ControlSocket::add_to(std::vector<pollfd>& files) const {
  files.push_back({file_, POLLIN, 0});
  for (const Client& client : clients_) {
    const bool has_more = !client.out.empty();
    files.push_back({client.file, static_cast<short>(has_more ? POLLIN | POLLOUT : POLLIN), 0});
  }
}

void ControlSocket::tend() {
  accept_all();
  for (Client& client : clients_) {
    read_from(client);
    answer_lines(client);
    write_to(client);
    if (client.is_done) ::close(client.file);
  }
  std::erase_if(clients_, [](const Client& client) { return client.is_done; });
}

void ControlSocket::accept_all() {
  for (;;) {
    const int file = ::accept4(file_, nullptr, nullptr, SOCK_NONBLOCK | SOCK_CLOEXEC);
    if (file < 0) return;
    if (clients_.size() >= kClientsMax) {
      ::close(file);
    } else {
      clients_.push_back({.file = file});
    }
  }
}

void ControlSocket::read_from(Client& client) {
  std::array<char, 4096> room{};
  while (client.in.size() <= kLineBytesMax) {
    const ssize_t size = ::recv(client.file, room.data(), room.size(), 0);
    if (size < 0 && errno == EINTR) continue;
    if (size < 0 && (errno == EAGAIN || errno == EWOULDBLOCK)) return;
    if (size <= 0) {
      client.is_done = true;
      return;
    }
    client.in.append(room.data(), static_cast<size_t>(size));
  }
}

void ControlSocket::answer_lines(Client& client) {
  size_t begin = 0;
  for (size_t end; (end = client.in.find('\n', begin)) != std::string::npos; begin = end + 1)
    client.out += answer_(std::string_view(client.in).substr(begin, end - begin)) + "\n";
  client.in.erase(0, begin);
  if (client.in.size() > kLineBytesMax || client.out.size() > kUnsentBytesMax)
    client.is_done = true;
}

void ControlSocket::write_to(Client& client) {
  while (!client.out.empty()) {
    const ssize_t size =
        ::send(client.file, client.out.data(), client.out.size(), MSG_NOSIGNAL | MSG_DONTWAIT);
    if (size < 0 && errno == EINTR) continue;
    if (size < 0 && (errno == EAGAIN || errno == EWOULDBLOCK)) return;
    if (size < 0) {
      client.is_done = true;
      return;
    }
    client.out.erase(0, static_cast<size_t>(size));
  }
}

}  // namespace tern::daemon::agent
