#pragma once

#include <optional>
#include <string_view>

#include "daemon/streams/service.h"

namespace tern::daemon {

struct ChosenSubprotocol {
  streams::Subprotocol subprotocol = streams::Subprotocol::Hrana1;
  std::string_view name = {};  ///< for the answer's header; empty: no such header
};

/// The newest of the subprotocols that `offered` (the Sec-WebSocket-Protocol header) lists and that
/// we speak; hrana1 if the client sent no such header. Names are compared without regard to case.
/// None: the client offers only unknown ones.
std::optional<ChosenSubprotocol> choose_subprotocol(std::optional<std::string_view> offered);

/// Whether messages are binary frames; text frames otherwise.
inline bool is_binary(streams::Subprotocol subprotocol) {
  return subprotocol == streams::Subprotocol::Hrana3Protobuf;
}

}  // namespace tern::daemon
