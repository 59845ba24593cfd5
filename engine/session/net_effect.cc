#include "engine/session/net_effect.h"

#include "engine/session/table_shape.h"
#include "engine/session/tables.h"
#include "engine/session/writer.h"

namespace tern::session {

namespace {

/// A row from the transaction's begin to its end; no fields: it was not there.
struct Course {
  bool indirect = false;
  Fields first, last;
};

class NetEffect {
 public:
  Status add(const txn::OpView& op) {
    std::optional<Table> shape = table_of(*op.table);
    if (!shape) return ok();
    Entry* entry = tables_.find(shape->name);
    if (!entry) entry = &tables_.add(*std::move(shape));
    if (op.table->columns.size() != entry->table.column_count()) return fail(ErrorCode::Schema);
    const Fields before(op.before);
    const Fields after(op.after);
    if (op.kind != txn::OpKind::Insert) take(*entry, before, {}, op.indirect);
    if (op.kind != txn::OpKind::Delete) take(*entry, {}, after, op.indirect);
    return ok();
  }

  ByteVector write(Form form) const {
    Writer writer(form);
    for (const Entry& entry : tables_) {
      const size_t start = writer.size();
      writer.table(entry.table);
      const size_t end_of_header = writer.size();
      for (const auto& [key, course] : entry.rows) {
        const std::vector<Bytes> first = course.first.split();
        const std::vector<Bytes> last = course.last.split();
        writer.difference(entry.table, course.indirect, first.empty() ? nullptr : &first,
                          last.empty() ? nullptr : &last);
      }
      if (writer.size() == end_of_header) writer.truncate(start);
    }
    return std::move(writer).take();
  }

 private:
  using Entry = Tables<Course>::Entry;

  /// A row comes (`before` is empty) or goes (`after` is).
  static void take(Entry& entry, const Fields& before, const Fields& after, bool indirect) {
    std::optional<std::string> key = key_of(entry.table, (before.empty() ? after : before).split());
    if (!key) return;
    Course* course = entry.rows.find(*key);
    if (!course)
      course = &entry.rows.add(*std::move(key), {.indirect = true, .first = before, .last = {}});
    course->indirect = course->indirect && indirect;
    course->last = after;
  }

  Tables<Course> tables_;
};

}  // namespace

Result<ByteVector> net_effect(Bytes transaction, Form form) {
  txn::ChangesetReader reader = TRY(txn::ChangesetReader::open(transaction));
  NetEffect effect;
  txn::OpView op;
  while (TRY(reader.next(op))) {
    if (op.kind != txn::OpKind::Ddl) TRY(effect.add(op));
  }
  return effect.write(form);
}

}  // namespace tern::session
