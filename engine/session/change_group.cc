#include "engine/session/change_group.h"

#include "engine/session/reader.h"
#include "engine/session/row_key.h"
#include "engine/session/tables.h"
#include "engine/session/writer.h"

namespace tern::session {

namespace {

/// The fields of `over`, and where they are undefined those of `under`.
std::vector<Bytes> merged(std::span<const Bytes> over, std::span<const Bytes> under) {
  std::vector<Bytes> out(over.begin(), over.end());
  for (size_t i = 0; i < out.size(); ++i) {
    if (!is_defined(out[i])) out[i] = under[i];
  }
  return out;
}

}  // namespace

class ChangeGroup::State {
 public:
  Status add(Bytes changes);
  ByteVector output() const;

 private:
  /// `before` of an insert and `after` of a delete are empty.
  struct Change {
    Op op{};
    bool indirect = false;
    Fields before, after;
  };
  using Entry = Tables<Change>::Entry;

  Result<Entry*> entry_of(const Table& table);
  void add_change(Entry& entry, const ChangeView& change);
  /// True: the two are one in `first` now; false: they undo each other.
  bool combine(Change& first, const ChangeView& second) const;
  bool become_update(Change& out, const Table& table, std::span<const Bytes> before,
                     std::span<const Bytes> after) const;

  std::optional<Form> form_;
  Tables<Change> tables_;
};

Status ChangeGroup::State::add(Bytes changes) {
  Reader reader(changes);
  Entry* entry = nullptr;
  const Table* table = nullptr;
  ChangeView change;
  while (TRY(reader.next(change))) {
    if (form_.value_or(reader.form()) != reader.form()) {
      return fail(ErrorCode::Error, "changeset: patchsets and changesets do not combine");
    }
    form_ = reader.form();
    if (change.table != table) entry = TRY(entry_of(*change.table));
    table = change.table;
    add_change(*entry, change);
  }
  return ok();
}

Result<ChangeGroup::State::Entry*> ChangeGroup::State::entry_of(const Table& table) {
  Entry* found = tables_.find(table.name);
  if (!found) return &tables_.add(table);
  if (found->table.key != table.key) {
    std::string text = "changeset: two tables are called ";
    text += table.name;
    return fail(ErrorCode::Schema, std::move(text));
  }
  return found;
}

void ChangeGroup::State::add_change(Entry& entry, const ChangeView& change) {
  // NULL in a key cannot come from a session; such rows are all one, as in the reference.
  std::string key = key_of(entry.table, change.row()).value_or(std::string());
  Change* found = entry.rows.find(key);
  if (!found) {
    entry.rows.add(std::move(key),
                   {.op = change.op,
                    .indirect = change.indirect,
                    .before = change.op == Op::Insert ? Fields() : Fields(change.before),
                    .after = change.op == Op::Delete ? Fields() : Fields(change.after)});
  } else if (!combine(*found, change)) {
    entry.rows.erase(key);
  }
}

bool ChangeGroup::State::combine(Change& first, const ChangeView& second) const {
  // These do not follow each other in what happens to a row: the first one stays.
  if (second.op == Op::Insert && first.op != Op::Delete) return true;
  if (second.op != Op::Insert && first.op == Op::Delete) return true;
  if (first.op == Op::Insert && second.op == Op::Delete) return false;

  const Fields old_before = first.before;
  const Fields old_after = first.after;
  const std::vector<Bytes> before = old_before.split();
  const std::vector<Bytes> after = old_after.split();
  first.indirect = first.indirect && second.indirect;
  if (first.op == Op::Insert) {
    first.after = Fields(merged(second.after, after));
    return true;
  }
  if (first.op == Op::Delete) {
    return become_update(first, *second.table, before, second.after);
  }
  if (second.op == Op::Update) {
    return become_update(first, *second.table, merged(before, second.before),
                         merged(second.after, after));
  }
  const bool is_patchset = form_ == Form::Patchset;
  first.op = Op::Delete;
  first.before = Fields(is_patchset ? std::vector<Bytes>(second.before.begin(), second.before.end())
                                    : merged(before, second.before));
  first.after.clear();
  return true;
}

/// `out` leads from `before` to `after`; false: nothing is changed by that. Of a patchset nobody
/// knows.
bool ChangeGroup::State::become_update(Change& out, const Table& table,
                                       std::span<const Bytes> before,
                                       std::span<const Bytes> after) const {
  out.op = Op::Update;
  out.before.clear();
  out.after.clear();
  bool changes = form_ == Form::Patchset;
  for (size_t i = 0; i < table.column_count(); ++i) {
    const bool is_key = table.is_key(i);
    const bool differs = form_ == Form::Patchset || !same_field(before[i], after[i]);
    changes = changes || (differs && !is_key);
    out.before.add(is_key || differs ? before[i] : kUndefined);
    out.after.add(!is_key && differs ? after[i] : kUndefined);
  }
  return changes;
}

ByteVector ChangeGroup::State::output() const {
  Writer writer(form_.value_or(Form::Changeset));
  for (const Entry& entry : tables_) {
    if (entry.rows.empty()) continue;
    writer.table(entry.table);
    for (const auto& [key, change] : entry.rows) {
      const std::vector<Bytes> before = change.before.split();
      const std::vector<Bytes> after = change.after.split();
      writer.change({change.op, change.indirect, &entry.table, before, after});
    }
  }
  return std::move(writer).take();
}

ChangeGroup::ChangeGroup() : state_(std::make_unique<State>()) {}
ChangeGroup::ChangeGroup(ChangeGroup&&) noexcept = default;
ChangeGroup& ChangeGroup::operator=(ChangeGroup&&) noexcept = default;
ChangeGroup::~ChangeGroup() = default;

Status ChangeGroup::add(Bytes changes) { return state_->add(changes); }
ByteVector ChangeGroup::output() const { return state_->output(); }

Result<ByteVector> concat(Bytes first, Bytes second) {
  ChangeGroup group;
  TRY(group.add(first));
  TRY(group.add(second));
  return group.output();
}

}  // namespace tern::session
