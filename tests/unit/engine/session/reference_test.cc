// Random schemas and transactions: what Tern and the reference record, apply, invert and rebase is
// the same, each side takes what the other one recorded, and the content is what it must be.
// TERN_SESSION_CASES says how many pairs are tried.

#include <gtest/gtest.h>

#include <algorithm>
#include <array>

#include "engine/session/invert.h"
#include "engine/session/rebaser.h"
#include "tests/unit/engine/session/both.h"
#include "tests/unit/engine/session/random_sql.h"

namespace tern::session {
namespace {

using test::Applied;
using test::Both;
using test::canonical;
using test::count_of;
using test::described;
using test::RandomSql;
using test::ReferenceSession;

/// What was done, so that a run can tell.
struct Figures {
  uint64_t pairs = 0;
  uint64_t changesets = 0;  // recorded by both, patchsets too; not empty
  uint64_t bytes = 0;       // of these
  uint64_t changes = 0;     // in these
  uint64_t applied = 0;     // by both
  uint64_t aborted = 0;     // by both
  std::array<uint64_t, 6> conflicts{};
  uint64_t carried = 0;    // to an equal database, which became as the source
  uint64_t undone = 0;     // there, which became as it was
  uint64_t rebased = 0;    // changesets with decisions about them
  uint64_t converged = 0;  // sites that were equal afterwards

  void print() const {
    std::printf("%lu pairs\n", pairs);
    std::printf("recorded alike: %lu changesets and patchsets of %lu changes, %lu bytes\n",
                changesets, changes, bytes);
    std::printf("applied alike: %lu, of which aborted %lu; carried %lu; undone %lu\n", applied,
                aborted, carried, undone);
    std::printf(
        "conflicts alike: data %lu, not found %lu, conflict %lu, constraint %lu, foreign key %lu\n",
        conflicts[1], conflicts[2], conflicts[3], conflicts[4], conflicts[5]);
    std::printf("rebased alike: %lu; converged %lu\n", rebased, converged);
  }
};

/// The answers that the seed wants.
test::Policy policy_of(uint64_t seed) {
  const uint64_t kind_of_policy = seed % 6;
  return [seed, kind_of_policy](ConflictKind kind, int number) {
    const bool may_replace = kind == ConflictKind::Data || kind == ConflictKind::Conflict;
    const uint64_t dice = (seed * 2654435761U + static_cast<uint64_t>(number) * 40503U) >> 7;
    switch (kind_of_policy) {
      case 0:
        return Answer::Omit;
      case 1:
        return may_replace ? Answer::Replace : Answer::Omit;
      case 2:
        return number == 3 ? Answer::Abort : Answer::Omit;
      case 3:  // sometimes where it is not allowed
        return dice % 16 == 0 ? Answer::Replace : Answer::Omit;
      default:
        return may_replace && dice % 2 == 0 ? Answer::Replace : Answer::Omit;
    }
  };
}

Answer never(ConflictKind, int) { return Answer::Abort; }

std::string shown(const std::vector<ByteVector>& decisions) {
  std::string out;
  for (const ByteVector& each : decisions) out += described(each) + "\n";
  return out;
}

/// What a site did, as both sides recorded it.
struct Recorded {
  std::array<ByteVector, 2> ours, theirs;  // by Form

  const ByteVector& of(Form form, bool is_ours) const {
    return (is_ours ? ours : theirs)[static_cast<size_t>(form)];
  }
};

/// A schema and what is tried with it.
class Pair {
 public:
  Pair(uint64_t seed, Figures& figures)
      : seed_(seed),
        figures_(figures),
        has_distinct_keys_(seed % 2 == 0),
        random_(seed, has_distinct_keys_ ? RandomSql::Keys::Distinct : RandomSql::Keys::Any) {
    ++figures_.pairs;
  }

  const std::vector<std::string>& schema() const { return random_.schema(); }

  /// A transaction is carried to a database that is as the source was, and taken back there.
  void carry() {
    Both source, target;
    set_up(source);
    set_up(target);
    // What triggers and foreign keys do is in the changes.
    target.run("DROP TRIGGER IF EXISTS tr");
    target.run("PRAGMA foreign_keys = OFF");
    const std::string before = rows(target);
    const Recorded recorded = transaction(source);
    for (const Form form : {Form::Changeset, Form::Patchset}) {
      for (const bool is_ours : {true, false}) {
        const ByteVector& changes = recorded.of(form, is_ours);
        target.run("SAVEPOINT start");
        const Applied applied = apply_in_both(target, changes, never, nullptr);
        if (applied.code == SQLITE_OK && has_distinct_keys_) {
          EXPECT_EQ(rows(target), rows(source)) << described(changes);
          ++figures_.carried;
          if (form == Form::Changeset) take_back(target, changes, before);
        }
        target.run("ROLLBACK TO start");
        target.run("RELEASE start");
      }
    }
  }

  /// Three sites do different things. What two of them did is applied at the third, and its own
  /// changes are rebased: over those of one, then over those of both.
  void disagree() {
    Both local, remote, other;
    for (Both* site : {&local, &remote, &other}) set_up(*site);
    const Recorded mine = transaction(local);
    const Recorded first = transaction(remote);
    const Recorded second = transaction(other);
    const ByteVector& my_changes = mine.of(Form::Changeset, seed_ % 4 < 2);

    std::vector<ByteVector> decisions;
    const bool is_applied = merge(local, first, decisions);
    const std::string merged = rows(local);
    const ByteVector rebased = rebase_in_both(decisions, my_changes);
    if (is_applied) {
      const Applied applied = apply_in_both(remote, rebased, never, nullptr);
      if (has_distinct_keys_ && random_.is_unconstrained() && !random_.has_keys_alone() &&
          !filter()) {
        EXPECT_EQ(applied.code, SQLITE_OK) << applied.conflicts;
        const bool is_equal = rows(remote) == merged;
        // Where a change was refused, a column that only it set keeps its value at the remote:
        // rows() has compared both with the reference's, which end so, too.
        if (decisions.empty()) {
          EXPECT_TRUE(is_equal) << described(rebased);
        }
        figures_.converged += is_equal ? 1 : 0;
      }
    }
    merge(local, second, decisions);
    rebase_in_both(decisions, my_changes);
  }

  /// As above, with patchsets, which cannot be rebased.
  void disagree_in_patchsets() {
    Both local, remote;
    for (Both* site : {&local, &remote}) set_up(*site);
    (void)transaction(local);
    const Recorded recorded = transaction(remote);
    apply_in_both(local, recorded.of(Form::Patchset, seed_ % 4 < 2), policy_of(seed_ / 2),
                  filter());
  }

 private:
  std::string rows(Both& site) { return site.rows(random_.recorded_rows()); }

  void set_up(Both& site) {
    for (const std::string& sql : random_.schema()) site.run(sql);
  }

  test::Filter filter() const {
    if (seed_ % 7 != 0) return nullptr;
    return [](std::string_view table) { return table != "t0"; };
  }

  Recorded transaction(Both& site) {
    Session session(site.tern());
    ReferenceSession reference(site.reference());
    session.attach_all();
    reference.attach(nullptr);
    site.run("BEGIN");
    const size_t steps = 1 + random_.pick(12);
    for (size_t i = 0; i < steps; ++i) site.run(random_.change());
    site.end_transaction();
    Recorded out;
    for (const Form form : {Form::Changeset, Form::Patchset}) {
      const Result<ByteVector> ours =
          form == Form::Changeset ? session.changeset() : session.patchset();
      const std::optional<ByteVector> theirs = reference.changes(form);
      EXPECT_TRUE(ours.has_value() && theirs.has_value());
      if (!ours || !theirs) return {};
      EXPECT_EQ(canonical(*ours), canonical(*theirs))
          << described(*ours) << "\n--- the reference:\n"
          << described(*theirs);
      out.ours[static_cast<size_t>(form)] = *ours;
      out.theirs[static_cast<size_t>(form)] = *theirs;
      figures_.changesets += ours->empty() ? 0 : 1;
      figures_.bytes += ours->size();
      figures_.changes += count_of(*ours);
    }
    return out;
  }

  /// Applies and compares all that can be seen.
  Applied apply_in_both(Both& site, const ByteVector& changes, const test::Policy& policy,
                        const test::Filter& filter) {
    const Applied theirs = test::apply_in_reference(site.reference(), changes, policy, filter);
    const Applied ours = test::apply_in_tern(site.tern(), changes, policy, filter);
    EXPECT_EQ(ours.conflicts, theirs.conflicts) << described(changes);
    EXPECT_EQ(ours.code, theirs.code) << described(changes);
    EXPECT_EQ(ours.decisions, theirs.decisions)
        << described(ours.decisions) << "\n--- the reference:\n"
        << described(theirs.decisions);
    site.content(random_.tables());
    ++figures_.applied;
    if (theirs.code != SQLITE_OK) ++figures_.aborted;
    for (size_t i = 0; i < ours.kinds.size(); ++i) figures_.conflicts[i] += ours.kinds[i];
    return theirs;
  }

  void take_back(Both& target, const ByteVector& changes, const std::string& before) {
    const Result<ByteVector> inverse = invert(changes);
    ASSERT_TRUE(inverse);
    EXPECT_EQ(*inverse, test::reference_invert(changes).bytes);
    const Applied undone = apply_in_both(target, *inverse, never, nullptr);
    if (undone.code != SQLITE_OK) return;  // a constraint
    EXPECT_EQ(rows(target), before) << described(*inverse);
    ++figures_.undone;
  }

  /// True: it went well; then `decisions` has what was decided, if anything was.
  bool merge(Both& site, const Recorded& recorded, std::vector<ByteVector>& decisions) {
    const ByteVector& changes = recorded.of(Form::Changeset, seed_ % 4 < 2);
    const Applied applied = apply_in_both(site, changes, policy_of(seed_ / 2), filter());
    if (applied.code != SQLITE_OK) return false;
    if (!applied.decisions.empty()) decisions.push_back(applied.decisions);
    return true;
  }

  ByteVector rebase_in_both(const std::vector<ByteVector>& decisions, const ByteVector& changes) {
    Rebaser rebaser;
    for (const ByteVector& decision : decisions) EXPECT_TRUE(rebaser.add(decision));
    const Result<ByteVector> ours = rebaser.rebase(changes);
    const test::Answered theirs = test::reference_rebase(decisions, changes);
    EXPECT_EQ(ours.has_value(), theirs.code == SQLITE_OK);
    if (!ours) return {};
    EXPECT_EQ(as_text(*ours), as_text(theirs.bytes)) << described(*ours) << "\n--- the reference:\n"
                                                     << described(theirs.bytes) << "\n--- of:\n"
                                                     << described(changes) << "\n--- over:\n"
                                                     << shown(decisions);
    figures_.rebased += decisions.empty() ? 0 : 1;
    return *ours;
  }

  const uint64_t seed_;
  Figures& figures_;
  const bool has_distinct_keys_;
  RandomSql random_;
};

TEST(Sessions, RecordApplyInvertAndRebaseAsTheReference) {
  Figures figures;
  for (uint64_t seed = 0; seed < test::case_count(); ++seed) {
    SCOPED_TRACE(seed);
    Pair pair(seed, figures);
    pair.carry();
    pair.disagree();
    pair.disagree_in_patchsets();
    if (HasFailure()) {
      for (const std::string& sql : pair.schema()) std::printf("%s;\n", sql.c_str());
      return;
    }
  }
  figures.print();
}

}  // namespace
}  // namespace tern::session
