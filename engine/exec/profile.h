#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <utility>

#include "engine/io/clock.h"
#include "engine/txn/transaction.h"

namespace tern::exec {

/// What a node of a program did in one run. Time and pages are those of the nodes below it too.
struct Measures {
  uint64_t rows = 0;    // that it gave; of a program that changes rows, those changed
  uint64_t loops = 0;   // how often it was opened
  int64_t time_ns = 0;  // spent in it
  uint64_t pages = 0;   // that were in no cache and had to be read
};

/// Where the nodes of one program count while EXPLAIN ANALYZE runs it. All copies of a node (of a
/// subquery whose expression is there twice, of a trigger that fires inside itself) count together:
/// nodes are known by their places in the program, not by their addresses.
class Profile {
 public:
  /// Lifetime: both outlive this.
  Profile(io::Clock& clock, const txn::Transaction& transaction)
      : clock_(clock), transaction_(transaction) {}
  Profile(const Profile&) = delete;
  Profile& operator=(const Profile&) = delete;

  /// A new run: all is zero again.
  void restart();

  Measures& program() { return program_; }
  /// The operators of query `number` are made now, from the first on.
  void begin_query(uint32_t number) {
    query_ = number;
    operator_ = 0;
  }
  /// The next operator's. Lifetime: as the profile.
  Measures& next_operator() { return operators_[{query_, operator_++}]; }
  /// Of what the program runs inside itself, by its syntax tree: a trigger's statement.
  Profile& part(const void* tree);

  int64_t now_ns() const { return clock_.monotonic_ns(); }
  uint64_t loaded_pages() const { return transaction_.loaded_pages(); }

 private:
  io::Clock& clock_;
  const txn::Transaction& transaction_;
  Measures program_;
  std::map<std::pair<uint32_t, uint32_t>, Measures> operators_;
  std::map<const void*, std::unique_ptr<Profile>> parts_;
  uint32_t query_ = 0;
  uint32_t operator_ = 0;
};

/// Adds the time and the pages of its scope.
class Measuring {
 public:
  Measuring(const Profile& profile, Measures& measures)
      : profile_(profile),
        measures_(measures),
        begin_ns_(profile.now_ns()),
        begin_pages_(profile.loaded_pages()) {}
  ~Measuring() {
    measures_.time_ns += profile_.now_ns() - begin_ns_;
    measures_.pages += profile_.loaded_pages() - begin_pages_;
  }
  Measuring(const Measuring&) = delete;
  Measuring& operator=(const Measuring&) = delete;

 private:
  const Profile& profile_;
  Measures& measures_;
  int64_t begin_ns_;
  uint64_t begin_pages_;
};

}  // namespace tern::exec
