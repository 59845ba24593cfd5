#pragma once

#include <gtest/gtest.h>

#include <string>

#include "engine/base/bytes.h"
#include "engine/storage/pager.h"

// Pages whose every four bytes are one number, so that a torn one shows.

namespace tern::test {

inline void fill_page(MutBytes page, uint32_t number) {
  for (size_t at = 0; at + 4 <= page.size(); at += 4) store_be(&page[at], number);
}

/// The number that fills the page. A page that is torn, or cannot be read, fails the test.
inline uint32_t number_in(storage::Pager& pager, uint32_t no) {
  const Result<storage::PageRef> page = pager.read(PageNo{no});
  EXPECT_TRUE(page) << "page " << no;
  if (!page) return 0;
  const uint32_t number = load_be<uint32_t>(page->bytes().data());
  for (size_t at = 0; at + 4 <= pager.usable_size(); at += 4) {
    const uint32_t found = load_be<uint32_t>(&page->bytes()[at]);
    if (found == number) continue;
    ADD_FAILURE() << "page " << no << " at " << at << ": " << found << ", not " << number;
    break;
  }
  return number;
}

inline std::string name_of(storage::JournalMode mode) {
  constexpr const char* kNames[]{"Delete", "Truncate", "Persist", "Memory", "Off", "Wal"};
  return kNames[static_cast<size_t>(mode)];
}

/// Does `write(value)` for 1, 2, ... up to `count` until one fails. The last that did not.
template <class Write>
uint32_t write_until_failure(uint32_t count, Write write) {
  uint32_t acknowledged = 0;
  while (acknowledged < count && write(acknowledged + 1)) ++acknowledged;
  return acknowledged;
}

}  // namespace tern::test
