#include "engine/session/rebaser.h"

#include "engine/session/reader.h"
#include "engine/session/row_key.h"
#include "engine/session/tables.h"
#include "engine/session/writer.h"

namespace tern::session {

namespace {

// In place of a field that the remote side replaced.
constexpr std::byte kReplacedByte{0xff};
constexpr Bytes kReplaced{&kReplacedByte, 1};

bool is_replaced(Bytes field) { return field.front() == kReplacedByte; }
bool has_value(Bytes field) { return is_defined(field) && !is_replaced(field); }

Fields first_decision(const ChangeView& change) {
  Fields out;
  for (size_t i = 0; i < change.row().size(); ++i) {
    const Bytes field = change.row()[i];
    const bool is_hidden = change.indirect && is_defined(field) && !change.table->is_key(i);
    out.add(is_hidden ? kReplaced : field);
  }
  return out;
}

Fields next_decision(std::span<const Bytes> known, const ChangeView& change) {
  Fields out;
  for (size_t i = 0; i < known.size(); ++i) {
    const Bytes field = change.row()[i];
    if (is_replaced(known[i]) || (change.indirect && !change.table->is_key(i))) {
      out.add(kReplaced);
    } else {
      out.add(is_defined(field) ? field : known[i]);
    }
  }
  return out;
}

/// The values of `over`, and where it has none the fields of `under`.
std::vector<Bytes> merged(std::span<const Bytes> over, std::span<const Bytes> under) {
  std::vector<Bytes> out(under.begin(), under.end());
  for (size_t i = 0; i < out.size(); ++i) {
    if (has_value(over[i])) out[i] = over[i];
  }
  return out;
}

/// What is left of an update that met an update.
void write_partial_update(Writer& writer, const ChangeView& local, std::span<const Bytes> remote) {
  std::vector<Bytes> before(remote.size(), kUndefined);
  std::vector<Bytes> after(remote.size(), kUndefined);
  bool changes = false;
  for (size_t i = 0; i < remote.size(); ++i) {
    const bool is_key = local.table->is_key(i);
    if (is_key || !is_defined(remote[i])) {
      before[i] = local.before[i];
      changes = changes || (!is_key && is_defined(local.before[i]));
    } else if (!is_replaced(remote[i]) && is_defined(local.before[i])) {
      before[i] = remote[i];
      changes = true;
    }
    if (is_key || !is_replaced(remote[i])) after[i] = local.after[i];
  }
  if (!changes) return;
  ChangeView rebased = local;
  rebased.before = before;
  rebased.after = after;
  writer.change(rebased);
}

/// What was decided about a remote change of the row that a local one changes, too.
struct DecisionView {
  std::span<const Bytes> row;
  bool is_deletion = false;
  bool replaced = false;
};

void write_insert(Writer& writer, const ChangeView& local, const DecisionView& remote) {
  if (remote.is_deletion) return writer.change(local);
  if (remote.replaced) return;
  writer.change({Op::Update, local.indirect, local.table, remote.row, local.after});
}

void write_update(Writer& writer, const ChangeView& local, const DecisionView& remote) {
  if (!remote.is_deletion) return write_partial_update(writer, local, remote.row);
  if (remote.replaced) return;
  ChangeView insert = local;
  const std::vector<Bytes> row = merged(local.after, remote.row);
  insert.op = Op::Insert;
  insert.after = row;
  writer.change(insert);
}

void write_delete(Writer& writer, const ChangeView& local, const DecisionView& remote) {
  if (remote.is_deletion) return;
  ChangeView deletion = local;
  const std::vector<Bytes> row = merged(remote.row, local.before);
  deletion.before = row;
  writer.change(deletion);
}

void write_rebased(Writer& writer, const ChangeView& local, const DecisionView& remote) {
  switch (local.op) {
    case Op::Insert:
      return write_insert(writer, local, remote);
    case Op::Update:
      return write_update(writer, local, remote);
    case Op::Delete:
      return write_delete(writer, local, remote);
  }
}

}  // namespace

class Rebaser::State {
 public:
  Status add(Bytes decisions);
  Result<ByteVector> rebase(Bytes changeset);

 private:
  /// What was decided about a row.
  struct Decision {
    Op op{};                // Insert: also of an update
    bool replaced = false;  // at least once
    Fields row;             // the remote's; marks where it replaced a field
  };
  using Entry = Tables<Decision>::Entry;

  Result<Entry*> entry_of(const Table& table);

  Tables<Decision> tables_;
};

/// Null: nothing was decided about the table.
Result<Rebaser::State::Entry*> Rebaser::State::entry_of(const Table& table) {
  Entry* found = tables_.find(table.name);
  if (found && found->table.key != table.key) return fail(ErrorCode::Schema);
  return found;
}

Status Rebaser::State::add(Bytes decisions) {
  Reader reader(decisions, Reader::Rows::Partial);
  ChangeView change;
  while (TRY(reader.next(change))) {
    Entry* entry = TRY(entry_of(*change.table));
    if (!entry) entry = &tables_.add(*change.table);
    std::string key = key_of(entry->table, change.row()).value_or(std::string());
    Decision* known = entry->rows.find(key);
    if (!known) {
      entry->rows.add(std::move(key), {change.op, change.indirect, first_decision(change)});
    } else if (known->op == Op::Delete && known->replaced) {
      entry->rows.erase(key);  // the reference forgets it, too
    } else {
      const Fields before = known->row;
      known->row = next_decision(before.split(), change);
      known->op = change.op;
      known->replaced = known->replaced || change.indirect;
    }
  }
  return ok();
}

Result<ByteVector> Rebaser::State::rebase(Bytes changeset) {
  Reader reader(changeset);
  Writer writer(Form::Changeset);
  const Table* table = nullptr;
  Entry* entry = nullptr;
  ChangeView change;
  while (TRY(reader.next(change))) {
    if (reader.form() == Form::Patchset) {
      return fail(ErrorCode::Error, "changeset: a patchset cannot be rebased");
    }
    if (change.table != table) {
      table = change.table;
      writer.table(*table);
      entry = TRY(entry_of(*table));
    }
    const Decision* decision =
        entry ? entry->rows.find(key_of(*table, change.row()).value_or(std::string())) : nullptr;
    if (!decision) {
      writer.change(change);
      continue;
    }
    const std::vector<Bytes> row = decision->row.split();
    write_rebased(writer, change, {row, decision->op == Op::Delete, decision->replaced});
  }
  return std::move(writer).take();
}

Rebaser::Rebaser() : state_(std::make_unique<State>()) {}
Rebaser::Rebaser(Rebaser&&) noexcept = default;
Rebaser& Rebaser::operator=(Rebaser&&) noexcept = default;
Rebaser::~Rebaser() = default;

Status Rebaser::add(Bytes decisions) { return state_->add(decisions); }
Result<ByteVector> Rebaser::rebase(Bytes changeset) const { return state_->rebase(changeset); }

}  // namespace tern::session
