#pragma once

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/basic_stream_socket.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <chrono>

// Asio's types with the executor of the one network thread named: the type-erased default costs
// an allocation and virtual calls per operation.

namespace tern::daemon {

using IoExecutor = boost::asio::io_context::executor_type;
using TcpSocket = boost::asio::basic_stream_socket<boost::asio::ip::tcp, IoExecutor>;
template <class T>
using Task = boost::asio::awaitable<T, IoExecutor>;
using UseTask = boost::asio::use_awaitable_t<IoExecutor>;
/// Awaits an operation; its error is part of the result.
inline constexpr boost::asio::as_tuple_t<UseTask> kAwait{UseTask{}};

using SteadyClock = std::chrono::steady_clock;

}  // namespace tern::daemon
