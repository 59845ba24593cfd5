// What SQLITE_CONFIG_GETPCACHE2 gives while a program has set no page cache. The engine keeps its
// pages itself and calls no such methods: these hold nothing.

#include "engine/sqlite3/library/library.h"

namespace tern::abi {
namespace {

int init_cache(void*) { return SQLITE_OK; }
void shutdown_cache(void*) {}
sqlite3_pcache* create_cache(int, int, int) { return nullptr; }
void set_cache_size(sqlite3_pcache*, int) {}
int count_cached_pages(sqlite3_pcache*) { return 0; }
sqlite3_pcache_page* fetch_page(sqlite3_pcache*, unsigned, int) { return nullptr; }
void unpin_page(sqlite3_pcache*, sqlite3_pcache_page*, int) {}
void rekey_page(sqlite3_pcache*, sqlite3_pcache_page*, unsigned, unsigned) {}
void truncate_cache(sqlite3_pcache*, unsigned) {}
void destroy_cache(sqlite3_pcache*) {}
void shrink_cache(sqlite3_pcache*) {}

}  // namespace

sqlite3_pcache_methods2 idle_cache_methods() {
  return {.iVersion = 1,
          .pArg = nullptr,
          .xInit = init_cache,
          .xShutdown = shutdown_cache,
          .xCreate = create_cache,
          .xCachesize = set_cache_size,
          .xPagecount = count_cached_pages,
          .xFetch = fetch_page,
          .xUnpin = unpin_page,
          .xRekey = rekey_page,
          .xTruncate = truncate_cache,
          .xDestroy = destroy_cache,
          .xShrink = shrink_cache};
}

}  // namespace tern::abi
