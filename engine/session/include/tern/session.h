#pragma once

/// Changesets: what one database's rows became, to be applied to another one. In the format of
/// SQLite's session extension, which reads what is written here and writes what is read.
///
///   #include <tern/session.h>
///
///   tern::Status copy_changes(tern::Connection& here, tern::Connection& there) {
///     tern::session::Session session(here);
///     session.attach_all();
///     TRY(here.execute("UPDATE product SET stock = stock - 1 WHERE sku = 'A-1'"));
///     const tern::ByteVector changes = TRY(session.changeset());
///     tern::session::ApplyOptions options;
///     options.on_conflict = [](const tern::session::ConflictView& conflict) {
///       return conflict.row.empty() ? tern::session::Answer::Omit :
///       tern::session::Answer::Replace;
///     };
///     return tern::session::apply(there, changes, options);
///   }
///
/// Bytes come back as vectors that the caller owns; what is taken is a view that is not kept beyond
/// the call, but for a Reader's. Functions over bytes alone have no state and run in any thread;
/// what has a Connection belongs to its thread. Nothing here throws, and bytes that are no
/// changeset are errors (Corrupt).
/// Source: SQLite documentation, "The Session Extension" and "Introduction To The Session
/// Extension".

#include "engine/session/apply.h"
#include "engine/session/change_group.h"
#include "engine/session/invert.h"
#include "engine/session/reader.h"
#include "engine/session/rebaser.h"
#include "engine/session/session.h"
