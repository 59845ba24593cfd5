#include "engine/session/rebaser.h"

#include "engine/session/reader.h"
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
    } else if (!is_replaced(remote[i])) {
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

void write_insert(Writer& writer, const ChangeView& local, std::span<const Bytes> remote,
                  bool remote_deleted, bool replaced) {
  if (remote_deleted) return writer.change(local);
  if (replaced) return;
  writer.change({Op::Update, local.indirect, local.table, remote, local.after});
}

void write_update(Writer& writer, const ChangeView& local, std::span<const Bytes> remote,
                  bool remote_deleted, bool replaced) {
  if (!remote_deleted) return write_partial_update(writer, local, remote);
  if (replaced) return;
  ChangeView insert = local;
  const std::vector<Bytes> row = merged(local.after, remote);
  insert.op = Op::Insert;
  insert.after = row;
  writer.change(insert);
}

void write_delete(Writer& writer, const ChangeView& local, std::span<const Bytes> remote,
                  bool remote_deleted) {
  if (remote_deleted) return;
  ChangeView deletion = local;
  const std::vector<Bytes> row = merged(remote, local.before);
  deletion.before = row;
  writer.change(deletion);
}

}  // namespace

Status Rebaser::add(Bytes decisions) {
  Reader reader(decisions, Reader::Rows::Partial);
  ChangeView change;
  while (TRY(reader.next(change))) {
    Entry* entry = tables_.find(change.table->name);
    if (!entry) entry = &tables_.add(*change.table);
    if (entry->table.key != change.table->key) return fail(ErrorCode::Schema);
    std::string key = key_of(entry->table, change.row()).value_or(std::string());
    Decision* known = entry->rows.find(key);
    if (!known) {
      entry->rows.add(std::move(key), {change.op, change.indirect, first_decision(change)});
    } else if (known->op != Op::Delete || !known->replaced) {
      const Fields before = known->row;
      known->row = next_decision(before.split(), change);
      known->op = change.op;
      known->replaced = known->replaced || change.indirect;
    }
  }
  return ok();
}

Result<ByteVector> Rebaser::rebase(Bytes changeset) {
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
      entry = tables_.find(table->name);
      if (entry && entry->table.key != table->key) return fail(ErrorCode::Schema);
    }
    const Decision* decision =
        entry ? entry->rows.find(key_of(*table, change.row()).value_or(std::string())) : nullptr;
    if (!decision) {
      writer.change(change);
      continue;
    }
    const std::vector<Bytes> remote = decision->row.split();
    const bool remote_deleted = decision->op == Op::Delete;
    switch (change.op) {
      case Op::Insert:
        write_insert(writer, change, remote, remote_deleted, decision->replaced);
        break;
      case Op::Update:
        write_update(writer, change, remote, remote_deleted, decision->replaced);
        break;
      case Op::Delete:
        write_delete(writer, change, remote, remote_deleted);
        break;
    }
  }
  return std::move(writer).take();
}

}  // namespace tern::session
