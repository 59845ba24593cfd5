#pragma once

#include <openssl/err.h>

namespace tern::extensions::digest {

/// While it stands, errors of OpenSSL come after a mark, and they go with it: the queue of errors
/// of this thread is the application's.
class OpensslErrors {
 public:
  OpensslErrors() { ERR_set_mark(); }
  ~OpensslErrors() { ERR_pop_to_mark(); }
  OpensslErrors(const OpensslErrors&) = delete;
  OpensslErrors& operator=(const OpensslErrors&) = delete;
};

}  // namespace tern::extensions::digest
