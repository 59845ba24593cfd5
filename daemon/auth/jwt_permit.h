#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "daemon/auth/claims.h"
#include "daemon/auth/key_ring.h"

namespace tern::daemon {

/// What a verified JWT allows: its claims, on the databases that its key is for.
class JwtPermit final : public Permit {
 public:
  /// `keys` is shared: it must stay for as long as `signer`, one of its keys, is asked.
  JwtPermit(Claims claims, std::shared_ptr<const KeyRing> keys, const RingKey& signer)
      : claims_(std::move(claims)), keys_(std::move(keys)), signer_(signer) {}

  Access access(std::string_view database) const override {
    return keys_->covers(signer_, database) ? claims_.access(database) : Access{};
  }
  bool may_administer() const override { return signer_.for_all && claims_.may_administer(); }
  std::string_view name() const override {
    if (!claims_.name.empty()) return claims_.name;
    return claims_.id.empty() ? std::string_view("jwt") : claims_.id;
  }
  const Claims& claims() const { return claims_; }

 private:
  Claims claims_;
  std::shared_ptr<const KeyRing> keys_;
  const RingKey& signer_;
};

}  // namespace tern::daemon
