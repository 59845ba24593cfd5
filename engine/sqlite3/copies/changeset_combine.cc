// Changesets made of others: inverted, joined, rebased.

#include "engine/sqlite3/copies/changesets.h"

struct sqlite3_changegroup {
  tern::session::ChangeGroup group;
};

struct sqlite3_rebaser {
  tern::session::Rebaser rebaser;
};

namespace tern::abi {
namespace {

/// Where a result goes: to memory, or to a stream.
struct ChangesOut {
  int* size = nullptr;
  void** bytes = nullptr;
  ChangeOutput stream = {};

  void clear() const {
    if (size) *size = 0;
    if (bytes) *bytes = nullptr;
  }
  int give(Bytes result) const {
    return bytes ? give_bytes(result, size, bytes) : write_all(stream, result);
  }
  int give(const Result<ByteVector>& result) const {
    return result ? give(Bytes(*result)) : code_of(result.error());
  }
};

int code_of_status(const Status& status) { return status ? SQLITE_OK : code_of(status.error()); }

/// `use` gets the bytes of a stream.
template <class Use>
int with_stream(const ChangeInput& input, const Use& use) {
  return guarded_alone([&] {
    ByteVector bytes;
    const int code = read_all(input, bytes);
    return code == SQLITE_OK ? use(Bytes(bytes)) : code;
  });
}

int invert_to(Bytes changes, const ChangesOut& out) {
  out.clear();
  return guarded_alone([&] { return out.give(session::invert(changes)); });
}

int concat_to(Bytes first, Bytes second, const ChangesOut& out) {
  out.clear();
  return guarded_alone([&] { return out.give(session::concat(first, second)); });
}

int rebase_to(const sqlite3_rebaser& rebaser, Bytes changes, const ChangesOut& out) {
  out.clear();
  return guarded_alone([&] { return out.give(rebaser.rebaser.rebase(changes)); });
}

template <class Object>
int make_object(Object** out) {
  *out = nullptr;
  return guarded_alone([&] {
    *out = std::make_unique<Object>().release();
    return SQLITE_OK;
  });
}

}  // namespace
}  // namespace tern::abi

using tern::Bytes;
using tern::abi::ChangesOut;
using tern::abi::guarded_alone;
using tern::abi::named_bytes;

int sqlite3changeset_invert(int size, const void* changes, int* out_size, void** out) {
  return tern::abi::invert_to(named_bytes(changes, size), {out_size, out});
}

int sqlite3changeset_invert_strm(int (*input)(void*, void*, int*), void* in,
                                 int (*output)(void*, const void*, int), void* out) {
  return tern::abi::with_stream({input, in}, [&](Bytes changes) {
    return tern::abi::invert_to(changes, {.stream = {output, out}});
  });
}

int sqlite3changeset_concat(int first_size, void* first, int second_size, void* second,
                            int* out_size, void** out) {
  return tern::abi::concat_to(named_bytes(first, first_size), named_bytes(second, second_size),
                              {out_size, out});
}

int sqlite3changeset_concat_strm(int (*first)(void*, void*, int*), void* first_in,
                                 int (*second)(void*, void*, int*), void* second_in,
                                 int (*output)(void*, const void*, int), void* out) {
  return tern::abi::with_stream({first, first_in}, [&](Bytes changes) {
    return tern::abi::with_stream({second, second_in}, [&](Bytes more) {
      return tern::abi::concat_to(changes, more, {.stream = {output, out}});
    });
  });
}

int sqlite3changegroup_new(sqlite3_changegroup** out) { return tern::abi::make_object(out); }

void sqlite3changegroup_delete(sqlite3_changegroup* group) { delete group; }

int sqlite3changegroup_add(sqlite3_changegroup* group, int size, void* changes) {
  return guarded_alone(
      [&] { return tern::abi::code_of_status(group->group.add(named_bytes(changes, size))); });
}

int sqlite3changegroup_add_strm(sqlite3_changegroup* group, int (*input)(void*, void*, int*),
                                void* in) {
  return tern::abi::with_stream({input, in}, [&](Bytes changes) {
    return tern::abi::code_of_status(group->group.add(changes));
  });
}

int sqlite3changegroup_output(sqlite3_changegroup* group, int* size, void** out) {
  return guarded_alone([&] { return ChangesOut{size, out}.give(Bytes(group->group.output())); });
}

int sqlite3changegroup_output_strm(sqlite3_changegroup* group,
                                   int (*output)(void*, const void*, int), void* out) {
  return guarded_alone(
      [&] { return ChangesOut{.stream = {output, out}}.give(Bytes(group->group.output())); });
}

int sqlite3rebaser_create(sqlite3_rebaser** out) { return tern::abi::make_object(out); }

void sqlite3rebaser_delete(sqlite3_rebaser* rebaser) { delete rebaser; }

int sqlite3rebaser_configure(sqlite3_rebaser* rebaser, int size, const void* decisions) {
  return guarded_alone([&] {
    return tern::abi::code_of_status(rebaser->rebaser.add(named_bytes(decisions, size)));
  });
}

int sqlite3rebaser_rebase(sqlite3_rebaser* rebaser, int size, const void* changes, int* out_size,
                          void** out) {
  return tern::abi::rebase_to(*rebaser, named_bytes(changes, size), {out_size, out});
}

int sqlite3rebaser_rebase_strm(sqlite3_rebaser* rebaser, int (*input)(void*, void*, int*), void* in,
                               int (*output)(void*, const void*, int), void* out) {
  return tern::abi::with_stream({input, in}, [&](Bytes changes) {
    return tern::abi::rebase_to(*rebaser, changes, {.stream = {output, out}});
  });
}
