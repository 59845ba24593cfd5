#include <algorithm>
#include <memory>
#include <mutex>

#include "engine/extensions/extension.h"
#include "engine/extensions/uuid/uuid.h"
#include "engine/extensions/uuid/uuid_generator.h"
#include "engine/functions/numeric.h"
#include "engine/io/clock.h"

// The SQL functions on UUIDs. A UUID is a text that parse_uuid() reads or a blob of 16 bytes; of
// anything else the functions give NULL.

namespace tern::extensions {
namespace uuid {
namespace {

using functions::Arguments;
using functions::Call;
using functions::Determinism;
using record::ValueView;

std::optional<Uuid> uuid_of(ValueView value) {
  if (value.is_text()) return parse_uuid(value.as_text());
  if (!value.is_blob() || value.as_bytes().size() != Uuid::kSize) return std::nullopt;
  Uuid out;
  std::ranges::copy(value.as_bytes(), out.bytes.begin());
  return out;
}

Result<ValueView> text_of(Call& call, const Uuid& uuid) {
  append_uuid(call.buffer(), uuid);
  return call.text_result();
}

Result<ValueView> blob_of(Call& call, const Uuid& uuid) {
  call.buffer() = as_text(uuid.bytes);
  return call.blob_result();
}

using Shown = Result<ValueView> (*)(Call& call, const Uuid& uuid);

template <Shown Show>
Result<ValueView> call_uuid4(Call& call, Arguments) {
  return Show(call, make_version4(call.connection().random()));
}

/// What a call site gave out.
struct SiteSequence final : functions::CallCache {
  Version7Sequence sequence;
};

Version7Sequence& site_sequence(Call& call) {
  if (!call.cache()) call.cache() = std::make_unique<SiteSequence>();
  return static_cast<SiteSequence&>(*call.cache()).sequence;
}

/// Of this moment. All connections that live by the machine's clock share one sequence, so that
/// their order is that of the calls. The UUIDs of any other clock depend on nothing but it, the
/// connection's randomness and the call site: a simulation can be repeated in the same process.
Uuid version7_now(Call& call) {
  io::Clock& clock = call.connection().clock();
  io::Random& random = call.connection().random();
  if (&clock != &io::system_clock()) return site_sequence(call).next(clock.wall_ms(), random);
  static std::mutex mutex;
  static Version7Sequence process_sequence;  // GUARDED_BY(mutex)
  const std::lock_guard guard(mutex);
  return process_sequence.next(clock.wall_ms(), random);
}

/// The time that an argument says, if version 7 can say it, too.
std::optional<int64_t> time_of(ValueView value) {
  const ValueView number = functions::as_number(value);
  if (!number.is_numeric()) return std::nullopt;
  if (number.is_real() && number.as_real() < 0) return std::nullopt;  // -0.5 is not 0
  const int64_t time_ms = record::to_integer(number);
  if (time_ms < 0 || time_ms > kVersion7TimeMax) return std::nullopt;
  return time_ms;
}

template <Shown Show>
Result<ValueView> call_uuid7(Call& call, Arguments a) {
  if (a.empty()) return Show(call, version7_now(call));
  const std::optional<int64_t> time_ms = time_of(a[0]);
  if (!time_ms) return ValueView::null();
  return Show(call, site_sequence(call).next_at(*time_ms, call.connection().random()));
}

template <Shown Show>
Result<ValueView> call_convert(Call& call, Arguments a) {
  const std::optional<Uuid> uuid = uuid_of(a[0]);
  return uuid ? Show(call, *uuid) : ValueView::null();
}

Result<ValueView> call_uuid7_timestamp_ms(Call&, Arguments a) {
  const std::optional<Uuid> uuid = uuid_of(a[0]);
  if (!uuid || uuid->version() != 7) return ValueView::null();
  return ValueView::integer(uuid->version7_time_ms());
}

Result<ValueView> call_uuid_version(Call&, Arguments a) {
  const std::optional<Uuid> uuid = uuid_of(a[0]);
  return uuid ? ValueView::integer(uuid->version()) : ValueView::null();
}

Result<ValueView> call_uuid_variant(Call&, Arguments a) {
  const std::optional<Uuid> uuid = uuid_of(a[0]);
  return uuid ? ValueView::integer(uuid->variant()) : ValueView::null();
}

constexpr functions::ScalarRow kScalars[] = {
    {"gen_random_uuid", 0, 0, call_uuid4<text_of>, Determinism::Never},
    {"uuid", 0, 0, call_uuid4<text_of>, Determinism::Never},
    {"uuid4", 0, 0, call_uuid4<blob_of>, Determinism::Never},
    {"uuid4_str", 0, 0, call_uuid4<text_of>, Determinism::Never},
    {"uuid7", 0, 1, call_uuid7<blob_of>, Determinism::Never},
    {"uuid7_str", 0, 1, call_uuid7<text_of>, Determinism::Never},
    {"uuid7_timestamp_ms", 1, 1, call_uuid7_timestamp_ms},
    {"uuid_blob", 1, 1, call_convert<blob_of>},
    {"uuid_str", 1, 1, call_convert<text_of>},
    {"uuid_variant", 1, 1, call_uuid_variant},
    {"uuid_version", 1, 1, call_uuid_version},
};

}  // namespace
}  // namespace uuid

const Extension& uuid_extension();
const Extension& uuid_extension() {
  static constexpr Extension kExtension{.scalars = uuid::kScalars, .aggregates = {}};
  return kExtension;
}

}  // namespace tern::extensions
