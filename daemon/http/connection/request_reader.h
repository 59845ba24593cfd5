#pragma once

#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http/parser.hpp>
#include <cstdint>
#include <optional>

#include "daemon/http/answer.h"
#include "daemon/http/connection/peer_stream.h"
#include "daemon/operation/fair_share.h"
#include "daemon/operation/options.h"
#include "engine/base/bytes.h"

namespace tern::daemon {

/// A body that gets memory for what has come, never for what a length announces.
struct ReceivedBody {
  using value_type = ByteVector;
  class reader {
   public:
    template <bool is_request, class Fields>
    reader(boost::beast::http::header<is_request, Fields>&, value_type& body) : body_(body) {}
    void init(const boost::optional<uint64_t>&, boost::system::error_code& error) { error = {}; }
    template <class Buffers>
    size_t put(const Buffers& buffers, boost::system::error_code& error) {
      error = {};
      size_t bytes = 0;
      for (auto it = boost::asio::buffer_sequence_begin(buffers);
           it != boost::asio::buffer_sequence_end(buffers); ++it) {
        const auto* from = static_cast<const std::byte*>((*it).data());
        body_.insert(body_.end(), from, from + (*it).size());
        bytes += (*it).size();
      }
      return bytes;
    }
    void finish(boost::system::error_code& error) { error = {}; }

   private:
    value_type& body_;
  };
};
using RequestParser = boost::beast::http::request_parser<ReceivedBody>;

/// Reads requests from a peer that may be slow, silent or hostile.
class RequestReader {
 public:
  RequestReader(PeerStream& stream, const Limits& limits) : stream_(stream), limits_(limits) {}

  /// Waits for the first byte of a request. False: the peer has gone or said nothing for too long.
  Task<bool> wait_for_request();
  /// An error that has no answer (answer_to) means that the connection is over.
  Task<boost::system::error_code> read_head(RequestParser& parser);
  /// `use`: of the memory for the bodies of all connections; grows with this one.
  Task<boost::system::error_code> read_body(RequestParser& parser, uint64_t bytes_max,
                                            FairShare::Use& use);
  /// A body that is taken out of the parser part by part, so that it may be of any size.
  struct Parts {
    uint64_t bytes_max = 0;
    SteadyClock::time_point started = SteadyClock::now();
    uint64_t received = 0;  ///< so far
    bool has_begun = false;
  };
  /// Reads until the parser holds `bytes` or somewhat more, or the body's end.
  Task<boost::system::error_code> read_part(RequestParser& parser, Parts& parts, size_t bytes,
                                            FairShare::Use& use);
  bool has_unread() const { return buffer_.size() > 0; }

  /// nullopt: nothing can be said to the peer.
  static std::optional<Answer> answer_to(const boost::system::error_code& error);

 private:
  Task<boost::system::error_code> read_more(size_t bytes);
  Task<boost::system::error_code> begin_body(RequestParser& parser, const Parts& parts);

  PeerStream& stream_;
  const Limits& limits_;
  boost::beast::flat_buffer buffer_;
};

/// An error of read_body: all bodies together are too large.
boost::system::error_code too_many_bodies();

}  // namespace tern::daemon
