#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "tools/bench/serve_load.h"

namespace tern::bench {

/// Prints the figures of both servers as they come. Ratios above 1: Tern is better.
class ServeReport {
 public:
  explicit ServeReport(bool has_rival) : has_rival_(has_rival) {}

  void print_requests_head() const;
  void add_requests(const std::string& name, const ServeFigures& tern,
                    const std::optional<ServeFigures>& rival);

  enum class Better : uint8_t { More, Less };
  void print_others_head() const;
  void add_other(const std::string& name, std::string_view unit, Better better, double tern,
                 std::optional<double> rival);
  void add_bound(const std::string& name, std::string_view unit, double tern, double bound);

  /// Where Tern is behind the rival or above a bound.
  void print_summary() const;

 private:
  bool has_rival_;
  std::vector<std::string> behind_;
};

}  // namespace tern::bench
