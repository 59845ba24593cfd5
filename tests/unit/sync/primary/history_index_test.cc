// A history that is opened by its index answers as one that has read its log. Method: the same
// seeded commits go to a history that is saved and reopened now and then, and to one that never is.
#include "sync/primary/history_index.h"

#include <gtest/gtest.h>

#include <random>

#include "engine/io/memory_vfs.h"
#include "engine/io/simulated_vfs.h"
#include "engine/txn/changeset.h"
#include "sync/model/row_change.h"
#include "sync/primary/history.h"

namespace tern::sync::primary {
namespace {

using model::Revision;
using model::Seq;
using record::ValueView;

constexpr int kKeys = 40;

model::ReplicaId rid(uint8_t no) {
  model::ReplicaId id;
  id.bytes.fill(std::byte{no});
  return id;
}
const model::ReplicaId kServerId = rid(200);

txn::TableShape shape() {
  txn::TableShape table;
  table.name = "t";
  table.columns = {{"id", 1}, {"a", 0}, {"b", 0}};
  return table;
}

std::string key_of(int id) {
  const txn::TableShape table = shape();
  const std::vector<ValueView> values = {ValueView::integer(id), ValueView::null(),
                                         ValueView::null()};
  txn::OpView op;
  op.kind = txn::OpKind::Insert;
  op.table = &table;
  op.after = values;
  return model::key_bytes(op, false);
}

/// Commits of a server and three replicas to one table, each as its author's next.
class Commits {
 public:
  explicit Commits(unsigned seed) : random_(seed) {}

  /// Adds the same commit to all of them.
  void add(const std::vector<History*>& histories) {
    model::CommitRecord record;
    const bool is_past_us = random_() % 200 == 0;  // nobody knows who
    if (!is_past_us) sign(record);
    record.revision = record.outcome.revision = model::next(histories.front()->head().revision);
    record.epoch = model::Epoch{1};
    record.hlc = model::Hlc{record.revision.raw << 16};
    record.outcome.kind =
        random_() % 9 == 0 ? model::OutcomeKind::Merged : model::OutcomeKind::Applied;
    record.outcome.conflicts = record.outcome.kind == model::OutcomeKind::Merged ? 2 : 0;
    record.page_hash = model::digest_of({as_bytes(std::to_string(record.revision.raw))});
    record.page_count = 100;
    record.changeset = changeset();
    if (random_() % 20 == 0)
      record.remaps = apply::encode({{"t", static_cast<int64_t>(random_() % 9), 77}});
    std::vector<PageStep> pages;
    for (uint32_t page = 1; page < 6; ++page) {
      if (random_() % 2 == 0) continue;
      record.pages.push_back(page);
      pages.push_back({page, true, ByteVector(random_() % 30)});
    }
    const ByteVector entry = History::entry_of(record.encode(), pages).value();
    for (History* history : histories) ASSERT_TRUE(history->append(record, entry).has_value());
  }

 private:
  void sign(model::CommitRecord& record) {
    const auto who = static_cast<uint8_t>(random_() % 4);
    record.origin = who == 0 ? kServerId : rid(who);
    record.seq = Seq{++seqs_[who]};
    record.chain = model::chain_after(chains_[who], as_bytes(std::to_string(random_())));
    chains_[who] = record.chain;
  }
  ByteVector changeset() {
    txn::ChangesetBuilder out;
    const txn::TableShape table = shape();
    for (int i = static_cast<int>(random_() % 3); i >= 0; --i) {
      const ValueView key = ValueView::integer(static_cast<int64_t>(random_() % kKeys));
      const ValueView one = ValueView::integer(static_cast<int64_t>(random_() % 100));
      const ValueView two = ValueView::integer(static_cast<int64_t>(random_() % 100));
      const std::vector<ValueView> before = {key, one, two};
      const std::vector<ValueView> after = {
          random_() % 12 == 0 ? ValueView::integer(static_cast<int64_t>(random_() % kKeys)) : key,
          random_() % 2 == 0 ? one : ValueView::integer(1000), ValueView::integer(2000)};
      switch (random_() % 5) {
        case 0:
          out.insert(table, 1, after, false);
          break;
        case 1:
          out.erase(table, 1, before, false);
          break;
        default:
          out.update(table, 1, 1, before, after, false);
      }
    }
    if (random_() % 50 == 0) out.ddl("ALTER TABLE u RENAME TO v" + std::to_string(random_() % 9));
    const Bytes bytes = out.bytes();
    return ByteVector(bytes.begin(), bytes.end());
  }

  std::mt19937 random_;
  std::map<uint8_t, uint64_t> seqs_;
  std::map<uint8_t, model::Chain> chains_;
};

std::string text_of(const model::Stamp& stamp) {
  return std::to_string(stamp.revision.raw) + "/" + stamp.writer.hex().substr(0, 2) + "/" +
         std::to_string(stamp.hlc.raw);
}

/// Everything that a history answers, as text.
std::string answers_of(const History& history) {
  std::string out = std::to_string(history.head().revision.raw) + history.head().page_hash.hex() +
                    std::to_string(history.last_of_server().seq.raw) +
                    history.last_of_server().chain.hex() + "\n";
  for (uint8_t who = 1; who < 5; ++who) {
    const session::KnownReplica& known = history.known(rid(who));
    out += std::to_string(known.last().raw) + known.last_chain().hex();
    for (uint64_t seq = 1; seq <= known.last().raw; ++seq) {
      const auto entry = known.at(Seq{seq}).value();
      out += entry.chain.hex() + std::to_string(static_cast<int>(entry.outcome.kind)) +
             std::to_string(entry.outcome.revision.raw) + std::to_string(entry.outcome.conflicts);
    }
    out += "\n";
  }
  model::Writer rest;
  history.memory().encode_rest(rest);
  out += model::to_hex(rest.bytes()) + "\n";
  const uint64_t head = history.head().revision.raw;
  for (uint64_t revision = 0; revision <= head + 1; ++revision) {
    const model::Digest hash = model::digest_of({as_bytes(std::to_string(revision))});
    out += history.reaches(Revision{revision}, hash).value() ? "r" : "-";
    if (!history.goes_back_to(Revision{revision}) || revision % 7 != 0) continue;
    const auto changes = history.changes_after(Revision{revision}, true).value();
    for (const auto& [page, deltas] : changes)
      out += " " + std::to_string(page) + ":" + std::to_string(deltas.size());
    const auto pages = history.pages_changed(Revision{revision}, Revision{head}).value();
    for (const uint32_t page : pages) out += "," + std::to_string(page);
  }
  const model::VersionIndex& versions = history.memory().versions;
  out += "\nhorizon " + std::to_string(versions.horizon().raw) + "\n";
  for (int key = 0; key <= kKeys; ++key) {
    const model::RowHistory* row = versions.find("T", key_of(key)).value();
    if (!row) {
      out += std::to_string(key) + " nothing\n";
      continue;
    }
    out += std::to_string(key) + " " + text_of(row->whole) + " " + text_of(row->newest) +
           (row->deleted ? " deleted" : "");
    for (const auto& [column, stamp] : row->columns) out += " " + column + "=" + text_of(stamp);
    out += "\n";
  }
  return out;
}

History opened(io::Vfs& vfs, const std::string& path) {
  Result<History> history = History::open(vfs, path, kServerId);
  EXPECT_TRUE(history.has_value()) << history.error().message();
  return *std::move(history);
}

/// An empty one.
History started(io::Vfs& vfs, const std::string& path) {
  History history = opened(vfs, path);
  EXPECT_TRUE(history.start({Revision{1}, model::Epoch{1}, model::digest_of({as_bytes("1")})}));
  return history;
}

class HistoryIndexSeeds : public testing::TestWithParam<unsigned> {};

TEST_P(HistoryIndexSeeds, AnswersAsTheLogDoes) {
  io::MemoryVfs vfs;
  std::mt19937 random(GetParam());
  Commits commits(GetParam());
  History plain = started(vfs, "plain");
  std::optional<History> indexed = started(vfs, "indexed");
  for (int step = 0; step < 400; ++step) {
    commits.add({&plain, &*indexed});
    if (random() % 30 == 0) {
      ASSERT_TRUE(indexed->save_index().has_value());
    }
    if (random() % 40 == 0) indexed = opened(vfs, "indexed");
    if (random() % 150 == 0) {  // the older half goes, in both
      ASSERT_TRUE(plain.trim(1).has_value());
      ASSERT_TRUE(indexed->trim(1).has_value());
    }
    if (step % 20 == 0) {
      ASSERT_EQ(answers_of(*indexed), answers_of(plain)) << step;
    }
  }
  ASSERT_TRUE(indexed->save_index().has_value());
  indexed = opened(vfs, "indexed");
  EXPECT_EQ(indexed->unindexed_bytes(), 0U);
  EXPECT_EQ(indexed->memory().versions.rows().size(), 0U);  // nothing of it is in memory
  EXPECT_EQ(answers_of(*indexed), answers_of(plain));
  EXPECT_EQ(answers_of(opened(vfs, "plain")), answers_of(plain));
}

INSTANTIATE_TEST_SUITE_P(Seeds, HistoryIndexSeeds, testing::Range(1U, 9U));

/// A history with some commits in its index and some behind it.
struct Sample {
  explicit Sample(io::Vfs& vfs, int indexed = 60, int behind = 5) {
    Commits commits(7);
    History history = started(vfs, "/h");
    for (int i = 0; i < indexed; ++i) commits.add({&history});
    EXPECT_TRUE(history.save_index().has_value());
    EXPECT_TRUE(history.heal().has_value());
    EXPECT_EQ(history.unindexed_bytes(), 0U);  // there was nothing to heal
    for (int i = 0; i < behind; ++i) commits.add({&history});
    EXPECT_TRUE(history.sync().has_value());
    answers = answers_of(history);
  }
  std::string answers;
};

TEST(HistoryIndex, WhatIsReadToOpenDoesNotGrowWithTheHistory) {
  std::vector<size_t> in_memory;
  for (const int length : {100, 3000}) {
    io::MemoryVfs vfs;
    const Sample sample(vfs, length);
    const History history = opened(vfs, "/h");
    EXPECT_GT(history.size_bytes(), static_cast<uint64_t>(length) * 100);
    EXPECT_LT(history.unindexed_bytes(), 5U * 700);
    in_memory.push_back(history.memory().versions.rows().size());
    EXPECT_LE(in_memory.back(), 20U);
  }
}

TEST(HistoryIndex, OneOfAnotherStateOfTheLogIsNotBelieved) {
  io::MemoryVfs vfs;
  const Sample sample(vfs);
  const auto copy = [&](const std::string& from, const std::string& to) {
    const auto source = vfs.open(from, {}).value();
    ByteVector bytes(source->size().value());
    ASSERT_TRUE(source->pread(bytes, 0).has_value());
    const auto target = vfs.open(to, {.create = true}).value();
    ASSERT_TRUE(target->truncate(0).has_value());
    ASSERT_TRUE(target->pwrite(bytes, 0).has_value());
  };
  copy("/h-index", "old-index");
  std::string trimmed;
  {
    History history = opened(vfs, "/h");
    ASSERT_TRUE(history.trim(1).has_value());
    trimmed = answers_of(history);
  }
  copy("old-index", "/h-index");
  EXPECT_EQ(answers_of(opened(vfs, "/h")), trimmed);

  // A log that lost its end, as no order of writes allows: what is left of it counts.
  io::MemoryVfs other;
  const Sample whole(other);
  const auto log = other.open("/h", {}).value();
  ASSERT_TRUE(log->truncate(log->size().value() / 2).has_value());
  const History cut = opened(other, "/h");
  ASSERT_TRUE(other.remove("/h-index").has_value());
  EXPECT_EQ(answers_of(cut), answers_of(opened(other, "/h")));
  EXPECT_LT(cut.head().revision.raw, 60U);
}

// Method: a bit of every 13th byte is another one; the answers are then asked for, and again after
// an error, as the next request would.
TEST(HistoryIndex, DamageIsNoticedAndHealsFromTheLog) {
  io::MemoryVfs vfs;
  const Sample sample(vfs);
  const auto file = vfs.open("/h-index", {}).value();
  ByteVector good(file->size().value());
  ASSERT_TRUE(file->pread(good, 0).has_value());
  int noticed_late = 0;
  for (size_t at = 0; at < good.size(); at += 13) {
    SCOPED_TRACE(at);
    ByteVector bad = good;
    bad[at] ^= std::byte{16};
    {
      const auto target = vfs.open("/h-index", {.create = true}).value();
      ASSERT_TRUE(target->truncate(0).has_value());
      ASSERT_TRUE(target->pwrite(bad, 0).has_value());
    }
    History history = opened(vfs, "/h");
    bool failed = false;
    for (uint8_t who = 1; who < 4; ++who) {
      const session::KnownReplica& known = history.known(rid(who));
      for (uint64_t seq = 1; seq <= known.last().raw; ++seq)
        failed = !known.at(Seq{seq}).has_value() || failed;
    }
    for (uint64_t revision = 2; revision < 60; ++revision)
      failed = !history.reaches(Revision{revision}, {}).has_value() || failed;
    for (int key = 0; key < kKeys; ++key) {
      const auto row = history.memory().versions.find("t", key_of(key));
      EXPECT_TRUE(row.has_value() || row.error().is(ErrorCode::IoErrRead));
      failed = !row.has_value() || failed;
    }
    noticed_late += failed ? 1 : 0;
    ASSERT_TRUE(history.heal().has_value());
    EXPECT_EQ(answers_of(history), sample.answers);
  }
  EXPECT_GT(noticed_late, 10);
}

// Method: the process dies, the power goes or a call fails at each call of save_index().
TEST(HistoryIndex, ASaveThatIsCutOffChangesNoAnswer) {
  for (const io::Fault fault :
       {io::Fault::Death, io::Fault::PowerLoss, io::Fault::IoError, io::Fault::NoSpace}) {
    int cuts = 0;
    for (bool is_done = false; !is_done; ++cuts) {
      SCOPED_TRACE(cuts);
      ASSERT_LT(cuts, 100);
      io::SimulatedDisk disk;
      io::SimulatedVfs vfs(disk, static_cast<uint64_t>(cuts + 1));
      const Sample sample(vfs);
      History history = opened(vfs, "/h");
      vfs.fail_at(vfs.call_count() + 1 + static_cast<uint64_t>(cuts), fault);
      is_done = history.save_index().has_value();
      if (!vfs.is_dead()) {
        vfs.mend();
        EXPECT_EQ(answers_of(history), sample.answers);
      }
      io::SimulatedVfs next(disk, 99);
      EXPECT_EQ(answers_of(opened(next, "/h")), sample.answers);
    }
    EXPECT_GT(cuts, 5);
  }
}

}  // namespace
}  // namespace tern::sync::primary
