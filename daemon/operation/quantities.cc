#include "daemon/operation/quantities.h"

#include <array>
#include <charconv>
#include <limits>
#include <optional>
#include <span>

namespace tern::daemon {
namespace {

struct Unit {
  std::string_view name;
  uint64_t factor;
};
constexpr std::array kSizeUnits = {Unit{"TiB", uint64_t{1} << 40}, Unit{"GiB", uint64_t{1} << 30},
                                   Unit{"MiB", uint64_t{1} << 20}, Unit{"KiB", uint64_t{1} << 10},
                                   Unit{"", 1}};
constexpr std::array kTimeUnits = {Unit{"d", 86'400'000}, Unit{"h", 3'600'000}, Unit{"m", 60'000},
                                   Unit{"s", 1'000}, Unit{"ms", 1}};

/// A whole number and one of `units`.
std::optional<uint64_t> parse_quantity(std::string_view text, std::span<const Unit> units) {
  uint64_t number = 0;
  const char* const end = text.data() + text.size();
  const auto [stop, error] = std::from_chars(text.data(), end, number);
  if (error != std::errc()) return std::nullopt;
  const std::string_view name(stop, static_cast<size_t>(end - stop));
  for (const Unit& unit : units) {
    if (unit.name != name) continue;
    if (number > std::numeric_limits<int64_t>::max() / unit.factor) return std::nullopt;
    return number * unit.factor;
  }
  return std::nullopt;
}

std::string quantity_text(uint64_t value, std::span<const Unit> units) {
  const Unit* unit = units.data();
  while (unit->factor > 1 && (value == 0 || value % unit->factor != 0)) ++unit;
  return std::to_string(value / unit->factor) + std::string(unit->name);
}

}  // namespace

Result<uint64_t> parse_size(std::string_view text) {
  const auto size = parse_quantity(text, kSizeUnits);
  if (!size)
    return fail(ErrorCode::Misuse,
                "must be a size as 4096, 64KiB, 80MiB or 2GiB, not '" + std::string(text) + "'");
  return *size;
}

std::string size_text(uint64_t bytes) { return quantity_text(bytes, kSizeUnits); }

Result<std::chrono::milliseconds> parse_duration(std::string_view text) {
  const auto ms = parse_quantity(text, kTimeUnits);
  if (!ms)
    return fail(ErrorCode::Misuse,
                "must be a time with its unit as 250ms, 5s, 10m, 12h or 30d, not '" +
                    std::string(text) + "'");
  return std::chrono::milliseconds(static_cast<int64_t>(*ms));
}

std::string duration_text(std::chrono::milliseconds duration) {
  return quantity_text(static_cast<uint64_t>(duration.count()), kTimeUnits);
}

}  // namespace tern::daemon
