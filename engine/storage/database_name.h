#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "engine/base/result.h"
#include "engine/io/uring_vfs.h"
#include "engine/storage/database_file.h"

// Names of databases as URIs:
//
//   file: [//[localhost]/] path [? key=value & key=value ...] [# anything]
//
// %XX stands for the byte XX everywhere; %00 ends the part that it is in. Of a key that comes twice
// the last one counts, save that access modes can only narrow what the caller allows.
//
//   mode       ro, rw, rwc (rw and made if missing), memory (the path is a mere name)
//   cache      shared, private: whether connections are one to the rest of the world, with locks on
//              single tables between them (shared_cache.h); databases in memory with one name are
//              one database then. Connections to one file share its pages in any case.
//   immutable  1: nobody changes the file while it is open        nolock  1: without file locks
//   vfs        uring, as without this key: the system's files, with io_uring where it pays; posix,
//              unix: by plain calls; unix-none: these without locks
//   hexkey, cipher  the key of an encrypted database, in hexadecimal digits, and what for
//                   (aes128gcm, aes256gcm; if it is not said, the key's size says it)
//   checksum   1: a database that is made has page checksums
//   psow       accepted; whole pages are journalled, so that nothing depends on it
//
// Other keys have no meaning and are skipped. Source: SQLite documentation, "Uniform Resource
// Identifiers".

namespace tern::storage {

/// A database's name, taken apart.
struct DatabaseName {
  std::string path;
  OpenOptions options;
  std::optional<std::string> hexkey;  // empty: expressly none
  std::string cipher;
  std::optional<bool> checksum;
  bool names_vfs = false;
  io::Vfs* vfs = &io::uring_vfs();
};

/// A part of a URI with its %XX as bytes, up to a NUL byte, written or meant.
std::string decode_uri_part(std::string_view text);

/// `name` as a URI if it begins with "file:", else as a path. `allowed` is what the caller grants.
/// Errors: Error, with SQLite's text, for what has no meaning; Perm for a mode that asks for more
/// than is granted; Unsupported for keys made of passphrases.
Result<DatabaseName> parse_database_name(std::string_view name, const OpenOptions& allowed);

}  // namespace tern::storage
