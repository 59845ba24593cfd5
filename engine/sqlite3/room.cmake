target_include_directories(${target} PUBLIC $<BUILD_INTERFACE:${CMAKE_SOURCE_DIR}/engine/sqlite3/include>)
target_link_libraries(${target} PUBLIC ${CMAKE_DL_LIBS})
# All that the header declares.
target_compile_definitions(${target} PUBLIC SQLITE_ENABLE_SESSION SQLITE_ENABLE_PREUPDATE_HOOK)

# libsqlite3.so.0: the room and all that it needs, of whose names only those of the C interface are seen.
add_library(libsqlite3 SHARED $<TARGET_OBJECTS:${target}>)
if(NOT TERN_SANITIZE)  # of the sanitizers' functions the program has the only ones
  target_link_options(libsqlite3 PRIVATE -Wl,-z,defs)
endif()
target_link_libraries(libsqlite3 PRIVATE ${target} -Wl,--version-script=${CMAKE_SOURCE_DIR}/engine/sqlite3/exports.map)
set_target_properties(libsqlite3 PROPERTIES OUTPUT_NAME sqlite3 VERSION 0.8.6 SOVERSION 0 LINKER_LANGUAGE CXX
  LINK_DEPENDS ${CMAKE_SOURCE_DIR}/engine/sqlite3/exports.map LIBRARY_OUTPUT_DIRECTORY ${CMAKE_BINARY_DIR}/sqlite3)
# Not beside the system's library: programs are run on it by naming its folder.
install(TARGETS libsqlite3 LIBRARY DESTINATION ${CMAKE_INSTALL_LIBDIR}/tern)
install(FILES engine/sqlite3/include/sqlite3.h engine/sqlite3/include/sqlite3ext.h
  DESTINATION ${CMAKE_INSTALL_INCLUDEDIR}/tern/sqlite3)
