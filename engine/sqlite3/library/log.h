#pragma once

namespace tern::abi {

/// SQLITE_CONFIG_LOG: who hears of sqlite3_log(); null: nobody.
void set_log(void (*callback)(void*, int, const char*), void* context);

}  // namespace tern::abi
