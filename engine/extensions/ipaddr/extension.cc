#include "engine/extensions/extension.h"

#include "engine/extensions/ipaddr/address.h"

// Functions on addresses of the Internet. What is no address makes their results NULL.

namespace tern::extensions {

namespace ipaddr {
namespace {

using functions::Arguments;
using functions::Call;
using record::ValueView;

std::optional<Address> address_argument(Call& call, ValueView argument) {
  if (argument.is_null()) return std::nullopt;
  if (argument.is_blob()) return Address::from_bytes(argument.as_bytes());
  return Address::parse(call.text(argument, 0));
}

Result<ValueView> call_ipfamily(Call& call, Arguments a) {
  const std::optional<Address> address = address_argument(call, a[0]);
  return address ? ValueView::integer(address->is_v4() ? 4 : 6) : ValueView::null();
}

Result<ValueView> call_ipmasklen(Call& call, Arguments a) {
  const std::optional<Address> address = address_argument(call, a[0]);
  return address ? ValueView::integer(address->prefix()) : ValueView::null();
}

Result<ValueView> call_ipcontains(Call& call, Arguments a) {
  const std::optional<Address> network = address_argument(call, a[0]);
  const std::optional<Address> address = address_argument(call, a[1]);
  if (!network || !address) return ValueView::null();
  return ValueView::boolean(network->contains(*address));
}

Address itself(const Address& address) { return address; }
Address network_of(const Address& address) { return address.network(); }
Address last_of(const Address& address) { return address.last(); }
Address netmask_of(const Address& address) { return address.netmask(); }

/// The text of an address that is made of the argument's.
template <Address (*kChange)(const Address&), void (Address::*kAppend)(std::string&) const>
Result<ValueView> call_text_of(Call& call, Arguments a) {
  const std::optional<Address> address = address_argument(call, a[0]);
  if (!address) return ValueView::null();
  (kChange(*address).*kAppend)(call.buffer());
  return call.text_result();
}

Result<ValueView> call_iprange(Call& call, Arguments a) {
  const std::optional<Address> address = address_argument(call, a[0]);
  if (!address || (a.size() == 2 && a[1].is_null())) return ValueView::null();
  const std::string_view end = a.size() == 2 ? call.text(a[1], 1) : "";
  if (a.size() == 2 && end != "first" && end != "last") {
    return fail(ErrorCode::Error, "iprange() takes 'first' or 'last'");
  }
  std::string& out = call.buffer();
  if (end != "last") address->network().append_host(out);
  if (end.empty()) out += '-';
  if (end != "first") address->last().append_host(out);
  return call.text_result();
}

Result<ValueView> call_ipblob(Call& call, Arguments a) {
  const std::optional<Address> address = address_argument(call, a[0]);
  if (!address) return ValueView::null();
  address->append_blob(call.buffer());
  return call.blob_result();
}

constexpr functions::ScalarRow kScalars[] = {
    {"ipblob", 1, 1, call_ipblob},
    {"ipbroadcast", 1, 1, call_text_of<last_of, &Address::append_host>},
    {"ipcontains", 2, 2, call_ipcontains},
    {"ipfamily", 1, 1, call_ipfamily},
    {"iphost", 1, 1, call_text_of<itself, &Address::append_host>},
    {"ipmasklen", 1, 1, call_ipmasklen},
    {"ipnetmask", 1, 1, call_text_of<netmask_of, &Address::append_host>},
    {"ipnetwork", 1, 1, call_text_of<network_of, &Address::append_with_prefix>},
    {"iprange", 1, 2, call_iprange},
};

}  // namespace
}  // namespace ipaddr

const Extension& ipaddr_extension();

const Extension& ipaddr_extension() {
  static const Extension kExtension = {ipaddr::kScalars, {}};
  return kExtension;
}

}  // namespace tern::extensions
