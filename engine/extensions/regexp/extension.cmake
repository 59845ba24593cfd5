# RE2. Not by pkg-config: what it adds (-pthread) would keep this room from the precompiled headers.
find_library(RE2_LIBRARY re2 REQUIRED)
set(extension_libraries re2)
