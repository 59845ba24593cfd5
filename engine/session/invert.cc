#include "engine/session/invert.h"

#include "engine/session/reader.h"
#include "engine/session/writer.h"

namespace tern::session {

namespace {

void write_inverse(Writer& writer, const ChangeView& change) {
  ChangeView inverse = change;
  if (change.op != Op::Update) {
    inverse.op = change.op == Op::Insert ? Op::Delete : Op::Insert;
    std::swap(inverse.before, inverse.after);
    return writer.change(inverse);
  }
  std::vector<Bytes> before(change.after.begin(), change.after.end());
  std::vector<Bytes> after(change.before.begin(), change.before.end());
  for (size_t i = 0; i < before.size(); ++i) {
    if (change.table->is_key(i)) before[i] = std::exchange(after[i], kUndefined);
  }
  inverse.before = before;
  inverse.after = after;
  writer.change(inverse);
}

}  // namespace

Result<ByteVector> invert(Bytes changeset) {
  Reader reader(changeset);
  Writer writer(Form::Changeset);
  const Table* table = nullptr;
  ChangeView change;
  for (;;) {
    const bool more = TRY(reader.next(change));
    if (reader.form() == Form::Patchset) {
      return fail(ErrorCode::Corrupt, "changeset: a patchset has no inverse");
    }
    if (!more) break;
    if (change.table != table) writer.table(*change.table);
    table = change.table;
    write_inverse(writer, change);
  }
  return std::move(writer).take();
}

}  // namespace tern::session
