#include "engine/session/change_group.h"
#include "engine/session/invert.h"
#include "engine/session/reader.h"
#include "engine/session/rebaser.h"
#include "engine/session/writer.h"

namespace tern::fuzz {

namespace {

/// What is read, written again in the form that its last header says.
std::optional<ByteVector> rewrite(Bytes input) {
  session::Form form = session::Form::Changeset;
  {
    session::Reader reader(input);
    session::ChangeView change;
    for (;;) {
      const Result<bool> more = reader.next(change);
      if (!more) return std::nullopt;
      if (!*more) break;
    }
    form = reader.form();
  }
  session::Reader reader(input);
  session::Writer writer(form);
  session::ChangeView change;
  const session::Table* table = nullptr;
  while (reader.next(change).value_or(false)) {
    if (reader.form() != form) return std::nullopt;
    if (change.table != table) writer.table(*change.table);
    table = change.table;
    writer.change(change);
  }
  return std::move(writer).take();
}

}  // namespace

// What can be read is written, read again and must then be the same; the functions over changesets
// take anything.
void run(Bytes input) {
  if (const std::optional<ByteVector> once = rewrite(input)) {
    const std::optional<ByteVector> twice = rewrite(*once);
    if (!twice || *twice != *once) __builtin_trap();
  }
  if (const Result<ByteVector> inverse = session::invert(input)) {
    if (!session::invert(*inverse)) __builtin_trap();
  }
  const Bytes half = input.first(input.size() / 2);
  (void)session::concat(input, input);
  (void)session::concat(half, input.subspan(half.size()));
  session::Rebaser rebaser;
  (void)rebaser.add(input);
  (void)rebaser.rebase(input);
}

}  // namespace tern::fuzz
